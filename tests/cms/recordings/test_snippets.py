"""An editor hands in a recording."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cms.models import Recording
from tests.cms.sounds import ogg
from tests.cms.test_admin import staff

ENDLESS = ["bytes=" + "9" * 5000 + "-", "bytes=-" + "9" * 5000]
"""Numbers that Python refuses to read."""

pytestmark = pytest.mark.usefixtures("site_tree")


@pytest.fixture
def moderator():
    return staff("administrator")


def hand_in(client, data: bytes, *, name: str = "Nirmala at home in Doha.opus", **changes):
    form = {"title": "Your passport", "language": "ne", "file": SimpleUploadedFile(name, data)}
    return client.post(reverse("wagtailsnippets_cms_recording:add"), form | changes)


def test_is_kept_under_a_name_that_tells_nothing_with_what_was_read_from_it(moderator):
    data = ogg(3)

    response = hand_in(moderator, data)

    assert response.status_code == 302
    recording = Recording.objects.get()
    assert (recording.seconds, recording.byte_count, recording.mime_type) == (3, len(data), "audio/ogg")
    assert recording.file.name.startswith("recordings/")
    assert recording.file.name.endswith(".ogg")
    assert "Doha" not in recording.file.name
    assert recording.language == "ne"


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"this is a text", "This is no sound file that phones can play."),
        (ogg(5)[:-30], "The end of this recording is missing."),
        (ogg(3, filler=9000), "240 kB is the most."),
        (ogg(601), "This recording is 11 minutes long; 10 minutes is the most."),
        (ogg(3, tags=[b"LOCATION=Doha"]), "This file says where it was recorded."),
    ],
)
def test_a_refusal_says_why_and_what_to_do_and_loses_nothing(moderator, data, told):
    html = hand_in(moderator, data).content.decode()

    assert told in html
    assert "upload it again" in html or "for each section" in html
    assert 'value="Your passport"' in html
    assert '<option value="ne" selected>' in html
    assert not Recording.objects.exists()


def test_length_and_weight_cannot_be_typed(moderator):
    hand_in(moderator, ogg(3), seconds="1", byte_count="1")

    assert Recording.objects.get().seconds == 3


def test_a_new_title_leaves_the_file_alone(moderator):
    hand_in(moderator, ogg(3))
    recording = Recording.objects.get()
    name = recording.file.name

    moderator.post(
        reverse("wagtailsnippets_cms_recording:edit", args=[recording.pk]),
        {"title": "Another", "language": "en"},
    )

    recording.refresh_from_db()
    assert (recording.title, recording.file.name, recording.seconds) == ("Another", name, 3)


class TestServing:
    @pytest.fixture
    def url(self, moderator):
        hand_in(moderator, ogg(3))
        return Recording.objects.get().file.url

    def test_has_its_type_and_may_be_kept_for_ever(self, client, url):
        response = client.get(url)

        assert response.headers["Content-Type"] == "audio/ogg"
        assert response.headers["Accept-Ranges"] == "bytes"
        assert "immutable" in response.headers["Cache-Control"]
        assert not response.cookies

    @pytest.mark.parametrize(
        ("asked", "first", "last"),
        [
            ("bytes=0-1", 0, 1),
            ("bytes=100-", 100, None),
            ("bytes=-5", -5, None),
            ("bytes=10-99999999", 10, None),
        ],
    )
    def test_a_part_is_answered_with_the_part(self, client, url, asked, first, last):
        whole = ogg(3)

        response = client.get(url, headers={"range": asked})

        assert response.status_code == 206
        expected = whole[first : None if last is None else last + 1]
        assert response.content == expected
        start = first % len(whole)
        assert response["Content-Range"] == f"bytes {start}-{start + len(expected) - 1}/{len(whole)}"

    @pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=5-2", "bytes=-0"])
    def test_a_part_that_is_not_there_is_refused(self, client, url, asked):
        response = client.get(url, headers={"range": asked})

        assert response.status_code == 416
        assert response["Content-Range"] == f"bytes */{len(ogg(3))}"

    @pytest.mark.parametrize("asked", ["bytes=-", "bytes=0-1,5-6", "pages=1-2", "nonsense", *ENDLESS])
    def test_what_cannot_be_understood_is_answered_with_the_whole(self, client, url, asked):
        response = client.get(url, headers={"range": asked})

        assert response.status_code == 200
        assert b"".join(response.streaming_content) == ogg(3)

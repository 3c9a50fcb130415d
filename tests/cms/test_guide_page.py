"""The guide as its reader meets it: what stands where, in which language, and what it costs her."""

from __future__ import annotations

import gzip
import html as htmllib
import re

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from cms import renditions
from cms.models import CustomImage, Recording
from frontend import assets, stored_pages
from tests.cms.factories import BODY, publish_guide
from tests.cms.long_guide import WORDS_AT_LEAST, publish_long_guide
from tests.cms.test_renditions import upload

pytestmark = pytest.mark.usefixtures("site_tree")
LANGUAGES = [code for code, _name in settings.LANGUAGES]
FIRST_FLIGHT = 14 * 1024  # what fits the first round trip of a connection (RFC 6928: ten segments)


def read(client, path: str = "/en/guides/fees/") -> str:
    return client.get(path).content.decode()


def with_block(block: dict) -> list[dict]:
    return [*BODY, block]


class TestForWhom:
    def test_says_whose_law_for_whom_and_about_what(self, client):
        publish_guide(
            jurisdiction="destination",
            origin_codes=["NP"],
            destination_codes=["MY", "QA"],
            sectors=["domestic"],
            topics=["wages"],
        )

        told = re.sub(r"<[^>]+>|\s+", " ", read(client).split('"for-whom"')[1].split("</dl>")[0])

        for part in ("law of the country you work in", "Nepal", "Malaysia", "Qatar", "Wages"):
            assert part in told
        assert htmllib.unescape(told).count("Work in somebody's home") == 1

    def test_says_nothing_about_what_is_for_everybody(self, client):
        publish_guide()

        told = read(client).split('"for-whom"')[1].split("</dl>")[0]

        assert told.count("<dt>") == 1  # whose law

    def test_names_the_day_of_the_next_check(self, client):
        publish_guide()

        assert 'Next check by <time datetime="2027-05-02">' in read(client)


class TestContents:
    def test_a_short_guide_has_none(self, client):
        publish_guide()

        assert 'id="contents"' not in read(client)

    def test_four_headings_are_listed_and_their_links_lead_to_them(self, client):
        parts = [{"type": "paragraph", "heading": f"Part {n}", "text": "Words."} for n in range(3)]
        publish_guide(body=[*BODY[1:3], *parts])

        html = read(client)

        anchors = re.findall(r'<a href="#(part-\d+)">', html)
        assert len(anchors) == 4
        assert all(f'<h2 id="{anchor}">' in html for anchor in anchors)


class TestNextGuide:
    def test_is_the_one_after_it_in_the_stage_and_after_the_last_the_first(self, client):
        publish_guide(slug="one", title="One")
        publish_guide(slug="other-stage", stage="work")
        publish_guide(slug="two", title="Two")

        assert 'href="/en/guides/two/">Two<' in read(client, "/en/guides/one/")
        assert 'href="/en/guides/one/">One<' in read(client, "/en/guides/two/")

    def test_there_is_none_where_the_stage_has_no_other(self, client):
        publish_guide()

        assert 'id="next"' not in read(client)

    def test_is_one_in_the_readers_language(self, client):
        publish_guide("en", "one")
        publish_guide("en", "two")
        publish_guide("ne", "one")

        assert 'id="next"' not in read(client, "/ne/guides/one/")


class TestBlocks:
    def test_a_checklist_has_boxes_that_are_neither_sent_nor_kept(self, client):
        steps = {"type": "steps", "is_checklist": True, "steps": [{"title": "Ask", "text": "Now."}] * 2}
        publish_guide(body=[steps])

        html = read(client)

        boxes = re.findall(r'<input type="checkbox"[^>]*>', html)
        assert boxes == ['<input type="checkbox">'] * 2
        assert "<form" not in html.split("<article")[1].split("</article>")[0]

    def test_a_table_names_its_rows_and_columns(self, client):
        table = {"type": "table", "caption": "Fees", "rows": [["", "Most"], ["Visa", "0"], ["Flight"]]}
        publish_guide(body=[table])

        html = read(client)

        assert '<thead><tr><td></td><th scope="col">Most</th></tr></thead>' in html
        assert '<th scope="row"><bdi>Flight</bdi></th><td><bdi></bdi></td>' in html
        assert re.search(
            r'tabindex="0" aria-labelledby="table-1">\s*<table>\s*<caption id="table-1">Fees', html
        )

    def test_sources_stand_at_the_end(self, client):
        publish_guide(sources=[{"title": "C181", "article": "Article 7", "url": "https://www.ilo.org/c181"}])

        html = read(client)

        assert 'href="https://www.ilo.org/c181" rel="noreferrer">Read it at ilo.org</a>' in html

    def test_a_guide_that_names_nobody_leads_to_the_directory(self, client):
        publish_guide("en", "none")
        publish_guide("en", "some", body=with_block({"type": "contacts", "need": "fees"}))

        assert "Do you need help?" in read(client, "/en/guides/none/")
        assert "Do you need help?" not in read(client, "/en/guides/some/")


class TestRecording:
    @pytest.fixture
    def recording(self):
        return Recording.objects.create(
            title="तपाईंको राहदानी",
            language="ne",
            file="recordings/aa.ogg",
            mime_type="audio/ogg",
            byte_count=90_000,
            seconds=45,
        )

    def test_says_how_long_it_is_and_what_it_weighs_and_loads_nothing(self, client, recording):
        publish_guide(body=with_block({"type": "audio", "recording": recording.pk}))

        html = read(client)

        assert '<audio controls preload="none" src="/media/recordings/aa.ogg"></audio>' in html
        told = html.split("<figcaption>")[1].split("</figcaption>")[0]
        assert "45 sec" in told
        assert "90 kB" in told

    def test_names_its_language_only_where_the_page_has_another(self, client, recording):
        body = with_block({"type": "audio", "recording": recording.pk})
        publish_guide("en", body=body)
        publish_guide("ne", body=body)

        assert '<strong lang="ne" dir="ltr">' in read(client)
        assert "In Nepali" in read(client)
        assert "<strong>तपाईंको राहदानी</strong>" in read(client, "/ne/guides/fees/")

    def test_takes_the_place_of_the_phones_voice(self, client, recording):
        publish_guide("en", "read", body=with_block({"type": "audio", "recording": recording.pk}))
        publish_guide("en", "unread")

        assert "data-speak" not in read(client, "/en/guides/read/")
        assert "data-speak hidden" in read(client, "/en/guides/unread/")

    def test_that_was_deleted_leaves_no_hole(self, client, recording):
        publish_guide(body=with_block({"type": "audio", "recording": recording.pk}))
        recording.delete()

        assert "<audio" not in read(client)


class TestTitle:
    def test_a_neutral_one_stands_in_the_tab_and_the_true_one_on_the_page(self, client):
        publish_guide(tab_title="Notes", title="When he hits you")

        html = read(client)

        assert "<title>Notes · Corridor</title>" in html
        assert ">When he hits you</h1>" in html


class TestWeight:
    """The longest guide in every language of the site, all its blocks on it."""

    @pytest.fixture
    def blocks(self):
        image = upload()
        renditions.draw(image)
        recording = Recording.objects.create(
            title="Read aloud", language="en", file="recordings/a.ogg", byte_count=90_000, seconds=45
        )
        return {
            "picture": {"type": "image", "image": image.pk, "alt": "A red box", "caption": "A box"},
            "sound": {"type": "audio", "recording": recording.pk},
        }

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_fits_the_first_flight_with_its_style(self, client, blocks, language):
        for code in dict.fromkeys(["en", language]):
            publish_long_guide(code, **blocks)

        html = client.get(f"/{language}/guides/long/").content.decode()
        sent = gzip.compress(html.encode(), stored_pages.GZIP_LEVEL, mtime=0)  # as the store sends it
        words = re.sub(r"<[^>]+>", " ", html.split("<article")[1].split("</article>")[0]).split()

        assert len(words) >= WORDS_AT_LEAST
        assert assets.critical_css() in html
        assert len(sent) <= FIRST_FLIGHT

    def test_its_scripts_weigh_less_than_six_kilobytes_together(self):
        names = ("main", "keep", "speech", "keys")
        files = [next(assets.BUILD_DIR.glob(f"{name}-*.js")) for name in names]

        assert sum(len(gzip.compress(file.read_bytes(), 6)) for file in files) <= 6 * 1024

    def test_a_miss_makes_few_queries_however_many_languages_and_pictures(self, client, blocks):
        for code in ("en", "ne", "ar"):
            publish_long_guide(code, **blocks)
        publish_guide("en", "next", stage="work")
        path = "/en/guides/long/"
        few = queries_of(client, path)

        second = upload()
        renditions.draw(second)
        blocks |= {"second": {"type": "image", "image": second.pk, "alt": "Another"}}
        for code in LANGUAGES:
            publish_long_guide(code, **blocks)

        assert queries_of(client, path) == few <= 12


def queries_of(client, path: str) -> int:
    client.get(path)  # content types and templates are read once in a process
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


class TestLetters:
    def test_are_not_loaded_unless_asked_for(self, client):
        publish_guide("en")
        publish_guide("ne")

        html = read(client, "/ne/guides/fees/")

        assert 'href="?letters"' in html
        assert '<link rel="stylesheet"' not in html
        assert re.search(r"\(50 ", re.sub(r"<[^>]+>", "", html))  # kB, in Nepali

    def test_come_with_the_same_page_by_a_link(self, client):
        publish_guide("en")
        publish_guide("ne")

        html = read(client, "/ne/guides/fees/?letters")

        sheet = re.search(r'<link rel="stylesheet" href="/static/frontend/(devanagari-[^"]+\.css)">', html)
        font = re.search(r"url\(([^)]+\.woff2)\)", (assets.BUILD_DIR / sheet.group(1)).read_text())
        assert (assets.BUILD_DIR / font.group(1).strip("./'\"")).is_file()
        assert f'rel="canonical" href="{settings.SITE_URL}/ne/guides/fees/"' in html

    def test_are_not_offered_where_every_phone_has_them(self, client):
        publish_guide("en")

        with translation.override("en"):
            assert "letters" not in read(client).split("</main>")[1]


def test_a_picture_has_its_size_and_three_formats(client):
    image = upload()
    renditions.draw(image)
    publish_guide(body=with_block({"type": "image", "image": image.pk, "alt": "A red box"}))

    picture = re.search(r"<picture>.*?</picture>", read(client), re.DOTALL).group(0)

    assert re.findall(r'type="image/(\w+)"', picture) == ["avif", "webp"]
    assert all(
        part in picture for part in ("width=", "height=", 'loading="lazy"', 'alt="A red box"', "320w", "640w")
    )
    assert CustomImage.objects.count() == 1

"""The guides become pages, once, and editors' changes stay."""

from __future__ import annotations

import gzip
import re

import pytest

from cms.guides import services as guides
from cms.models import GuidePage
from frontend import stored_pages
from tests.cms.factories import NOW
from tests.members.users.factories import make_user

pytestmark = pytest.mark.usefixtures("site_tree")


@pytest.fixture
def two(monkeypatch, tmp_path):
    """Two guides in two languages: the whole of them takes a minute."""
    for language in ("en", "ne"):
        (tmp_path / language).mkdir()
        for slug in guides.SLUGS[:2]:
            text = (guides.FOLDER / language / f"{slug}.toml").read_text()
            (tmp_path / language / f"{slug}.toml").write_text(text)
    monkeypatch.setattr(guides, "FOLDER", tmp_path)
    return tmp_path


def test_are_published_in_every_language_and_twice_changes_nothing(two):
    first = guides.load_guides(now=NOW)
    again = guides.load_guides(now=NOW)

    assert (first.published_count, again.published_count, again.unchanged_count) == (4, 0, 4)
    nepali = GuidePage.objects.get(locale__language_code="ne", slug=guides.SLUGS[0])
    assert nepali.live
    assert nepali.source_stamp.source_language == "en"


def test_say_that_nobody_has_checked_them(two, client):
    guides.load_guides(now=NOW)

    html = client.get(f"/en/guides/{guides.SLUGS[0]}/").content.decode()

    assert "Nobody has checked this guide yet." in html
    assert not GuidePage.objects.get(locale__language_code="ne", slug=guides.SLUGS[0]).checked_by_speaker


def test_a_new_text_follows_and_marks_no_language_that_has_it(two):
    guides.load_guides(now=NOW)
    for language in ("en", "ne"):
        file = two / language / f"{guides.SLUGS[0]}.toml"
        file.write_text(
            re.sub(r"(?m)^summary = .*$", f'summary = "Another law [{language}]."', file.read_text())
        )

    loaded = guides.load_guides(now=NOW)

    nepali = GuidePage.objects.get(locale__language_code="ne", slug=guides.SLUGS[0])
    assert loaded.published_count == 2
    assert nepali.summary == "Another law [ne]."
    assert nepali.source_stamp.source_changed_at is None


def test_what_an_editor_changed_stays(two):
    guides.load_guides(now=NOW)
    page = GuidePage.objects.get(locale__language_code="en", slug=guides.SLUGS[0])
    page.title = "Ours"
    page.save_revision(user=make_user(email="editor@union.example")).publish()

    loaded = guides.load_guides(now=NOW)

    page.refresh_from_db()
    assert page.title == "Ours"
    assert loaded.left_to_editors_count == 1


def test_an_unreadable_file_is_named_and_nothing_is_loaded(two):
    file = two / "ne" / f"{guides.SLUGS[1]}.toml"
    file.write_text(file.read_text().replace('type = "law"', 'type = "lore"'))

    with pytest.raises(guides.UnreadableGuide, match=f"ne/{guides.SLUGS[1]}.toml"):
        guides.load_guides(now=NOW)

    assert not GuidePage.objects.exists()


@pytest.mark.parametrize("language", ["en", "ar", "ne", "ta", "si", "ur"])
def test_the_longest_is_one_flight_of_a_connection(client, language):
    sizes = {slug: len(str(guides.read(language, slug)).encode()) for slug in guides.SLUGS}
    longest = max(sizes, key=sizes.__getitem__)
    for code in dict.fromkeys(["en", language]):
        guides._publish(guides.read(code, longest), code, NOW)

    html = client.get(f"/{language}/guides/{longest}/").content

    assert len(gzip.compress(html, stored_pages.GZIP_LEVEL, mtime=0)) <= 14 * 1024

"""The guides that come with Corridor: alike in every language, sourced, and never claiming a check."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from cms.guides import services as guides
from cms.models import Need
from tests.leaves import Path, leaves

LANGUAGES = [code for code, _name in settings.LANGUAGES]
TRANSLATIONS = [(code, slug) for code in LANGUAGES if code != "en" for slug in guides.SLUGS]
SAME = {"slug", "stage", "jurisdiction", "type", "need", "url", "other_language", "other_text"}
LIMITS = {
    "title": 255,
    "tab_title": 60,
    "summary": 400,
    "share_text": 200,
    "heading": 120,
    "source": 250,
    "article": 120,
    "caption": 160,
}
"""What the columns and blocks take. Steps have their own titles."""

TOLD = {"title", "summary", "share_text", "heading", "text", "caption"}
"""What is said in sentences: no language says it as English does."""


def is_prose(path: Path, value: Any) -> bool:
    return isinstance(value, str) and path[-1] not in SAME and path[0] not in {"sectors", "topics"}


def pairs(language: str, slug: str) -> Iterator[tuple[Path, Any, Any]]:
    english, other = dict(leaves(guides.read("en", slug))), dict(leaves(guides.read(language, slug)))
    assert list(english) == list(other)
    for path, value in english.items():
        yield path, value, other[path]


def test_every_language_of_the_site_has_every_guide():
    assert sorted(guides.languages()) == sorted(LANGUAGES)
    for code in LANGUAGES:
        assert {file.stem for file in (guides.FOLDER / code).iterdir()} == set(guides.SLUGS)


@pytest.mark.parametrize(("language", "slug"), TRANSLATIONS)
class TestTranslations:
    def test_repeat_what_is_the_same_everywhere(self, language, slug):
        for path, english, other in pairs(language, slug):
            if not is_prose(path, english):
                assert other == english, path

    def test_are_translated(self, language, slug):
        for path, english, other in pairs(language, slug):
            if is_prose(path, english):
                assert other.strip(), path
            if path[-1] in TOLD:
                assert other != english, path

    def test_keep_the_numbers_of_the_law_in_latin_digits(self, language, slug):
        for path, english, other in pairs(language, slug):
            if is_prose(path, english):
                assert not re.search(r"[^\D0-9]", other), path
            if path[-1] in {"article", "source"}:
                assert set(re.findall("[0-9]+", english)) <= set(re.findall("[0-9]+", other)), path

    def test_stress_as_much_as_the_original(self, language, slug):
        for path, english, other in pairs(language, slug):
            if is_prose(path, english):
                assert other.count("**") == english.count("**"), path


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", guides.SLUGS)
class TestRoom:
    def test_fits_the_columns_and_blocks(self, language, slug):
        for path, value in leaves(guides.read(language, slug)):
            limit = LIMITS.get(str(path[-1]))
            if limit:
                assert len(value) <= limit, (path, len(value))


@pytest.mark.parametrize("slug", guides.SLUGS)
class TestHonesty:
    def test_every_law_names_its_source_and_article(self, slug):
        laws = [block for block in guides.read("en", slug)["body"] if block["type"] == "law"]

        assert len(laws) >= 2
        assert all(law["source"] and law["article"] for law in laws)

    def test_says_what_it_does_not_know_and_who_helps(self, slug):
        body = guides.read("en", slug)["body"]

        assert body[-1]["heading"] == "What we do not know"
        assert [block["need"] in Need.values for block in body if block["type"] == "contacts"] == [True]

    def test_the_tab_tells_an_onlooker_nothing(self, slug):
        words = guides.read("en", slug)

        assert len(words["tab_title"]) <= 20
        assert not re.search(r"fee|wage|union|right|violence|complain|passport", words["tab_title"].lower())

"""The words of the sample world: complete in every language, alike where they must be, else translated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings

from config.demo import texts
from tests.leaves import Path, leaves

TRANSLATIONS = [(language, name) for language in texts.LANGUAGES[1:] for name in texts.NAMES]
PAGES = texts.CAMPAIGNS

SAME_KEYS = {"slug", "topic", "type", "kind", "stage", "jurisdiction", "value", "url", "english"}
"""The last key of what is repeated word for word in every language; dates and numbers are as well."""

LIMITS = {
    ("alerts", "subject"): 120,
    ("alerts", "push_line"): 120,
    ("topics", "name"): 120,
    ("topics", "description"): 300,
}
PAGE_LIMITS = {
    "summary": 400,
    "reviewer": 120,
    "addressee": 160,
    "heading": 120,
    "source": 250,
    "article": 120,
    "unit": 160,
}
"""What the columns and blocks take."""

INVENTED_NAMES = (
    "Golden Horizon Sample Manpower",
    "Corridor Sample Coalition",
    "Himal Workers' Union",
)


def shape(value: Any) -> Any:
    """The keys in their order and the kinds of values, without the words."""
    if isinstance(value, dict):
        return [(key, shape(each)) for key, each in value.items()]
    if isinstance(value, list):
        return [shape(each) for each in value]
    return type(value).__name__


def pairs(language: str, name: str) -> Iterator[tuple[Path, Any, Any]]:
    """Every value in English and in the other language."""
    other = dict(leaves(texts.read(language, name)))
    for path, english in leaves(texts.read("en", name)):
        yield path, english, other[path]


def prose(language: str, name: str) -> Iterator[tuple[Path, str, str]]:
    for path, english, other in pairs(language, name):
        if isinstance(english, str) and path[-1] not in SAME_KEYS:
            yield path, english, other


class TestFiles:
    def test_languages_of_the_sample_world_are_the_languages_of_the_site(self):
        assert set(texts.LANGUAGES) == {code for code, _name in settings.LANGUAGES}

    @pytest.mark.parametrize("language", texts.LANGUAGES)
    def test_every_language_has_its_files_and_no_others(self, language):
        assert {path.stem for path in (texts.FOLDER / language).iterdir()} == set(texts.NAMES)

    def test_no_folder_without_a_language(self):
        folders = {path.name for path in texts.FOLDER.iterdir() if any(path.glob("*.toml"))}

        assert folders == set(texts.LANGUAGES)

    @pytest.mark.parametrize("name", texts.NAMES)
    def test_translations_begin_with_english(self, name):
        assert next(iter(texts.translations(name))) == "en"

    def test_a_text_that_nobody_wrote_is_not_found(self):
        with pytest.raises(FileNotFoundError):
            texts.read("fr", "poems")


@pytest.mark.parametrize(("language", "name"), TRANSLATIONS)
class TestTranslations:
    def test_have_the_keys_and_blocks_of_the_original(self, language, name):
        assert shape(texts.read(language, name)) == shape(texts.read("en", name))

    def test_repeat_slugs_addresses_dates_and_numbers(self, language, name):
        for path, english, other in pairs(language, name):
            if path[-1] in SAME_KEYS or not isinstance(english, str | bool):
                assert other == english, path

    def test_are_translated(self, language, name):
        for path, english, other in prose(language, name):
            assert other.strip() and other != english, path

    def test_keep_every_numeral_in_latin_digits(self, language, name):
        for path, english, other in prose(language, name):
            assert sorted(re.findall(r"[0-9]+", other)) == sorted(re.findall(r"[0-9]+", english)), path
            assert not re.search(r"[^\D0-9]", other), path

    def test_stress_as_much_as_the_original(self, language, name):
        for path, english, other in prose(language, name):
            assert other.count("**") == english.count("**"), path

    def test_keep_invented_names_in_latin_letters(self, language, name):
        for path, english, other in prose(language, name):
            for invented in INVENTED_NAMES:
                assert (invented in other) == (invented in english), path


class TestEnglish:
    @pytest.mark.parametrize("name", PAGES)
    def test_is_checked_by_a_speaker(self, name):
        assert texts.read("en", name)["checked_by_speaker"] is True


class TestSpeakers:
    @pytest.mark.parametrize(("language", "name"), [each for each in TRANSLATIONS if each[1] in PAGES])
    def test_no_translation_claims_a_check_that_nobody_made(self, language, name):
        assert texts.read(language, name)["checked_by_speaker"] is False


class TestRoom:
    @pytest.mark.parametrize("language", texts.LANGUAGES)
    def test_alerts_and_topics_fit_their_columns(self, language):
        for (name, key), limit in LIMITS.items():
            for path, value in leaves(texts.read(language, name)):
                if path[-1] == key:
                    assert len(value) <= limit, (path, len(value))

    @pytest.mark.parametrize("language", texts.LANGUAGES)
    @pytest.mark.parametrize("name", PAGES)
    def test_pages_fit_their_columns_and_blocks(self, language, name):
        for path, value in leaves(texts.read(language, name)):
            limit = 120 if path[0] == "petition" and path[-1] == "title" else PAGE_LIMITS.get(str(path[-1]))
            if limit:
                assert len(value) <= limit, (path, len(value))


class TestHonesty:
    @pytest.mark.parametrize("name", PAGES)
    def test_every_figure_has_a_day_and_a_source(self, name):
        for block in texts.read("en", name)["body"]:
            if block["type"] == "figure":
                assert block["date"] and block["source"]

    @pytest.mark.parametrize("language", texts.LANGUAGES)
    def test_consents_have_one_version(self, language):
        assert texts.read(language, "consents")["version"] == 1

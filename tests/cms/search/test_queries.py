"""Finding what a reader types."""

from __future__ import annotations

import time

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.search import queries
from tests.cms.search.factories import index

pytestmark = pytest.mark.django_db


def titles(query: str, language: str = "en") -> list[str]:
    return [result.title for result in queries.find(query, language=language)]


class TestFind:
    def test_takes_three_queries_however_many_words_are_asked_for(self, django_assert_num_queries) -> None:
        index("Your passport is yours", "Nobody may keep it, not the employer and not the agency.")

        with django_assert_num_queries(3):
            queries.find("who may keep my passport employer agency nobody", language="en")

    @pytest.mark.parametrize("query", ["", " ", "\x00", "?!", "%_", "🙂", ".*+?^${}()|[]\\", "\ud800"])
    def test_asks_nothing_when_there_is_no_word(self, query: str, django_assert_num_queries) -> None:
        with django_assert_num_queries(0):
            assert queries.find(query, language="en") == []

    @settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.text(max_size=80), st.sampled_from(["en", "ne", "ar", "km", "xx", ""]))
    def test_takes_whatever_is_typed(self, query: str, language: str) -> None:
        assert queries.find(query, language=language) == []

    def test_takes_ten_megabytes_and_reads_the_beginning(self) -> None:
        index("Your passport")
        began = time.perf_counter()

        assert titles("passport " + "x" * 10_000_000) == ["Your passport"]
        assert time.perf_counter() - began < 2

    def test_a_word_in_the_title_counts_more_than_one_in_the_body(self) -> None:
        index("Going home", "Ask for your passport back.")
        index("Your passport", "Nobody may keep it.")

        assert titles("passport") == ["Your passport", "Going home"]

    def test_a_rare_word_counts_more_than_a_common_one(self) -> None:
        for number in range(8):
            index(f"Work {number}", "Your contract.")
        index("Heat", "Water and shade in your contract.")

        assert titles("contract shade")[0] == "Heat"

    @pytest.mark.parametrize("typed", ["pasport", "PASSPORTS", "passeport", "pass"])
    def test_takes_misspellings_endings_and_beginnings(self, typed: str) -> None:
        index("Your passport")
        index("Your wages")

        assert titles(typed) == ["Your passport"]

    def test_digits_of_every_script_are_the_same_and_numbers_are_never_guessed(self) -> None:
        index("Convention 189")
        index("Convention 190")

        assert titles("१८९") == ["Convention 189"]

    def test_finds_an_inner_word_where_none_are_written_apart(self) -> None:
        index("លិខិតឆ្លងដែនជារបស់អ្នក", language="km")

        assert titles("ឆ្លងដែន", "km") == ["លិខិតឆ្លងដែនជារបស់អ្នក"]

    @pytest.mark.parametrize("typed", ["pasaport", "passport", "paasport"])
    def test_finds_nepali_by_its_sound_in_latin_letters(self, typed: str) -> None:
        index("पासपोर्ट", language="ne")

        assert titles(typed, "ne") == ["पासपोर्ट"]

    @pytest.mark.parametrize("typed", ["qqqzzz", "zz", "q"])
    def test_letters_without_sense_find_nothing(self, typed: str) -> None:
        index("पासपोर्ट र तलब", "काम गर्दा के गर्ने", language="ne")

        index("جواز خوذة قاض", language="ar")

        assert titles(typed, "ne") == []
        assert titles(typed, "ar") == []


class TestLanguages:
    def test_shows_the_readers_own_language_when_the_word_stands_in_another(self) -> None:
        index("Your passport", language="en", slug="passport")
        index("तपाईंको राहदानी", language="ne", slug="passport")

        assert [(r.title, r.language) for r in queries.find("passport", language="ne")] == [
            ("तपाईंको राहदानी", "ne")
        ]

    def test_puts_other_languages_last_along_the_chain_and_says_which_they_are(self) -> None:
        index("Passport in English", language="en")
        index("पासपोर्ट हिन्दी में", language="hi", slug="passport-hi")
        index("Passport en français", language="fr")
        index("Passport sa Filipino", language="fil")

        found = [result.language for result in queries.find("passport", language="fil")]

        assert found[:2] == ["fil", "en"]
        assert "fr" in found

    def test_each_guide_is_shown_once(self) -> None:
        for language in ("en", "fr", "es"):
            index(f"Passport {language}", language=language, slug="passport")

        assert len(queries.find("passport", language="fr")) == 1

    def test_the_address_stands_below_the_language_of_the_result(self) -> None:
        index("Passport", language="fr", slug="passport")

        assert [r.url for r in queries.find("passport", language="ne")] == ["/fr/guides/passport/"]


class TestDatabase:
    def test_cuts_words_of_every_script_into_trigrams(self) -> None:
        """A database whose locale knows ASCII letters only would find nothing in these scripts."""
        with connection.cursor() as cursor:
            for word in ("तलब", "বেতন", "සම්බාධනය", "சம்பளம்", "تنخواه", "ប្រាក់ខែ", "လုပ်ခ"):
                cursor.execute("SELECT array_length(show_trgm(%s), 1)", [word])
                assert cursor.fetchone()[0] >= len(word) - 2, word

"""Who is found, in which order, in which language."""

from __future__ import annotations

import pytest
from django.utils import translation

from cms.directory import queries
from cms.directory.queries import Phone, Wish
from tests.cms.directory.factories import make_contact

pytestmark = pytest.mark.django_db


def found(reader: str = "en", **wish: str) -> list[str]:
    return [entry.slug for entry in queries.find(Wish(**wish), reader=reader)]


class TestOrder:
    def test_nearest_fit_comes_first_and_international_bodies_last(self):
        make_contact(slug="un", kind="international")
        make_contact(slug="everywhere", kind="union")
        make_contact(slug="at-home", kind="union", country_codes=["NP"], origin_codes=["NP"])
        make_contact(slug="there-for-all", kind="helpline", country_codes=["MY"])
        make_contact(slug="there-for-her", kind="embassy", country_codes=["MY"], origin_codes=["NP"])

        assert found(country="MY", origin="NP") == [
            "there-for-her",
            "there-for-all",
            "at-home",
            "everywhere",
            "un",
        ]

    def test_among_equals_those_who_speak_her_language_come_first(self):
        make_contact(slug="a-malay", language_codes="ms en")
        make_contact(slug="b-nepali", language_codes="en ne")

        assert found(reader="ne") == ["b-nepali", "a-malay"]

    def test_then_helplines_before_unions_before_offices(self):
        for kind in ("inspectorate", "embassy", "union", "helpline", "organisation"):
            make_contact(slug=kind, kind=kind)

        assert found() == ["helpline", "union", "embassy", "inspectorate", "organisation"]


class TestFilter:
    def test_leaves_out_other_countries_and_workers_from_elsewhere(self):
        make_contact(slug="qatar", country_codes=["QA"])
        make_contact(slug="bangladeshis", country_codes=["MY"], origin_codes=["BD"])
        make_contact(slug="malaysia", country_codes=["MY"])

        assert found(country="MY", origin="NP") == ["malaysia"]

    def test_keeps_help_at_home_only_for_her_who_says_where_she_is_from(self):
        make_contact(slug="home", country_codes=["NP"])

        assert found(country="MY", origin="NP") == ["home"]
        assert found(country="MY") == []

    def test_by_need(self):
        make_contact(slug="wages", needs=["wages"])
        make_contact(slug="no-case", needs=[])

        assert found(need="wages") == ["wages"]

    def test_by_language_takes_whole_codes(self):
        make_contact(slug="filipino", language_codes="en fil")
        make_contact(slug="finnish", language_codes="fi en")

        assert found(language="fi") == ["finnish"]

    def test_leaves_out_what_is_hidden(self):
        make_contact(live=False)

        assert found() == []
        assert queries.choices().needs == []


class TestEntry:
    def test_text_is_in_the_reader_s_best_language_and_says_when_it_is_another(self):
        contact = make_contact(texts={"en": "Helps.", "hi": "मदद करता है।"})

        nepali = queries.entry(contact, reader="ne")
        english = queries.entry(contact, reader="en")

        assert (nepali.lang, nepali.does, nepali.dir) == ("hi", "मदद करता है।", "ltr")
        assert nepali.other_language == "Hindi"
        assert (english.lang, english.other_language) == ("en", "")

    def test_without_any_text_still_has_its_numbers(self):
        entry = queries.entry(make_contact(texts={}, phones=[("1177", "free")]), reader="ne")

        assert (entry.lang, entry.dir, entry.does) == ("", "", "")
        assert entry.phones == [Phone(number="1177", kind="free", label="Free call")]

    @pytest.mark.parametrize(
        ("number", "kind", "href"),
        [
            ("+977 0 555 0101", "call", "tel:+97705550101"),
            ("+977 (0) 555-0101", "free", "tel:+97705550101"),
            ("+60 3 0555 0102", "whatsapp", "https://wa.me/60305550102"),
            ("+60 3 0555 0102", "sms", "sms:+60305550102"),
            ("1177", "call", "tel:1177"),
            ("*16#", "call", "tel:*16%23"),
        ],
    )
    def test_numbers_are_links(self, number, kind, href):
        assert Phone(number=number, kind=kind, label="").href == href

    def test_names_of_countries_and_needs_are_in_the_active_language(self):
        contact = make_contact(country_codes=["MY"], origin_codes=["NP"], needs=["wages", "danger"])

        with translation.override("ar"):
            entry = queries.entry(contact, reader="ar")

        assert (entry.countries, entry.origins) == (["ماليزيا"], ["نيبال"])
        assert len(entry.needs) == 2


class TestChoices:
    def test_are_what_occurs_once_and_sorted(self):
        make_contact(country_codes=["QA", "MY"], language_codes="en ne", needs=["wages"])
        make_contact(country_codes=["MY"], origin_codes=["NP"], language_codes="en", needs=["danger"])

        assert queries.choices() == queries.Choices(
            countries=["MY", "QA"], origins=["NP"], languages=["en", "ne"], needs=["danger", "wages"]
        )


@pytest.mark.parametrize("how_many", [2, 40])
def test_four_queries_however_many_contacts(how_many, django_assert_num_queries):
    for _each in range(how_many):
        make_contact(
            texts={"en": "a", "ne": "b"},
            phones=[("+977 0 555 0101", "call")],
            hours=[(0, 4, 9, 17)],
            time_zone="Asia/Kathmandu",
        )

    with django_assert_num_queries(4):
        entries = queries.find(Wish(country="MY", origin="NP"), reader="ne")

    assert len(entries) == how_many

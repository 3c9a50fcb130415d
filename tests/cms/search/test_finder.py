"""Guides by country, job and stage."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from cms.search import finder
from cms.search.finder import Wish
from tests.cms.factories import publish_guide

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


@pytest.fixture
def guides() -> None:
    publish_guide("en", slug="everybody", title="For everybody", stage="work")
    publish_guide("en", slug="nepal", title="From Nepal", stage="work", origin_codes=["NP"])
    publish_guide(
        "en",
        slug="corridor",
        title="Nepal to Malaysia",
        stage="work",
        origin_codes=["NP", "BD"],
        destination_codes=["MY"],
    )
    publish_guide("en", slug="qatar", title="In Qatar", stage="trouble", destination_codes=["QA"])
    publish_guide("en", slug="homes", title="In a home", stage="trouble", sectors=["domestic"])


def titles(page) -> list[str]:  # type: ignore[no-untyped-def]
    return re.findall(r'links__title"[^>]*>([^<]+)<', page.content.decode())


class TestFitting:
    @pytest.mark.parametrize(
        ("wish", "expected"),
        [
            (Wish(), {"everybody", "nepal", "corridor", "qatar", "homes"}),
            (Wish(origin="NP"), {"everybody", "nepal", "corridor", "qatar", "homes"}),
            (Wish(origin="LK"), {"everybody", "qatar", "homes"}),
            (Wish(origin="NP", destination="MY"), {"everybody", "nepal", "corridor", "homes"}),
            (Wish(origin="BD", destination="QA"), {"everybody", "qatar", "homes"}),
            (Wish(sector="farm"), {"everybody", "nepal", "corridor", "qatar"}),
            (Wish(sector="domestic", stage="trouble"), {"qatar", "homes"}),
        ],
    )
    def test_each_list_is_empty_or_holds_the_choice(self, guides, wish: Wish, expected: set[str]) -> None:
        found = finder.fitting(wish, language="en")

        assert {guide.slug for guide in found.own} == expected

    def test_her_own_corridor_comes_first_within_a_stage(self, guides) -> None:
        found = finder.fitting(Wish(origin="NP", destination="MY"), language="en")

        assert [guide.slug for guide in found.own] == ["corridor", "nepal", "everybody", "homes"]

    def test_one_query(self, guides, django_assert_num_queries) -> None:
        with django_assert_num_queries(1):
            finder.fitting(Wish(origin="NP", sector="farm"), language="ne")


class TestPage:
    def test_without_a_choice_it_is_the_whole_shelf(self, guides) -> None:
        assert len(titles(Client().get("/en/guides/"))) == 5

    def test_offers_only_what_occurs(self, guides) -> None:
        html = Client().get("/en/guides/").content.decode()

        assert set(re.findall(r'<option value="([A-Z]{2})"', html)) == {"NP", "BD", "MY", "QA"}
        assert set(re.findall(r'<option value="(domestic|farm)"', html)) == {"domestic"}

    def test_choices_in_the_address_find(self, guides) -> None:
        page = Client().get("/en/guides/", {"from": "NP", "in": "MY", "stage": "work"})

        assert titles(page) == ["Nepal to Malaysia", "From Nepal", "For everybody"]
        assert "3 guides fit" in page.content.decode()

    def test_an_unknown_code_is_named_at_its_field_and_the_others_stay(self, guides) -> None:
        page = Client().get("/en/guides/", {"from": "NP", "in": "<script>", "stage": "work"})
        html = page.content.decode()

        assert page.status_code == 200
        assert html.count("We do not have this. Choose from the list.") == 1
        assert "&lt;script&gt;" not in html
        assert '<option value="NP" selected>' in html
        assert titles(page)[0] in {"From Nepal", "Nepal to Malaysia"}

    def test_a_country_that_no_guide_names_fits_the_guides_for_everybody(self, guides) -> None:
        page = Client().get("/en/guides/", {"from": "LK"})

        assert "We do not have this" not in page.content.decode()
        assert set(titles(page)) == {"For everybody", "In Qatar", "In a home"}

    def test_says_what_to_do_when_nothing_fits(self, guides) -> None:
        page = Client().get("/en/guides/", {"stage": "return"})

        assert "No guide fits all of this yet." in page.content.decode()
        assert "/en/help/" in page.content.decode()

    def test_guides_of_other_languages_are_below_and_labelled(self, guides) -> None:
        page = Client().get("/ne/guides/", {"from": "NP", "stage": "work"})

        assert re.search(r'<a href="/en/guides/nepal/" hreflang="en">', page.content.decode())

    def test_ten_megabytes_in_the_address_are_a_clear_message(self, guides) -> None:
        page = Client().get("/en/guides/", {"from": "N" * 10_000_000})

        assert page.status_code == 200
        assert len(page.content) < 60_000

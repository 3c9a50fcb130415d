"""Who helps, inside a guide."""

from __future__ import annotations

import pytest

from cms.directory import guides
from cms.models import GuidePage
from tests.cms.directory.factories import make_contact
from tests.cms.factories import publish_guide

BODY = [
    {"type": "contacts", "heading": "Who gets your wages", "need": "wages"},
    {"type": "contacts", "heading": "In danger", "need": "danger"},
]


def guide(**changes: object) -> GuidePage:
    return GuidePage(**({"destination_codes": ["MY"], "origin_codes": ["NP"]} | changes))


def slugs(page: GuidePage | None, need: str = "") -> list[str]:
    return [entry.slug for entry in guides.helpers_for(page, need=need).entries]


@pytest.mark.django_db
class TestHelpers:
    def test_are_those_at_both_ends_nearest_first(self):
        make_contact(slug="un", kind="international")
        make_contact(slug="home", country_codes=["NP"])
        make_contact(slug="there", country_codes=["MY"])
        make_contact(slug="embassy", kind="embassy", country_codes=["MY"], origin_codes=["NP"])
        make_contact(slug="qatar", country_codes=["QA"])
        make_contact(slug="for-bangladeshis", country_codes=["MY"], origin_codes=["BD"])

        assert slugs(guide()) == ["embassy", "there", "home", "un"]

    def test_of_a_guide_for_every_country_are_those_everywhere(self):
        make_contact(slug="there", country_codes=["MY"])
        make_contact(slug="un", kind="international")

        found = guides.helpers_for(guide(destination_codes=[], origin_codes=[]))

        assert [entry.slug for entry in found.entries] == ["un"]
        assert found.elsewhere

    def test_are_five_at_most_and_lead_to_the_rest(self):
        for _each in range(7):
            make_contact(country_codes=["MY"], needs=["wages"])

        found = guides.helpers_for(guide(), need="wages")

        assert len(found.entries) == 5
        assert found.more_url == "/en/help/?country=MY&origin=NP&need=wages"

    def test_of_several_countries_lead_to_the_directory_without_a_country(self):
        assert guides.helpers_for(guide(destination_codes=["MY", "QA"])).more_url == "/en/help/?origin=NP"

    def test_without_a_page_are_those_everywhere(self):
        make_contact(slug="un", kind="international", needs=["complaint"])

        assert slugs(None, "complaint") == ["un"]

    @pytest.mark.parametrize("how_many", [1, 20])
    def test_five_queries_for_a_page_with_many_blocks(self, how_many, django_assert_num_queries):
        for _each in range(how_many):
            make_contact(country_codes=["MY"], needs=["wages"], phones=[("1177", "free")])
        page = guide()

        with django_assert_num_queries(5):
            for need in ("wages", "danger", ""):
                guides.helpers_for(page, need=need)


@pytest.mark.usefixtures("site_tree")
class TestBlock:
    def test_draws_contacts_into_the_page(self, client):
        make_contact(slug="there", country_codes=["MY"], needs=["wages"], phones=[("1177", "free")])
        publish_guide(
            slug="wages", body=BODY, jurisdiction="destination", destination_codes=["MY"], origin_codes=["NP"]
        )

        html = client.get("/en/guides/wages/").content.decode()

        assert 'href="tel:1177"' in html
        assert 'href="/en/help/?country=MY&amp;origin=NP&amp;need=danger"' in html

    def test_speaks_the_language_of_the_page(self, client):
        make_contact(country_codes=["MY"], needs=["wages"], texts={"en": "Helps.", "ne": "सघाउँछ।"})
        publish_guide(slug="wages", body=BODY, jurisdiction="destination", destination_codes=["MY"])
        publish_guide("ne", slug="wages", body=BODY, jurisdiction="destination", destination_codes=["MY"])

        assert "<p>सघाउँछ।</p>" in client.get("/ne/guides/wages/").content.decode()

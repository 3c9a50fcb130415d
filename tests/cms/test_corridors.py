"""The page of a corridor links the guides for it, and nothing that is about other countries."""

import pytest

from cms import corridors
from organising.pairings.models import Corridor
from tests.cms import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def corridor():
    return Corridor(slug="nepal-malaysia", origin="NP", destination="MY")


def titles(corridor, language="en"):
    return [link.title for link in corridors.guide_links(corridor, language)]


def test_guides_about_either_end_come_before_international_ones(site_tree, corridor):
    factories.publish_guide(slug="fees", title="Fees everywhere")
    factories.publish_guide(
        slug="wages", title="Wages in Malaysia", jurisdiction="destination", destination_codes=["MY"]
    )
    factories.publish_guide(
        slug="visas", title="Visas for Qatar", jurisdiction="destination", destination_codes=["QA"]
    )

    assert titles(corridor) == ["Wages in Malaysia", "Fees everywhere"]


def test_only_the_reader_s_language_in_one_query(site_tree, corridor, django_assert_num_queries):
    factories.publish_guide(slug="fees", title="Fees everywhere")

    with django_assert_num_queries(1):
        assert titles(corridor, "ne") == []


def test_links_open(site_tree, corridor, client):
    factories.publish_guide(slug="fees", title="Fees everywhere")

    [link] = corridors.guide_links(corridor, "en")

    assert client.get(link.url).status_code == 200

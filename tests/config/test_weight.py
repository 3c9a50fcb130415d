"""A reader pays for every byte: pages leave compressed, and what she has is not sent again."""

import gzip

import pytest

from tests.campaigns.petitions.factories import PetitionFactory

pytestmark = pytest.mark.django_db
FIRST_FLIGHT = 14 * 1024  # what fits the first round trip of a connection (RFC 6928: ten segments)


@pytest.fixture
def petition():
    return PetitionFactory(open=True, slug="ratify", languages=["en", "ne", "ar", "ta"])


@pytest.mark.parametrize("language", ["en", "ne", "ar", "ta", "ur"])
def test_petition_page_fits_the_first_flight(client, petition, language):
    response = client.get(f"/{language}/petitions/ratify/", headers={"accept-encoding": "gzip"})

    assert response["Content-Encoding"] == "gzip"
    assert len(response.content) <= FIRST_FLIGHT
    assert b"</html>" in gzip.decompress(response.content)


def test_compression_keeps_unchanged_counts_unsent(client, petition):
    url = "/petitions/ratify/count.json"
    first = client.get(url, headers={"accept-encoding": "gzip"})

    tag = first["ETag"].removeprefix("W/")
    again = client.get(url, headers={"accept-encoding": "gzip", "if-none-match": f"W/{tag}"})

    assert again.status_code == 304
    assert "stale-while-revalidate" in again["Cache-Control"]

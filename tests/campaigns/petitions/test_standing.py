"""What the public page says of a petition that is not open, and of one that was rejected."""

import datetime

import pytest
from django.utils import timezone

from campaigns.petitions.models import PetitionState, RejectionReason
from tests.campaigns.petitions.factories import DAY, PetitionFactory

pytestmark = pytest.mark.django_db


def page(client, petition, language="en"):
    return client.get(f"/{language}/petitions/{petition.slug}/")


class TestDetail:
    @pytest.mark.parametrize(
        ("state", "words"),
        [
            (PetitionState.CLOSED, "This petition is closed"),
            (PetitionState.STOPPED, "This petition was stopped"),
            (PetitionState.HANDED_OVER, "This petition was handed over"),
            (PetitionState.ANSWERED, "The addressee has answered"),
        ],
    )
    def test_says_in_its_own_words_that_it_is_over(self, client, state, words):
        html = page(client, PetitionFactory(state=state)).content.decode()

        assert words in html
        assert "We ask you to ratify the convention." in html
        assert 'name="email"' not in html

    def test_says_that_it_is_not_open_yet(self, client):
        petition = PetitionFactory(open=True, opens_at=timezone.now() + DAY)

        assert "This petition is not open yet" in page(client, petition).content.decode()

    def test_says_closed_when_its_day_is_over(self, client):
        petition = PetitionFactory(open=True, closes_at=timezone.now() - DAY)

        assert "This petition is closed" in page(client, petition).content.decode()

    def test_shows_the_dates_in_its_own_time_zone_and_names_it(self, client):
        petition = PetitionFactory(
            open=True,
            time_zone="Asia/Kathmandu",
            opens_at=datetime.datetime(2026, 1, 31, 20, 0, tzinfo=datetime.UTC),
            closes_at=datetime.datetime(2031, 3, 1, 0, 0, tzinfo=datetime.UTC),
        )

        html = page(client, petition).content.decode()

        assert '<time datetime="2026-02-01T01:45+05:45">1 Feb 2026 01:45</time>' in html
        assert '<time datetime="2031-03-01T05:45+05:45">1 Mar 2031 05:45</time>' in html
        assert "(Nepal Time)" in html

    def test_names_utc_as_it_is(self, client):
        html = page(client, PetitionFactory(open=True, languages=["ar"]), "ar").content.decode()

        assert "(UTC)" in html
        assert "((UTC))" not in html


class TestRejected:
    @pytest.fixture
    def rejected(self):
        return PetitionFactory(
            state=PetitionState.REJECTED,
            rejection_reason=RejectionReason.NAMES_A_PERSON,
            languages=["en", "ar"],
        )

    @pytest.mark.parametrize("language", ["en", "ar", "ta"])
    def test_gives_the_reason_and_nothing_of_the_text(self, client, rejected, language):
        response = page(client, rejected, language)
        html = response.content.decode()

        assert response.status_code == 410
        assert "Ratify" not in html
        assert "Government" not in html
        assert "ratify the convention" not in html
        if language == "en":
            assert "It names a private person, who could be harmed." in html

    def test_is_kept_by_nobody(self, client, rejected):
        assert "no-store" in page(client, rejected)["Cache-Control"]

    def test_is_in_no_list_and_has_no_count(self, client, rejected):
        assert rejected.slug not in client.get("/en/petitions/").content.decode()
        assert client.get(f"/petitions/{rejected.slug}/count.json").status_code == 404
        assert client.get(f"/en/petitions/{rejected.slug}/thanks/").status_code == 404

    @pytest.mark.parametrize("state", [PetitionState.DRAFT, PetitionState.MODERATION])
    def test_what_is_not_decided_is_not_there(self, client, state):
        assert page(client, PetitionFactory(state=state)).status_code == 404


class TestIndex:
    def test_has_the_open_ones_first(self, client):
        later = DAY
        over = PetitionFactory(state=PetitionState.ANSWERED, opens_at=timezone.now() - later)
        ended = PetitionFactory(
            open=True, opens_at=timezone.now() - 9 * later, closes_at=timezone.now() - later
        )
        opened = PetitionFactory(open=True, opens_at=timezone.now() - 30 * later)
        coming = PetitionFactory(open=True, opens_at=timezone.now() + later)

        html = client.get("/en/petitions/").content.decode()

        places = [html.index(f"/{each.slug}/") for each in (opened, coming, over, ended)]
        assert places == sorted(places)
        assert "· answered" in html
        assert "· closed" in html
        assert "· not open yet" in html

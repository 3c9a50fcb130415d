"""The pages a signatory sees, without JavaScript and without a cookie."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from campaigns.petitions import services as petitions
from campaigns.petitions.models import Signature, SignatureState
from frontend.anonymous import form_token
from tests.campaigns.petitions.factories import PetitionFactory
from tests.campaigns.petitions.signing import confirmed, link_of

pytestmark = pytest.mark.django_db
OWN = {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ORIGIN": "http://testserver"}


@pytest.fixture
def petition():
    return PetitionFactory(open=True, slug="ratify", languages=["en", "ne", "ar"])


def answers(**changes):
    return {
        "name": "Amina Sample",
        "email": "amina@example.org",
        "country": "NP",
        "agrees": "on",
        "form_token": form_token("petitions.sign"),
        **changes,
    }


def confirm_url(signature, language="en"):
    return f"/{language}/petitions/confirm/{link_of(signature)}/"


class TestDetail:
    @pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ne", "ltr"), ("ar", "rtl")])
    def test_is_written_in_the_reader_s_language_and_direction(self, client, petition, language, direction):
        page = client.get(f"/{language}/petitions/ratify/").content.decode()

        assert f'<html lang="{language}" dir="{direction}">' in page
        assert f"Ratify Convention 189 [{language}]" in page

    def test_missing_language_is_said_and_marked(self, client, petition):
        page = client.get("/ta/petitions/ratify/").content.decode()

        assert '<h1 lang="en" dir="ltr">' in page
        assert "notice--language" in page

    def test_can_be_cached_by_anybody(self, client, petition):
        response = client.get("/en/petitions/ratify/")

        assert "public" in response["Cache-Control"]
        assert "Cookie" not in response.get("Vary", "")
        assert not response.cookies

    @pytest.mark.parametrize("page", ["", "thanks/"])
    def test_is_shared_by_the_site_s_own_address_whatever_host_was_asked(
        self, client, petition, settings, page
    ):
        settings.SITE_URL = "https://corridor.example"

        html = client.get(f"/en/petitions/ratify/{page}", HTTP_HOST="testserver:9999").content.decode()

        assert "corridor.example/en/petitions/ratify/" in html
        assert "9999" not in html

    def test_takes_few_queries_however_many_languages_and_signatures(
        self, client, petition, django_assert_max_num_queries
    ):
        def queries_of(slug):
            with django_assert_max_num_queries(12) as made:
                assert client.get(f"/en/petitions/{slug}/").status_code == 200
            return len(made)

        few = queries_of("ratify")
        big = PetitionFactory(
            open=True, slug="big", languages=["en", "ne", "ar", "es", "fil", "bn", "hi", "si"]
        )
        for number in range(40):
            confirmed(big, f"a{number}@example.org")
        petitions.count_signatures(now=timezone.now())

        assert queries_of("big") == few

    @pytest.mark.parametrize("slug", ["no-such-petition", "draft"])
    def test_unknown_and_draft_petitions_are_not_found(self, client, slug):
        PetitionFactory(slug="draft")

        assert client.get(f"/en/petitions/{slug}/").status_code == 404


class TestSigning:
    def test_leads_to_what_happens_next_and_keeps_the_address_out_of_the_url(self, client, petition):
        response = client.post("/en/petitions/ratify/", answers(), **OWN)

        assert response.status_code == 302
        path, _, receipt = response["Location"].partition("?receipt=")
        assert path == "/en/petitions/ratify/thanks/"
        assert receipt in client.get(response["Location"]).content.decode()
        assert Signature.objects.get().language == "en"

    def test_second_signing_looks_the_same(self, client, petition):
        first = client.post("/en/petitions/ratify/", answers(), **OWN)

        second = client.post("/en/petitions/ratify/", answers(), **OWN)

        assert (first.status_code, first["Location"]) == (second.status_code, second["Location"])
        assert Signature.objects.count() == 1

    @pytest.mark.parametrize(
        "bad",
        [
            {"email": "amina"},
            {"email": "amina@☃.example"},
            {"email": "amina@a\u200db.example"},
            {"email": "amina@" + "ü" * 60 + ".example"},
            {"name": ""},
            {"name": "12345"},
            {"name": "x" * 100_000},
            {"country": "XX"},
            {"agrees": ""},
            {"form_token": "forged"},
        ],
    )
    def test_wrong_answers_are_explained_and_nothing_typed_is_lost(self, client, petition, bad):
        response = client.post("/en/petitions/ratify/", answers(**bad), **OWN)

        page = response.content.decode()
        assert response.status_code == 422
        assert 'role="alert"' in page
        kept = {**answers(), **bad}
        for field in ("name", "email"):
            assert f'value="{kept[field]}"' in page or not kept[field]
        assert Signature.objects.count() == 0

    def test_form_on_another_site_is_refused(self, client, petition):
        response = client.post(
            "/en/petitions/ratify/",
            answers(),
            HTTP_SEC_FETCH_SITE="cross-site",
            HTTP_ORIGIN="https://evil.example",
        )

        assert response.status_code == 403
        assert Signature.objects.count() == 0

    def test_direction_tricks_in_names_are_taken_out(self, client, petition):
        client.post("/en/petitions/ratify/", answers(name="Amina\u202eelpmaS"), **OWN)

        assert Signature.objects.get().name == "AminaelpmaS"

    def test_closed_petition_says_so_and_takes_nothing(self, client):
        PetitionFactory(closed=True, slug="closed")

        response = client.post("/en/petitions/closed/", answers(), **OWN)

        assert "This petition is closed" in response.content.decode()
        assert Signature.objects.count() == 0


class TestConfirming:
    @pytest.fixture
    def signature(self, client, petition):
        client.post("/en/petitions/ratify/", answers(), **OWN)
        return Signature.objects.get()

    def test_opening_the_link_changes_nothing(self, client, signature):
        for method in (client.get, client.head):
            assert method(confirm_url(signature)).status_code == 200

        signature.refresh_from_db()
        assert signature.state == SignatureState.PENDING

    def test_pressing_the_button_confirms(self, client, signature):
        page = client.post(confirm_url(signature), {"answer": "confirm"}, follow=True).content.decode()

        signature.refresh_from_db()
        assert signature.state == SignatureState.CONFIRMED
        assert "Your signature counts" in page

    def test_it_was_not_me_wipes(self, client, signature):
        client.post(confirm_url(signature), {"answer": "not-me"})

        signature.refresh_from_db()
        assert signature.state == SignatureState.WITHDRAWN

    def test_is_never_stored_by_caches(self, client, signature):
        assert "no-store" in client.get(confirm_url(signature))["Cache-Control"]

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_broken_link_is_explained(self, client, petition, method):
        response = getattr(client, method)("/en/petitions/confirm/nonsense/")

        assert response.status_code == 404
        assert "This link does not work" in response.content.decode()

    def test_expired_link_is_explained(self, client, signature):
        Signature.objects.update(signed_at=timezone.now() - datetime.timedelta(days=31))

        response = client.get(confirm_url(signature))

        assert response.status_code == 410
        assert "too old" in response.content.decode()


class TestCountJson:
    def test_adds_up_and_answers_304_when_nothing_changed(self, client, petition):
        url = "/petitions/ratify/count.json"
        first = client.get(url)

        again = client.get(url, HTTP_IF_NONE_MATCH=first["ETag"])

        assert first.json() == {
            "petition": "ratify", "total": 0, "by_country": {}, "by_language": {}, "by_channel": {},
        }  # fmt: skip
        assert again.status_code == 304
        assert "stale-while-revalidate" in first["Cache-Control"]


def test_page_says_in_no_place_who_signed(client, petition):
    client.post("/en/petitions/ratify/", answers(), **OWN)

    pages = [
        client.get(url).content.decode()
        for url in ("/en/petitions/ratify/", reverse("petition_count", args=["ratify"]))
    ]

    assert not any(re.search("amina", page, re.IGNORECASE) for page in pages)

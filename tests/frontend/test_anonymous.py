"""The guard of forms that people send without an account."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.template import Context, Template
from django.test import Client

from frontend import anonymous

pytestmark = pytest.mark.urls("tests.frontend.urls")
OURS = {"Origin": "http://testserver"}


@pytest.fixture
def client():
    """A client that checks CSRF tokens as a browser meets them."""
    return Client(enforce_csrf_checks=True)


def send(client, headers=OURS, **fields):
    fields.setdefault("form_token", anonymous.form_token("test.form"))
    return client.post("/form/", {"name": "Maya", **fields}, headers=headers)


class TestWhereTheFormComesFrom:
    def test_our_own_page_is_let_in_without_any_cookie(self, client):
        response = send(client)

        assert response.json() == {"error": "", "suspicious": False, "typed": "Maya"}
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")

    @pytest.mark.parametrize(
        "headers",
        [
            {"Sec-Fetch-Site": "same-origin"},
            {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
            {"Sec-Fetch-Site": "same-origin", **OURS},
            {"Sec-Fetch-Site": "none", **OURS},
            {"Referer": "http://testserver/en/petitions/x/"},
            {"Origin": "HTTP://TestServer"},
        ],
    )
    def test_what_browsers_send_from_our_pages_is_let_in(self, client, headers):
        assert send(client, headers).status_code == 200

    @pytest.mark.parametrize(
        "headers",
        [
            {},
            {"Origin": "https://elsewhere.example"},
            {"Origin": "https://testserver"},
            {"Origin": "http://testserver.elsewhere.example"},
            {"Origin": "null"},
            {"Origin": "http://[", "Sec-Fetch-Site": "none"},
            {"Referer": "https://elsewhere.example/http://testserver/"},
            {"Sec-Fetch-Site": "cross-site", **OURS},
            {"Sec-Fetch-Site": "same-site", **OURS},
            {"Sec-Fetch-Site": "cross-site", "Referer": "http://testserver/"},
            {"Sec-Fetch-Site": "none"},
            {"Sec-Fetch-Site": "none", "Referer": "http://testserver/"},
            {"Sec-Fetch-Site": "none", "Origin": "https://elsewhere.example"},
            {"Sec-Fetch-Site": "same-origin", "Origin": "https://elsewhere.example"},
        ],
    )
    def test_another_site_is_refused(self, client, headers):
        assert send(client, headers).status_code == 403

    def test_a_trusted_origin_is_ours_too(self, client, settings):
        settings.CSRF_TRUSTED_ORIGINS = ["https://campaign.example"]

        assert send(client, {"Origin": "https://campaign.example"}).status_code == 200

    def test_reading_asks_for_nothing(self, client):
        assert client.get("/form/").json()["error"] == ""

    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
    def test_every_method_that_writes_is_guarded(self, client, method):
        assert getattr(client, method)("/form/").status_code == 403


class TestTheToken:
    @pytest.mark.parametrize("token", ["", "form:1:forged", "x", "form:::", anonymous.form_token])
    def test_a_wrong_token_loses_nothing_that_was_typed(self, client, token):
        token = token("another.purpose") if callable(token) else token

        answer = send(client, form_token=token).json()

        assert "Nothing you typed is lost" in answer["error"]
        assert answer["typed"] == "Maya"

    @pytest.mark.parametrize(("days", "is_valid"), [(0, True), (6.9, True), (7.1, False), (400, False)])
    def test_a_page_kept_for_a_week_still_sends_its_form(self, days, is_valid):
        now = datetime(2026, 11, 21, tzinfo=UTC)
        with time_machine.travel(now, tick=False):
            token = anonymous.form_token("test.form")
        with time_machine.travel(now + timedelta(days=days), tick=False):
            assert anonymous.is_token_valid("test.form", token) is is_valid

    def test_a_token_is_the_same_for_all_readers_so_that_the_page_can_be_cached(self):
        with time_machine.travel(datetime(2026, 11, 21, tzinfo=UTC), tick=False):
            assert anonymous.form_token("test.form") == anonymous.form_token("test.form")


class TestScripts:
    def post(self, client, body, **headers):
        return client.post(
            "/form/", json.dumps(body), content_type="application/json", headers={**OURS, **headers}
        ).json()

    def test_the_token_may_come_in_a_header(self, client):
        token = anonymous.form_token("test.form")

        assert self.post(client, {}, **{"X-Form-Token": token})["error"] == ""

    def test_the_token_may_come_in_the_body(self, client):
        assert self.post(client, {"form_token": anonymous.form_token("test.form")})["error"] == ""

    @pytest.mark.parametrize("body", [{}, {"form_token": 7}, [], "x", None])
    def test_a_body_without_a_token_is_answered_with_a_sentence(self, client, body):
        assert self.post(client, body)["error"]

    @pytest.mark.parametrize(
        "body",
        [
            b"[" * 7_000,
            b'{"a":' * 1_500,
            b"[" * 100_000,
            b'{"form_token": "\\ud800"}',
            b'{"form_token": "\\u0000"}',
        ],
    )
    def test_a_body_made_to_break_us_is_answered_with_a_sentence(self, client, body):
        response = client.post("/form/", body, content_type="application/json", headers=OURS)

        assert response.json()["error"]

    def test_a_body_that_is_not_json_is_answered_with_a_sentence(self, client):
        response = client.post("/form/", b"\xff{", content_type="application/json", headers=OURS)

        assert response.json()["error"]


class TestTheFieldThatPeopleDoNotSee:
    def test_filled_in_it_raises_suspicion_only(self, client):
        assert send(client, website="https://spam.example").json()["suspicious"] is True

    def test_it_is_out_of_sight_and_out_of_the_tab_order(self):
        html = Template('{% load corridor %}{% form_token "test.form" %}').render(Context())

        assert 'name="website"' in html
        assert 'tabindex="-1"' in html
        assert 'autocomplete="off"' in html
        assert 'aria-hidden="true"' in html
        assert "display" not in html
        assert anonymous.form_token("test.form").rsplit(":", 2)[0] in html

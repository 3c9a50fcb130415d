"""Pages of readers: a GET changes nothing, a POST does one thing, caches keep what is public."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from frontend.anonymous import form_token
from members.consent import services as consents
from members.notifications import links, services
from members.notifications.models import Delivery, PushEndpoint, Subscription, SubscriptionState
from members.vault import tokens
from tests.members.notifications.factories import (
    DAY,
    NOW,
    TopicFactory,
    UserFactory,
    mail_reader,
    push_reader,
)
from tests.members.notifications.servers import browser_keys

pytestmark = pytest.mark.django_db
OURS = {"HTTP_SEC_FETCH_SITE": "same-origin"}


@pytest.fixture
def signed_in(client):
    user = UserFactory(email="member@example.org")
    client.force_login(user)
    return user


def pending(topic):
    return services.subscribe_by_email(
        topic=topic, email="sita@example.org", language="ne", time_zone="UTC", now=timezone.now()
    )


class TestHome:
    def test_lists_the_topics_in_the_reader_s_language(self, client, topic, django_assert_num_queries):
        TopicFactory(slug="closed", closed_at=NOW)

        with django_assert_num_queries(2):
            response = client.get("/ne/alerts/")

        assert "Give the fees back [ne]" in response.content.decode()
        assert "closed" not in response.content.decode()
        assert "public" in response["Cache-Control"]
        assert "Cookie" not in response.get("Vary", "")


class TestTopic:
    def url(self, topic, language="ne"):
        return f"/{language}/alerts/{topic.slug}/"

    def post(self, client, topic, email="sita@example.org", **extra):
        data = {"email": email, "form_token": form_token("alerts.subscribe"), **extra}
        return client.post(self.url(topic), data, **OURS)

    def test_shows_both_ways_and_can_be_kept_by_a_cache(self, client, topic, django_assert_max_num_queries):
        with django_assert_max_num_queries(3):
            response = client.get(self.url(topic))

        html = response.content.decode()
        assert 'type="email"' in html
        assert "data-push" in html
        assert "public" in response["Cache-Control"]
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")

    def test_subscribes_and_shows_the_next_step(self, client, topic):
        response = self.post(client, topic)

        subscription = Subscription.objects.get()
        assert response["Location"] == f"/ne/alerts/{topic.slug}/asked/"
        assert (subscription.state, subscription.language) == (SubscriptionState.PENDING, "ne")
        assert client.get(response["Location"]).status_code == 200

    def test_answers_the_same_to_somebody_who_follows_it_already(self, client, topic):
        mail_reader(topic, email="sita@example.org")

        assert self.post(client, topic)["Location"] == f"/ne/alerts/{topic.slug}/asked/"
        assert not Delivery.objects.exists()

    @pytest.mark.parametrize("email", ["", "nobody", "a@b", "a@" + "x" * 250 + ".org"])
    def test_keeps_what_was_typed_when_the_address_is_wrong(self, client, topic, email):
        response = self.post(client, topic, email=email)

        assert response.status_code == 422
        assert not Subscription.objects.exists()
        assert email in response.content.decode()
        assert "no-store" in response["Cache-Control"]

    def test_a_page_that_was_open_too_long_loses_nothing(self, client, topic):
        response = self.post(client, topic, form_token="old")

        assert response.status_code == 422
        assert "sita@example.org" in response.content.decode()
        assert not Subscription.objects.exists()

    def test_another_site_is_refused(self, client, topic):
        data = {"email": "a@example.org", "form_token": form_token("alerts.subscribe")}

        response = client.post(self.url(topic), data, HTTP_SEC_FETCH_SITE="cross-site")

        assert response.status_code == 403

    def test_a_robot_is_thanked_and_forgotten(self, client, topic):
        response = self.post(client, topic, website="https://spam.example")

        assert response.status_code == 302
        assert not Subscription.objects.exists()

    def test_a_closed_topic_says_so(self, client):
        closed = TopicFactory(closed_at=timezone.now() - DAY)

        assert 'type="email"' not in client.get(self.url(closed)).content.decode()
        assert self.post(client, closed).status_code == 422
        assert not Subscription.objects.exists()

    def test_an_unknown_topic_is_not_found(self, client):
        assert client.get("/ne/alerts/nothing/").status_code == 404


class TestConfirm:
    def url(self, subscription):
        return f"/ne/alerts/confirm/{tokens.row_token(purpose=links.CONFIRM, row=subscription.pk)}/"

    def test_opening_the_page_changes_nothing(self, client, topic):
        subscription = pending(topic)

        response = client.get(self.url(subscription))

        subscription.refresh_from_db()
        assert (response.status_code, subscription.state) == (200, SubscriptionState.PENDING)
        assert "no-store" in response["Cache-Control"]

    def test_pressing_the_button_starts_the_alerts(self, client, topic):
        subscription = pending(topic)

        response = client.post(self.url(subscription), {"answer": "confirm"})

        subscription.refresh_from_db()
        assert subscription.state == SubscriptionState.ACTIVE
        assert tokens.row_token(purpose=links.STOP, row=subscription.pk) in response.content.decode()

    def test_it_was_not_me(self, client, topic):
        client.post(self.url(pending(topic)), {"answer": "not-me"})

        assert not Subscription.objects.exists()

    def test_an_old_link_says_so(self, client, topic):
        subscription = pending(topic)
        Subscription.objects.update(created_at=timezone.now() - 40 * DAY)

        for answer in (client.get, client.post):
            response = answer(self.url(subscription))
            assert response.status_code == 410
            assert f"/ne/alerts/{topic.slug}/" in response.content.decode()

    @pytest.mark.parametrize("token", ["x", "A" * 54, "%00", "é" * 54])
    @pytest.mark.parametrize("act", ["confirm", "stop"])
    def test_a_forged_link_says_so(self, client, token, act):
        for answer in (client.get, client.post):
            assert answer(f"/ne/alerts/{act}/{token}/").status_code == 404


class TestStop:
    def url(self, subscription):
        return f"/en/alerts/stop/{tokens.row_token(purpose=links.STOP, row=subscription.pk)}/"

    def test_opening_the_page_changes_nothing(self, client, topic):
        reader = mail_reader(topic)

        assert client.get(self.url(reader)).status_code == 200

        reader.refresh_from_db()
        assert reader.state == SubscriptionState.ACTIVE

    def test_one_click_of_a_mail_program_stops_without_cookie_or_page(self, topic):
        from django.test import Client

        reader = mail_reader(topic)

        response = Client(enforce_csrf_checks=True).post(
            self.url(reader),
            "List-Unsubscribe=One-Click",
            content_type="application/x-www-form-urlencoded",
        )

        reader.refresh_from_db()
        assert (response.status_code, reader.state) == (200, SubscriptionState.STOPPED)
        assert not response.cookies

    def test_everything_to_this_address(self, client, topic):
        reader = mail_reader(topic, email="a@example.org")
        second = mail_reader(TopicFactory(), email="a@example.org")

        client.post(self.url(reader), {"what": "everything"})

        second.refresh_from_db()
        assert second.state == SubscriptionState.STOPPED


class TestPush:
    SUBSCRIBE, UNSUBSCRIBE = "/ne/alerts/push/subscribe/", "/ne/alerts/push/unsubscribe/"

    def body(self, topic_, **changes):
        _private, _auth, p256dh, auth = browser_keys()
        return {
            "topic": topic_.slug,
            "language": "ne",
            "time_zone": "Asia/Kathmandu",
            "subscription": {
                "endpoint": "https://fcm.googleapis.com/fcm/send/one",
                "expirationTime": None,
                "keys": {"p256dh": p256dh, "auth": auth},
            },
            **changes,
        }

    def post(self, client, url, body, token=None, **extra):
        return client.post(
            url,
            json.dumps(body),
            content_type="application/json",
            headers={"X-Form-Token": form_token("push") if token is None else token},
            **{**OURS, **extra},
        )

    def test_subscribes_a_browser(self, client, topic):
        consents.publish_text(purpose="alerts-push", version=1, language="en", wording="Yes.", now=NOW)

        response = self.post(client, self.SUBSCRIBE, self.body(topic))

        subscription = Subscription.objects.get()
        assert (response.status_code, subscription.time_zone) == (201, "Asia/Kathmandu")
        assert response.json()["message"]
        assert (subscription.user, subscription.language) == (None, "ne")

    def test_remembers_whose_browser_it_is(self, client, topic, signed_in):
        self.post(client, self.SUBSCRIBE, self.body(topic))

        assert PushEndpoint.objects.get().user == signed_in

    @pytest.mark.parametrize(
        "changes",
        [
            {"topic": "nothing"},
            {"topic": None},
            {"subscription": None},
            {"subscription": "text"},
            {"subscription": {"endpoint": 7}},
            {"subscription": {"endpoint": "https://127.0.0.1/", "keys": {"p256dh": "a", "auth": "b"}}},
            {
                "subscription": {
                    "endpoint": "https://fcm.googleapis.com/x",
                    "keys": {"p256dh": "a", "auth": "b"},
                }
            },
        ],
    )
    def test_refuses_with_a_sentence(self, client, topic, changes):
        response = self.post(client, self.SUBSCRIBE, self.body(topic, **changes))

        assert response.status_code == 400
        assert response.json()["message"]
        assert not PushEndpoint.objects.exists()

    @pytest.mark.parametrize("slug", ["a\0b", "\ud800"])
    def test_refuses_letters_that_no_database_stores(self, client, topic, slug):
        refused = self.post(client, self.SUBSCRIBE, self.body(topic, topic=slug))
        not_stopped = self.post(client, self.UNSUBSCRIBE, {"topic": slug, "endpoint": "https://x.example/"})
        nowhere = self.post(client, self.UNSUBSCRIBE, {"endpoint": f"https://x.example/{slug}"})

        assert [each.status_code for each in (refused, not_stopped, nowhere)] == [400, 400, 400]

    @pytest.mark.parametrize("kind", ["multipart/form-data; boundary=x", "text/plain"])
    def test_refuses_what_is_sent_as_something_else(self, client, topic, kind):
        response = client.generic(
            "POST",
            self.SUBSCRIBE,
            json.dumps(self.body(topic)),
            content_type=kind,
            headers={"X-Form-Token": form_token("push")},
            **OURS,
        )

        assert response.status_code == 400

    def test_refuses_a_thousand_brackets(self, client):
        response = client.generic(
            "POST",
            self.SUBSCRIBE,
            "[" * 7_000,
            content_type="application/json",
            headers={"X-Form-Token": form_token("push")},
            **OURS,
        )

        assert response.status_code == 400

    def test_refuses_what_is_no_json(self, client, topic):
        response = client.post(
            self.SUBSCRIBE,
            "not json",
            content_type="application/json",
            headers={"X-Form-Token": form_token("push")},
            **OURS,
        )

        assert response.status_code == 400

    def test_an_unknown_language_becomes_that_of_the_page(self, client, topic):
        self.post(client, self.SUBSCRIBE, self.body(topic, language="tlh"))

        assert Subscription.objects.get().language == "ne"

    def test_needs_a_token_of_ours(self, client, topic):
        response = self.post(client, self.SUBSCRIBE, self.body(topic), token="forged")

        assert response.status_code == 403
        assert response.json()["message"]

    def test_needs_a_page_of_ours(self, client, topic):
        response = self.post(client, self.SUBSCRIBE, self.body(topic), HTTP_SEC_FETCH_SITE="cross-site")

        assert response.status_code == 403

    def test_a_get_is_not_allowed(self, client):
        assert client.get(self.SUBSCRIBE).status_code == 405

    def test_stops_a_browser(self, client, topic):
        reader = push_reader(topic, endpoint="https://fcm.googleapis.com/fcm/send/one")

        response = self.post(
            client,
            self.UNSUBSCRIBE,
            {"topic": topic.slug, "endpoint": "https://fcm.googleapis.com/fcm/send/one"},
        )

        reader.refresh_from_db()
        assert (response.status_code, reader.state) == (200, SubscriptionState.STOPPED)

    @pytest.mark.parametrize("body", [{}, {"topic": "nothing", "endpoint": "x"}, []])
    def test_stops_nothing_it_does_not_understand(self, client, body):
        assert self.post(client, self.UNSUBSCRIBE, body).status_code == 400


class TestPreferences:
    URL = "/en/alerts/preferences/"

    def test_asks_to_sign_in(self, client):
        assert client.get(self.URL).status_code == 302

    def test_follows_what_is_ticked_and_stops_what_is_not(self, client, topic, signed_in):
        other = TopicFactory()
        mail_reader(other, user=signed_in, email=signed_in.email)

        client.post(self.URL, {"email": [topic.slug], "what": "save"})

        states = dict(Subscription.objects.order_by("pk").values_list("topic__slug", "state"))
        assert states == {topic.slug: "active", other.slug: "stopped"}
        assert Subscription.objects.get(topic=topic).user == signed_in

    def test_keeps_a_browser_that_stays_ticked(self, client, topic, signed_in):
        reader = push_reader(topic, user=signed_in)

        client.post(self.URL, {"push": [topic.slug]})
        reader.refresh_from_db()
        kept = reader.state
        client.post(self.URL, {})
        reader.refresh_from_db()

        assert (kept, reader.state) == (SubscriptionState.ACTIVE, SubscriptionState.STOPPED)

    def test_stops_everything_in_one_tap(self, client, topic, signed_in):
        mail_reader(topic, user=signed_in)
        push_reader(topic, user=signed_in)

        client.post(self.URL, {"what": "everything"})

        assert not Subscription.objects.exclude(state=SubscriptionState.STOPPED).exists()

    def test_takes_the_same_queries_for_any_number_of_topics(
        self, client, topic, signed_in, django_assert_num_queries
    ):
        for _each in range(5):
            mail_reader(TopicFactory(), user=signed_in)

        with django_assert_num_queries(
            2 + 3 + 1 + 1 + 1
        ):  # who, preferences, wording, empty history, profile
            response = client.get(self.URL)

        assert response.status_code == 200
        assert response["Cache-Control"].startswith("max-age=0")

    def test_addresses_are_stable(self):
        assert reverse("notifications:preferences") == self.URL

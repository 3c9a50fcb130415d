"""Subscribing, confirming by POST, stopping; forged and old links; nobody learns who follows what."""

import base64
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.consent import services as consents
from members.consent.models import Consent
from members.consent.registry import Person
from members.notifications import holders, links, services
from members.notifications.channels import push
from members.notifications.models import (
    Delivery,
    DeliveryState,
    PushEndpoint,
    Subscription,
    SubscriptionState,
)
from members.notifications.services import subscriptions
from members.vault import tokens
from tests.members.notifications.factories import (
    DAY,
    MINUTE,
    NOW,
    TopicFactory,
    UserFactory,
    mail_reader,
    push_reader,
)
from tests.members.notifications.servers import browser_keys

pytestmark = pytest.mark.django_db


def ask(topic, now=NOW, **fields):
    return services.subscribe_by_email(
        **{
            "topic": topic,
            "email": "sita@example.org",
            "language": "ne",
            "time_zone": "Asia/Kathmandu",
            "now": now,
            **fields,
        }
    )


def confirm_token(subscription):
    return tokens.row_token(purpose=links.CONFIRM, row=subscription.pk)


def stop_token(subscription):
    return tokens.row_token(purpose=links.STOP, row=subscription.pk)


class TestSubscribeByEmail:
    def test_waits_for_the_mailbox_and_mails_once(self, topic):
        subscription = ask(topic)

        delivery = Delivery.objects.get()
        assert subscription.state == SubscriptionState.PENDING
        assert (delivery.purpose, delivery.reference) == (services.CONFIRMATION, subscription.pk)
        assert delivery.language == "ne"

    def test_a_proven_address_starts_at_once_and_without_a_mail(self, topic):
        subscription = ask(topic, confirmed=True)

        assert (subscription.state, subscription.confirmed_at) == (SubscriptionState.ACTIVE, NOW)
        assert not Delivery.objects.exists()

    def test_asking_again_soon_mails_nothing_more(self, topic):
        ask(topic)
        ask(topic, now=NOW + MINUTE, email=" SITA@example.org ")

        assert (Subscription.objects.count(), Delivery.objects.count()) == (1, 1)

    def test_asking_again_later_mails_again_but_never_floods(self, topic):
        for hour in range(20):
            ask(topic, now=NOW + hour * 60 * MINUTE)

        assert Delivery.objects.count() == subscriptions.MAX_CONFIRMATION_MAILS

    def test_a_stranger_changes_nothing_for_somebody_whose_alerts_run(self, topic):
        ask(topic, confirmed=True)

        subscription = ask(topic, now=NOW + DAY, language="en")

        assert (subscription.state, subscription.language) == (SubscriptionState.ACTIVE, "ne")
        assert not Delivery.objects.exists()

    def test_after_stopping_it_is_a_new_wish(self, topic):
        subscription = ask(topic, confirmed=True)
        services.stop_subscription(subscription=subscription, now=NOW + DAY)

        again = ask(topic, now=NOW + 40 * DAY)

        assert (again.pk, again.state) == (subscription.pk, SubscriptionState.PENDING)
        assert (
            services.confirm_subscription(token=confirm_token(again), now=NOW + 41 * DAY).state
            == SubscriptionState.ACTIVE
        )

    def test_records_the_wording_that_was_shown(self, topic):
        text = consents.publish_text(
            purpose="alerts-email", version=1, language="ne", wording="I agree.", now=NOW
        )

        subscription = ask(topic, consent_text=text)

        assert Consent.objects.get().subject_id == subscription.pk

    def test_a_closed_topic_takes_nobody(self, topic):
        topic.closed_at = NOW

        with pytest.raises(services.TopicClosed):
            ask(topic)

        assert not Subscription.objects.exists()

    def test_an_unknown_time_zone_becomes_utc(self, topic):
        assert ask(topic, time_zone="../../etc/passwd").time_zone == "UTC"

    def test_the_address_is_sealed(self, topic, django_assert_num_queries):
        subscription = ask(topic)

        stored = Subscription.objects.filter(pk=subscription.pk).values_list("email", flat=True).get()
        assert b"sita" not in stored.envelope


class TestConfirm:
    def test_starts_the_alerts_and_twice_is_once(self, topic):
        token = confirm_token(ask(topic))

        first = services.confirm_subscription(token=token, now=NOW + MINUTE)
        second = services.confirm_subscription(token=token, now=NOW + DAY)

        assert first.confirmed_at == second.confirmed_at == NOW + MINUTE

    def test_an_old_link_starts_nothing(self, topic):
        token = confirm_token(ask(topic))

        with pytest.raises(services.ExpiredLink):
            services.confirm_subscription(token=token, now=NOW + 31 * DAY)

    def test_a_link_from_before_stopping_starts_nothing(self, topic):
        subscription = ask(topic)
        services.stop_subscription(subscription=subscription, now=NOW)

        with pytest.raises(services.ExpiredLink):
            services.confirm_subscription(token=confirm_token(subscription), now=NOW)

    def test_a_link_for_one_act_does_not_do_another(self, topic):
        subscription = ask(topic)

        with pytest.raises(services.BrokenLink):
            services.confirm_subscription(token=stop_token(subscription), now=NOW)

    def test_it_was_not_me_deletes_the_address(self, topic):
        services.disown_subscription(token=confirm_token(ask(topic)), now=NOW)

        assert not Subscription.objects.exists()
        assert not Delivery.objects.exists()


class TestForgedLinks:
    @given(st.text(max_size=80))
    def test_whatever_is_typed_belongs_to_nobody(self, token):
        assert tokens.row_of(token, purpose=links.STOP) is None

    @given(st.uuids(), st.integers(0, 53), st.sampled_from("AZaz09-_"))
    def test_one_changed_character_breaks_it(self, row, position, letter):
        token = tokens.row_token(purpose=links.STOP, row=row)
        forged = token[:position] + letter + token[position + 1 :]

        found = tokens.row_of(forged, purpose=links.STOP)

        # base64 has spare bits in its last letter: another spelling of the same id is the same link.
        assert found is None or found == row

    @given(st.uuids())
    def test_a_genuine_one_gives_its_row(self, row):
        assert tokens.row_of(tokens.row_token(purpose=links.CONFIRM, row=row), purpose=links.CONFIRM) == row


class TestSubscribeByPush:
    def test_keeps_endpoint_and_keys_sealed(self, topic):
        subscription = push_reader(topic, endpoint="https://fcm.googleapis.com/fcm/send/secret")

        stored = PushEndpoint.objects.values_list("endpoint", flat=True).get()
        assert b"secret" not in stored.envelope
        assert subscription.endpoint.origin == "https://fcm.googleapis.com"
        assert subscription.state == SubscriptionState.ACTIVE

    def test_the_same_browser_twice_is_once_with_its_newest_keys(self, topic):
        endpoint = "https://fcm.googleapis.com/fcm/send/one"
        push_reader(topic, endpoint=endpoint)
        PushEndpoint.objects.update(dead_at=NOW)

        newest = push_reader(topic, endpoint=endpoint, language="ne")

        kept = PushEndpoint.objects.get()
        assert (Subscription.objects.count(), newest.language, kept.dead_at) == (1, "ne", None)

    @pytest.mark.parametrize(
        "endpoint",
        [
            "",
            "http://fcm.googleapis.com/x",
            "https://localhost/x",
            "https://127.0.0.1/x",
            "https://[::1]/x",
            "https://169.254.169.254/latest/meta-data/",
            "https://10.0.0.7/x",
            "https://fcm.googleapis.com.evil.example/x",
            "https://evil.example/fcm.googleapis.com",
            "https://evilnotify.windows.com/x",
            "https://notify.windows.com.evil.example/x",
            "https://fcm.googleapis.com@evil.example/x",
            "https://user:word@fcm.googleapis.com/x",
            "https://fcm.googleapis.com:8443/x",
            "https://fcm.googleapis.com\\@evil.example/x",
            "https://fcm.googleapis.com /x",
            "https://fcm.googleapis.com/x\r\nHost: evil.example",
            "https://fcm.googleapis.com:99999/x",
            "ftp://fcm.googleapis.com/x",
            "file:///etc/passwd",
            "https://fcm.googleapis.com/" + "x" * 2000,
            "https://ｆcm.googleapis.com/x",
            # Two dots, or a label of 64: the HTTP library raises what nobody expects of it.
            "https://.push.apple.com/x",
            "https://a..push.apple.com/x",
            "https://" + "a" * 64 + ".push.apple.com/x",
            "https://" + "a." * 130 + "push.apple.com/x",
            # One reader of addresses ends the host here, another one does not.
            "https://evil.example%2f.push.apple.com/x",
            "https://evil.example%23.push.apple.com/x",
            "https://evil.example|.push.apple.com/x",
            "https://evil.example;.push.apple.com/x",
            "https://*.push.apple.com/x",
            "https://-.push.apple.com/x",
        ],
    )
    def test_refuses_what_is_no_known_push_service(self, topic, endpoint):
        with pytest.raises(push.EndpointRefused) as refused:
            push_reader(topic, endpoint=endpoint or " ")

        assert not PushEndpoint.objects.exists()
        assert "evil" not in str(refused.value)

    @pytest.mark.parametrize(
        "endpoint",
        [
            "https://fcm.googleapis.com/fcm/send/abc:def",
            "https://updates.push.services.mozilla.com/wpush/v2/abc",
            "https://autopush.push.services.mozilla.com/wpush/v2/abc",
            "https://web.push.apple.com/abc",
            "https://db5p.notify.windows.com/w/?token=abc",
            "https://fcm.googleapis.com:443/x",
            "HTTPS://FCM.googleapis.com/x",
        ],
    )
    def test_takes_the_known_ones(self, topic, endpoint):
        assert push_reader(topic, endpoint=endpoint).pk

    def test_takes_what_the_operator_allows_and_without_tls_only_on_this_machine(self, settings):
        settings.PUSH_ALLOWED_HOSTS = ["127.0.0.1:9000", "push.example.org", "192.0.2.1:80"]

        assert push.check_endpoint("http://127.0.0.1:9000/x") == "http://127.0.0.1:9000"
        assert push.check_endpoint("https://push.example.org/x") == "https://push.example.org"
        for refused in ("http://127.0.0.1:9001/x", "http://push.example.org/x", "http://192.0.2.1/x"):
            with pytest.raises(push.EndpointRefused):
                push.check_endpoint(refused)

    @pytest.mark.parametrize(
        ("p256dh", "auth"),
        [
            ("", ""),
            ("short", "short"),
            ("!" * 87, "A" * 22),
            (base64.urlsafe_b64encode(b"\x04" + b"\x01" * 64).decode(), "A" * 22),
            (base64.urlsafe_b64encode(b"\x02" + b"\x01" * 32).decode(), "A" * 22),
        ],
    )
    def test_refuses_keys_that_cannot_encrypt(self, p256dh, auth):
        with pytest.raises(push.KeysRefused):
            push.check_keys(p256dh, auth)

    def test_takes_real_keys(self):
        _private, _auth, p256dh, auth = browser_keys()

        push.check_keys(p256dh, auth)


class TestStopping:
    def test_by_the_link_in_a_mail_and_twice_is_once(self, topic):
        reader = mail_reader(topic)

        first = services.unsubscribe(token=stop_token(reader), now=NOW)
        second = services.unsubscribe(token=stop_token(reader), now=NOW + DAY)

        assert first.state == SubscriptionState.STOPPED
        assert first.stopped_at == second.stopped_at == NOW

    def test_takes_what_waits_out_of_the_queue_and_withdraws_the_consent(self, alert):
        text = consents.publish_text(
            purpose="alerts-email", version=1, language="en", wording="Yes.", now=NOW
        )
        reader = mail_reader(alert.topic, consent_text=text)
        services.fan_out(alert=services.send_alert(alert=alert, by=None, now=NOW), now=NOW)

        services.unsubscribe(token=stop_token(reader), now=NOW + MINUTE)

        assert Delivery.objects.get().state == DeliveryState.SUPPRESSED
        assert Consent.objects.get().withdrawn_at == NOW + MINUTE

    def test_everything_stops_every_topic_of_the_address_and_nobody_else(self, topic):
        reader, other = mail_reader(topic, email="a@example.org"), mail_reader(topic)
        second = mail_reader(TopicFactory(), email="A@example.org")

        assert services.stop_everything(token=stop_token(reader), now=NOW) == 2

        second.refresh_from_db()
        other.refresh_from_db()
        assert (second.state, other.state) == (SubscriptionState.STOPPED, SubscriptionState.ACTIVE)

    def test_everything_of_an_account_stops_pushes_too(self, topic):
        user = UserFactory()
        mail_reader(topic, user=user)
        push_reader(topic, user=user)

        assert services.stop_everything(user=user, now=NOW) == 2

    def test_a_browser_stops_one_topic_or_all(self, topic):
        endpoint, other = "https://fcm.googleapis.com/fcm/send/one", TopicFactory()
        for each in (topic, other):
            push_reader(each, endpoint=endpoint)

        assert services.unsubscribe_by_push(endpoint=endpoint, topic=topic, now=NOW) == 1
        assert services.unsubscribe_by_push(endpoint=endpoint, topic=None, now=NOW) == 1

    def test_a_forged_link_stops_nobody(self, topic):
        mail_reader(topic)

        with pytest.raises(services.BrokenLink):
            services.unsubscribe(token=tokens.row_token(purpose=links.STOP, row=uuid.uuid4()), now=NOW)


class TestHolder:
    def test_shows_what_is_held_by_account_and_by_address(self, topic):
        user = UserFactory()
        push_reader(topic, user=user)
        mail_reader(topic, email="proven@example.org")

        (section,) = holders.describe(Person(user=user, email="proven@example.org"))

        values = " ".join(entry.value for entry in section.entries)
        assert "proven@example.org" in values
        assert "https://fcm.googleapis.com" in values
        assert "/fcm/send/" not in values

    def test_takes_two_queries(self, topic, django_assert_num_queries):
        user = UserFactory()
        for _each in range(5):
            push_reader(topic, user=user)

        with django_assert_num_queries(2):
            holders.describe(Person(user=user))

    def test_forgets_rows_endpoints_and_waiting_mails_and_twice_is_once(self, topic):
        user = UserFactory()
        push_reader(topic, user=user)
        ask(topic, email="proven@example.org")
        kept = mail_reader(topic)

        first = holders.forget(Person(user=user, email="proven@example.org"), NOW)
        second = holders.forget(Person(user=user, email="proven@example.org"), NOW)

        assert (first.deleted_count, second.deleted_count) == (4, 0)
        assert list(Subscription.objects.all()) == [kept]
        assert not PushEndpoint.objects.exists()
        assert not Delivery.objects.exists()

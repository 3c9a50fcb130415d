"""Writing, sending, scheduling and cancelling alerts; who may; what each state allows."""

import contextlib

import pytest
from django.contrib.auth.models import Group
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from frontend import languages
from members.notifications import permissions, queries, services
from members.notifications.models import Alert, AlertState, Delivery, DeliveryState
from members.users.models import Role
from tests.members.notifications.factories import (
    DAY,
    MINUTE,
    NOW,
    AlertFactory,
    TopicFactory,
    UserFactory,
    mail_reader,
    push_reader,
)

pytestmark = pytest.mark.django_db


class TestDraft:
    @pytest.mark.parametrize(
        "path", ["", "campaigns/fees/", "/guides/", "petitions/a-b/?from=alert#sign", "progress"]
    )
    def test_takes_a_page_of_this_site(self, topic, path):
        assert services.draft_alert(topic=topic, by=None, now=NOW, path=path).path == path.lstrip("/")

    @pytest.mark.parametrize(
        "path",
        ["https://evil.example/", "//evil.example", "javascript:alert(1)", "a/../b", "a\\b", "a b", "a\nb"],
    )
    def test_takes_no_other(self, topic, path):
        with pytest.raises(services.BadPath):
            services.draft_alert(topic=topic, by=None, now=NOW, path=path)

        assert not Alert.objects.exists()

    def test_writing_a_language_again_replaces_it(self, alert):
        words = {"subject": "A\nb", "push_line": "c", "body": " d "}

        services.write_alert_text(alert=alert, language="ne", by=None, **words)

        text = alert.texts.get(language="ne")
        assert (text.subject, text.body) == ("A b", "d")


class TestSend:
    def test_starts_and_nudges(self, alert, django_capture_on_commit_callbacks):
        mail_reader(alert.topic)

        with django_capture_on_commit_callbacks() as nudges:
            started = services.send_alert(alert=alert, by=None, now=NOW)

        assert (started.state, started.started_at, len(nudges)) == (AlertState.SENDING, NOW, 1)

    def test_needs_words(self, topic):
        mail_reader(topic)

        with pytest.raises(services.NoText):
            services.send_alert(alert=AlertFactory(topic=topic, languages=[]), by=None, now=NOW)

    def test_needs_somebody_who_listens(self, alert):
        with pytest.raises(services.NobodyListens):
            services.send_alert(alert=alert, by=None, now=NOW)

        alert.refresh_from_db()
        assert alert.state == AlertState.DRAFT

    def test_happens_once(self, alert):
        mail_reader(alert.topic)
        services.send_alert(alert=alert, by=None, now=NOW)

        with pytest.raises(services.AlertNotSendable):
            services.send_alert(alert=alert, by=None, now=NOW)

    def test_is_not_scheduled_into_the_past(self, alert):
        with pytest.raises(services.ScheduledInThePast):
            services.schedule_alert(alert=alert, at=NOW, by=None, now=NOW)

    def test_its_words_stay_once_it_left(self, alert):
        mail_reader(alert.topic)
        services.send_alert(alert=alert, by=None, now=NOW)

        with pytest.raises(services.AlertNotEditable):
            services.write_alert_text(
                alert=alert, language="en", subject="x", push_line="x", body="x", by=None
            )


class TestCancel:
    def test_holds_back_what_waits_and_keeps_what_left(self, alert):
        for _each in range(3):
            mail_reader(alert.topic)
        services.fan_out(alert=services.send_alert(alert=alert, by=None, now=NOW), now=NOW)
        gone = Delivery.objects.order_by("id").first()
        Delivery.objects.filter(pk=gone.pk).update(state=DeliveryState.SENT, finished_at=NOW)

        services.cancel_alert(alert=alert, by=None, now=NOW + MINUTE)

        progress = queries.progress(alert)
        assert (progress.sent_count, progress.suppressed_count, progress.pending_count) == (1, 2, 0)

    def test_stops_the_fan_out(self, alert):
        mail_reader(alert.topic)
        started = services.send_alert(alert=alert, by=None, now=NOW)
        services.cancel_alert(alert=alert, by=None, now=NOW)

        assert services.fan_out(alert=started, now=NOW) == 0

    def test_comes_too_late_for_what_was_sent(self, alert):
        Alert.objects.update(state=AlertState.SENT)

        with pytest.raises(services.AlertTooLate):
            services.cancel_alert(alert=alert, by=None, now=NOW)


class TestFinish:
    def test_waits_for_the_list_and_for_the_last_delivery(self, alert):
        mail_reader(alert.topic)
        started = services.send_alert(alert=alert, by=None, now=NOW)
        assert services.finish_alerts(now=NOW) == 0
        services.fan_out(alert=started, now=NOW)
        assert services.finish_alerts(now=NOW) == 0
        Delivery.objects.update(state=DeliveryState.FAILED, finished_at=NOW)

        assert services.finish_alerts(now=NOW) == 1


class TestAnyOrderOfActs:
    @settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
    @given(
        st.lists(
            st.sampled_from(["send", "schedule", "due", "cancel", "fan out", "sent", "finish"]), max_size=9
        )
    )
    def test_nobody_gets_two_deliveries_and_the_parts_sum_to_the_whole(self, db, acts):
        Alert.objects.all().delete()
        alert = AlertFactory(topic=TopicFactory())
        readers = [mail_reader(alert.topic) for _each in range(3)]
        now = NOW
        for act in acts:
            now += MINUTE
            with contextlib.suppress(services.AlertNotSendable, services.AlertTooLate):
                self.do(act, alert, now)
            alert.refresh_from_db()
            progress = queries.progress(alert)
            assert progress.total in (0, len(readers))
            if alert.state in (AlertState.SENT, AlertState.CANCELLED):
                assert progress.pending_count == 0
            if alert.state == AlertState.SENT:
                assert progress.total == len(readers)

    def do(self, act, alert, now):
        match act:
            case "send":
                services.send_alert(alert=alert, by=None, now=now)
            case "schedule":
                services.schedule_alert(alert=alert, at=now + MINUTE, by=None, now=now)
            case "due":
                services.start_due_alerts(now=now)
            case "cancel":
                services.cancel_alert(alert=alert, by=None, now=now)
            case "fan out":
                services.fan_out(alert=Alert.objects.get(pk=alert.pk), now=now, slice_size=2)
            case "sent":
                waiting = Delivery.objects.filter(alert=alert, state=DeliveryState.PENDING)
                waiting.update(state=DeliveryState.SENT, finished_at=now)
            case "finish":
                services.finish_alerts(now=now)


class TestAudience:
    def test_counts_by_language_and_channel_and_says_who_gets_another_language(
        self, topic, django_assert_num_queries
    ):
        alert = AlertFactory(topic=topic, languages=["en", "hi"])
        mail_reader(topic, language="ne")
        push_reader(topic, language="ne")
        mail_reader(topic, language="en")
        services.stop_subscription(subscription=mail_reader(topic, language="en"), now=NOW)

        with django_assert_num_queries(1):
            audience = queries.audience(alert, ["en", "hi"])

        assert [
            (row.language, row.email_count, row.push_count, row.text_language) for row in audience.rows
        ] == [
            ("ne", 1, 1, "hi"),
            ("en", 1, 0, "en"),
        ]
        assert (audience.total, audience.fallback_count) == (3, 2)


class TestLanguageChain:
    @pytest.mark.parametrize(
        ("wanted", "available", "found"),
        [
            ("ne", ["en", "ne"], "ne"),
            ("ne", ["en", "hi"], "hi"),
            ("ta", ["en", "fr"], "en"),
            ("ta", ["fr", "es"], "es"),
            ("ta", ["xx"], "xx"),
            ("ta", [], None),
        ],
    )
    def test_own_then_related_then_english_then_any(self, wanted, available, found):
        assert languages.best_language(wanted, dict.fromkeys(available)) == found

    @given(
        st.sampled_from(["ne", "ur", "ta", "xx"]),
        st.sets(st.sampled_from(["en", "ne", "hi", "ar", "fr", "yy"])),
    )
    def test_finds_something_whenever_there_is_something(self, wanted, available):
        found = languages.best_language(wanted, dict.fromkeys(available))

        assert (found in available) if available else found is None
        assert found == wanted or wanted not in available


class TestPermissions:
    @pytest.mark.parametrize("role", Role.values)
    @pytest.mark.parametrize("state", AlertState.values)
    def test_by_role_and_state(self, role, state):
        user = UserFactory()
        user.groups.add(Group.objects.get_or_create(name=role)[0])
        alert = Alert(state=state)
        writer = role in ("campaigner", "administrator")
        open_states = ("draft", "scheduled")

        assert permissions.can_write_alerts(user) == writer
        assert permissions.can_edit_alert(user, alert) == (writer and state in open_states)
        assert permissions.can_send_alert(user, alert) == (writer and state in open_states)
        assert permissions.can_cancel_alert(user, alert) == (writer and state in (*open_states, "sending"))


class TestHistory:
    def test_shows_an_account_what_was_sent_to_it(self, alert, django_assert_num_queries):
        user = UserFactory()
        mail_reader(alert.topic, user=user, language="ne")
        mail_reader(alert.topic)
        services.fan_out(alert=services.send_alert(alert=alert, by=None, now=NOW), now=NOW)
        Delivery.objects.update(state=DeliveryState.SENT, finished_at=NOW + DAY)

        with django_assert_num_queries(2):
            (row,) = queries.history(user, "en")

        assert (row.subject, row.path) == ("Subject [ne]", f"/en/alerts/{alert.topic.slug}/")

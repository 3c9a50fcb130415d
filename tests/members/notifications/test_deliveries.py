"""The queue: leased in time, sent once, tried again, never stranded."""

import datetime
import logging
import threading
import uuid
from itertools import pairwise
from types import SimpleNamespace

import pytest
from django.db import connection, connections
from django.utils import timezone

from members.notifications import lanes, notices, services, tasks
from members.notifications.channels.base import SendResult
from members.notifications.models import Alert, AlertState, Delivery, DeliveryState, Subscription
from members.notifications.notices import Letter
from members.notifications.services import deliveries
from tests.members.notifications.factories import (
    DAY,
    MINUTE,
    NOW,
    SECOND,
    AlertFactory,
    TopicFactory,
    mail_reader,
    push_reader,
)

pytestmark = pytest.mark.django_db
PURPOSE = "tests.notice"


@pytest.fixture
def composed(monkeypatch):
    """A composer for `PURPOSE`; what it is told to give is in the list, else a plain letter."""
    given = []

    def compose(reference, language):
        if given:
            answer = given.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer
        return Letter(to="sita@example.org", subject=f"For {reference}", text="Hello")

    monkeypatch.setitem(notices._composers, PURPOSE, compose)
    return given


def notice(**fields):
    queued = services.queue_notice(
        **{"purpose": PURPOSE, "reference": uuid.uuid4(), "language": "en", "now": NOW, **fields}
    )
    return Delivery.objects.get(pk=queued)


def broker(send_task):
    return SimpleNamespace(conf=SimpleNamespace(task_always_eager=False), send_task=send_task)


def clock_at(now=NOW):
    return lambda: now


def sending(alert, now=NOW):
    started = services.send_alert(alert=alert, by=None, now=now)
    services.fan_out(alert=started, now=now)
    return started


class TestQueueNotice:
    def test_refuses_the_same_notice_and_keeps_the_transaction_usable(self):
        first = notice()

        with pytest.raises(services.NoticeAlreadyQueued):
            notice(reference=first.reference)

        assert Delivery.objects.count() == 1

    def test_takes_the_same_notice_again_with_the_next_sequence(self):
        first = notice()

        assert notice(reference=first.reference, sequence=2).pk != first.pk

    def test_nudges_the_urgent_lane_with_nothing_in_hand(
        self, monkeypatch, django_capture_on_commit_callbacks
    ):
        sent = []
        monkeypatch.setattr(lanes, "current_app", broker(lambda *args, **kw: sent.append((args, kw))))

        with django_capture_on_commit_callbacks(execute=True):
            notice()

        assert sent == [(("notifications.send_notices",), {"retry": False, "expires": 60})]

    def test_a_broker_that_is_down_loses_nothing(self, monkeypatch, django_capture_on_commit_callbacks):
        def down(*args, **options):
            raise lanes.OperationalError

        monkeypatch.setattr(lanes, "current_app", broker(down))

        with django_capture_on_commit_callbacks(execute=True):
            notice()

        assert Delivery.objects.get().state == DeliveryState.PENDING


class TestSendingNotices:
    def test_sends_what_the_composer_writes(self, composed, mails):
        delivery = notice()

        tasks.send_notices()

        delivery.refresh_from_db()
        (mail,) = mails()
        assert delivery.state == DeliveryState.SENT
        assert mail["To"] == "sita@example.org"
        assert str(delivery.pk) in mail["Message-ID"]
        assert delivery.provider_id.endswith(f"{delivery.pk.hex[:8]}.eml")

    def test_running_twice_sends_once(self, composed, mails):
        notice()

        tasks.send_notices()
        tasks.send_notices()

        assert len(mails()) == 1

    def test_what_is_not_wanted_any_more_is_not_sent(self, composed, mails):
        composed.append(None)
        delivery = notice()

        tasks.send_notices()

        delivery.refresh_from_db()
        assert (delivery.state, mails()) == (DeliveryState.SUPPRESSED, [])

    def test_an_address_at_which_a_library_stumbles_stops_nobody_else(
        self, composed, mails, monkeypatch, caplog
    ):
        door = deliveries.email.current_door()

        class Stumbling:
            def send(self, letter):
                if letter.to == "poison@example.org":
                    raise LookupError(letter.to)
                return door.send(letter)

        monkeypatch.setattr(deliveries.email, "current_door", Stumbling)
        composed.append(Letter(to="poison@example.org", subject="x", text="y"))
        poisoned, sound = notice(), notice(now=NOW + SECOND)

        services.send_waiting(lane=lanes.NOTICES, clock=clock_at(NOW + MINUTE))

        poisoned.refresh_from_db()
        sound.refresh_from_db()
        assert (poisoned.state, poisoned.error, poisoned.attempts) == (DeliveryState.PENDING, "not_sent", 1)
        assert poisoned.lease_until is None
        assert sound.state == DeliveryState.SENT
        assert "LookupError" in caplog.text
        assert "poison" not in caplog.text

    def test_a_broken_composer_stops_nobody_else(self, composed, mails):
        composed.append(RuntimeError("broken"))
        broken, sound = notice(), notice(now=NOW + SECOND)

        services.send_waiting(lane=lanes.NOTICES, clock=clock_at(NOW + MINUTE))

        broken.refresh_from_db()
        sound.refresh_from_db()
        assert (broken.state, broken.error, broken.attempts) == (DeliveryState.PENDING, "not_composed", 1)
        assert sound.state == DeliveryState.SENT

    def test_a_purpose_that_nobody_writes_yet_waits_for_a_newer_worker(self, mail_dir):
        delivery = notice(purpose="tests.unknown")

        services.send_delivery(delivery_id=delivery.pk, now=NOW)

        delivery.refresh_from_db()
        assert (delivery.state, delivery.error) == (DeliveryState.PENDING, "no_composer")

    def test_waits_behind_no_alert(self, composed, mails, alert):
        mail_reader(alert.topic)
        sending(alert)
        notice(now=NOW + MINUTE)

        services.send_waiting(lane=lanes.NOTICES, clock=clock_at(NOW + 2 * MINUTE))

        assert [mail["Subject"][:3] for mail in mails()] == ["For"]


class TestClaiming:
    def test_a_claim_changes_no_state(self):
        delivery = notice()

        assert services.claim_deliveries(lane=lanes.NOTICES, limit=10, now=NOW) == [delivery.pk]

        delivery.refresh_from_db()
        assert (delivery.state, delivery.lease_until) == (DeliveryState.PENDING, NOW + deliveries.LEASE)

    def test_what_is_leased_is_not_claimed_again_until_the_lease_is_over(self):
        delivery = notice()
        services.claim_deliveries(lane=lanes.NOTICES, limit=10, now=NOW)

        during = services.claim_deliveries(lane=lanes.NOTICES, limit=10, now=NOW + deliveries.LEASE - SECOND)
        after = services.claim_deliveries(lane=lanes.NOTICES, limit=10, now=NOW + deliveries.LEASE)

        assert (during, after) == ([], [delivery.pk])

    def test_a_worker_that_died_with_a_claim_strands_nothing(self, composed, mails):
        notice()
        services.claim_deliveries(lane=lanes.NOTICES, limit=10, now=NOW)  # and then it was killed

        services.send_waiting(lane=lanes.NOTICES, clock=clock_at(NOW + SECOND))
        before = len(mails())
        services.send_waiting(lane=lanes.NOTICES, clock=clock_at(NOW + deliveries.LEASE))

        assert (before, len(mails())) == (0, 1)

    def test_what_is_not_due_waits(self):
        notice(now=NOW + DAY)

        assert services.claim_deliveries(lane=lanes.NOTICES, limit=10, now=NOW) == []

    def test_takes_the_oldest_first(self):
        late, early = notice(now=NOW), notice(now=NOW - MINUTE)

        assert services.claim_deliveries(lane=lanes.NOTICES, limit=1, now=NOW) == [early.pk]
        assert services.claim_deliveries(lane=lanes.NOTICES, limit=1, now=NOW) == [late.pk]

    def test_takes_two_queries(self, django_assert_num_queries):
        for _each in range(30):
            notice()

        with django_assert_num_queries(2 + 2):  # and the savepoint of the test
            services.claim_deliveries(lane=lanes.NOTICES, limit=30, now=NOW)

    def test_gives_back_what_the_lease_leaves_no_time_for(self, composed, mails):
        for _each in range(3):
            notice()
        times = iter([NOW, NOW, NOW, NOW + deliveries.LEASE, NOW + deliveries.LEASE])

        services.send_waiting(lane=lanes.NOTICES, clock=lambda: next(times))

        assert len(mails()) == 1
        assert Delivery.objects.filter(state=DeliveryState.PENDING, lease_until=None).count() == 2


@pytest.mark.django_db(transaction=True)
class TestClaimingTogether:
    def test_two_workers_never_hold_the_same_row(self):
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO notifications_delivery (id, channel, purpose, reference, sequence, language,"
                " state, attempts, not_before, created_at, provider_id, error) VALUES (gen_random_uuid(),"
                " 'email', 'p', gen_random_uuid(), 1, 'en', 'pending', 0, %s, %s, '', '')",
                [(NOW, NOW)] * 40,
            )
        claimed, start = [], threading.Barrier(4)

        def claim():
            start.wait()
            for _round in range(4):
                claimed.extend(services.claim_deliveries(lane=lanes.NOTICES, limit=5, now=NOW))
            connections.close_all()

        workers = [threading.Thread(target=claim) for _each in range(4)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()

        assert len(claimed) == len(set(claimed)) == 40


class TestResults:
    @pytest.fixture
    def delivery(self):
        return notice()

    def record(self, delivery, result, now=NOW):
        return services.record_result(delivery=delivery, result=result, now=now)

    def test_a_temporary_failure_waits_longer_each_time(self, delivery):
        waits = []
        for _attempt in range(deliveries.MAX_ATTEMPTS - 1):
            delivery = self.record(delivery, SendResult(error="unreachable"))
            assert delivery.state == DeliveryState.PENDING
            waits.append((delivery.not_before - NOW).total_seconds())

        assert all(3600 >= later > earlier or earlier > 1800 for earlier, later in pairwise(waits))
        assert waits[0] <= 5
        assert sum(waits) > 3600  # a provider may be away for an hour

    def test_the_eighth_failure_is_the_last(self, delivery):
        for _attempt in range(deliveries.MAX_ATTEMPTS):
            delivery = self.record(delivery, SendResult(error="unreachable"))

        assert (delivery.state, delivery.attempts) == (DeliveryState.FAILED, 8)
        assert delivery.finished_at == NOW

    def test_retry_after_is_obeyed_within_a_tenth(self, delivery):
        asked = datetime.timedelta(seconds=100)

        delivery = self.record(delivery, SendResult(error="busy", retry_after=asked))

        assert asked <= delivery.not_before - NOW <= asked * 1.1

    def test_a_permanent_failure_ends_at_once(self, delivery):
        assert self.record(delivery, SendResult(error="address_refused")).state == DeliveryState.FAILED

    def test_what_left_counts_as_sent_even_when_it_was_stopped_meanwhile(self, delivery):
        Delivery.objects.update(state=DeliveryState.SUPPRESSED)

        assert self.record(delivery, SendResult(provider_id="p")).state == DeliveryState.SENT

    def test_a_second_worker_s_failure_does_not_undo_a_success(self, delivery):
        self.record(delivery, SendResult(provider_id="p"))
        self.record(delivery, SendResult(error="timeout"))

        delivery.refresh_from_db()
        assert delivery.state == DeliveryState.SENT

    def test_an_unknown_code_is_a_mistake_of_ours(self):
        with pytest.raises(ValueError, match="Unknown failure"):
            SendResult(error="whatever")


class TestFanOut:
    def test_gives_everybody_one_delivery_in_her_language(self, alert):
        mail_reader(alert.topic, language="ne")
        push_reader(alert.topic, language="ar")
        mail_reader(TopicFactory())

        sending(alert)

        rows = Delivery.objects.order_by("language").values_list("language", "channel", "state")
        assert list(rows) == [("ar", "push", "pending"), ("ne", "email", "pending")]

    def test_running_it_again_writes_nothing(self, alert):
        for _each in range(7):
            mail_reader(alert.topic)
        started = services.send_alert(alert=alert, by=None, now=NOW)

        counts = [services.fan_out(alert=started, now=NOW, slice_size=3) for _each in range(3)]

        assert counts == [7, 0, 0]

    @pytest.mark.parametrize("slice_size", [1, 2, 5, 6, 7, 8, 1000])
    def test_any_slice_covers_everybody(self, alert, slice_size):
        for _each in range(7):
            mail_reader(alert.topic)
        started = services.send_alert(alert=alert, by=None, now=NOW)

        assert services.fan_out(alert=started, now=NOW, slice_size=slice_size) == 7
        alert.refresh_from_db()
        assert alert.fanned_out_at == NOW

    def test_killed_between_two_slices_it_is_finished_later(self, alert, monkeypatch):
        for _each in range(6):
            mail_reader(alert.topic)
        started = services.send_alert(alert=alert, by=None, now=NOW)
        real, calls = connection.cursor, []

        def dying(*args, **kwargs):
            calls.append(1)
            if len(calls) == 2:
                raise KeyboardInterrupt
            return real(*args, **kwargs)

        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr("members.notifications.services.alerts.connection", _Connection(dying))
            services.fan_out(alert=started, now=NOW, slice_size=2)
        half = Delivery.objects.count()
        alert.refresh_from_db()

        assert (half, alert.fanned_out_at) == (2, None)
        assert services.fan_out(alert=started, now=NOW, slice_size=2) == 4

    def test_leaves_out_whoever_came_later_stopped_or_is_gone(self, alert):
        mail_reader(alert.topic)
        mail_reader(alert.topic, now=NOW + MINUTE)
        services.stop_subscription(subscription=mail_reader(alert.topic), now=NOW)
        gone = push_reader(alert.topic)
        gone.endpoint.dead_at = NOW
        gone.endpoint.save()
        services.subscribe_by_email(
            topic=alert.topic, email="waits@example.org", language="en", time_zone="UTC", now=NOW - DAY
        )

        started = services.send_alert(alert=alert, by=None, now=NOW)

        assert services.fan_out(alert=started, now=NOW) == 1

    def test_takes_few_queries_whatever_the_number_of_readers(self, alert, django_assert_max_num_queries):
        for _each in range(30):
            mail_reader(alert.topic)
        started = services.send_alert(alert=alert, by=None, now=NOW)

        with django_assert_max_num_queries(6):
            services.fan_out(alert=started, now=NOW)


class _Connection:
    def __init__(self, cursor):
        self.cursor = cursor


class TestSendingAlerts:
    def test_mails_reach_each_reader_in_her_language_and_the_alert_is_closed(self, alert, mails):
        for language in ("ne", "ar", "en"):
            mail_reader(alert.topic, language=language, now=timezone.now() - DAY)
        services.send_alert(alert=alert, by=None, now=timezone.now())

        tasks.send_alerts()

        alert.refresh_from_db()
        assert alert.state == AlertState.SENT
        assert alert.finished_at is not None
        assert sorted(mail["Subject"] for mail in mails()) == ["Subject [ar]", "Subject [en]", "Subject [ne]"]

    def test_each_mail_carries_its_own_link_and_no_other(self, alert, mails):
        readers = [mail_reader(alert.topic) for _each in range(3)]
        sending(alert)

        services.send_waiting(lane=lanes.ALERTS, clock=clock_at())

        stops = [mail["List-Unsubscribe"].strip("<>") for mail in mails()]
        assert len(set(stops)) == 3
        for mail, stop in zip(mails(), stops, strict=True):
            text, html = (part.get_content() for part in mail.iter_parts())
            assert stop in text
            assert stop in html
            assert "stop.invalid" not in text + html
            assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert {mail["To"] for mail in mails()} == {reader.email for reader in readers}

    def test_whoever_stops_after_the_list_was_made_gets_nothing(self, alert, mails):
        reader = mail_reader(alert.topic)
        sending(alert)
        Subscription.objects.filter(pk=reader.pk).update(
            state="stopped"
        )  # the row alone, as a race leaves it

        services.send_waiting(lane=lanes.ALERTS, clock=clock_at())

        assert mails() == []
        assert Delivery.objects.get().state == DeliveryState.SUPPRESSED

    def test_cancelling_holds_back_what_was_already_claimed(self, alert, mails):
        mail_reader(alert.topic)
        sending(alert)
        (claimed,) = services.claim_deliveries(lane=lanes.ALERTS, limit=10, now=NOW)
        Alert.objects.update(state=AlertState.CANCELLED)

        services.send_delivery(delivery_id=claimed, now=NOW)

        assert mails() == []

    def test_a_missing_language_falls_back_along_the_chain(self, topic, mails):
        alert = AlertFactory(topic=topic, languages=["en", "hi"])
        mail_reader(topic, language="ne")
        mail_reader(topic, language="ta")
        sending(alert)

        services.send_waiting(lane=lanes.ALERTS, clock=clock_at())

        found = {mail["Subject"]: mail for mail in mails()}
        assert set(found) == {"Subject [hi]", "Subject [en]"}
        html = found["Subject [hi]"].get_body(("html",)).get_content()
        assert '<html lang="ne" dir="ltr">' in html  # the frame stays hers
        assert '<div lang="hi" dir="ltr"' in html

    def test_words_are_rendered_once_a_language(self, alert, mail_dir, monkeypatch):
        rendered, real = [], deliveries.writing.alert_letter
        monkeypatch.setattr(
            deliveries.writing, "alert_letter", lambda **kw: rendered.append(kw["language"]) or real(**kw)
        )
        for language in ("ne", "en", "ne", "en", "ne"):
            mail_reader(alert.topic, language=language)
        sending(alert)

        services.send_waiting(lane=lanes.ALERTS, clock=clock_at())

        assert sorted(rendered) == ["en", "ne"]

    def test_sending_one_takes_a_fixed_number_of_queries(
        self, alert, mail_dir, django_assert_max_num_queries
    ):
        mail_reader(alert.topic)
        sending(alert)
        (claimed,) = services.claim_deliveries(lane=lanes.ALERTS, limit=10, now=NOW)

        with django_assert_max_num_queries(7):  # row, texts, names, savepoint, lock, save, release
            services.send_delivery(delivery_id=claimed, now=NOW)

    def test_a_scheduled_alert_starts_by_itself(self, alert, mails):
        now = timezone.now()
        mail_reader(alert.topic, now=now - DAY)
        services.schedule_alert(alert=alert, at=now + SECOND, by=None, now=now - DAY)
        Alert.objects.update(scheduled_at=now - SECOND)

        tasks.send_alerts()

        alert.refresh_from_db()
        assert (alert.state, len(mails())) == (AlertState.SENT, 1)


class TestLogs:
    def test_hold_no_address_no_endpoint_and_no_words(self, alert, push_service, smtp, caplog):
        smtp.refuse = "550 no such user"
        mail_reader(alert.topic, email="secret-person@example.org")
        browser = push_service.new_browser()
        services.subscribe_by_push(
            topic=alert.topic,
            endpoint=browser["endpoint"],
            p256dh=browser["keys"]["p256dh"],
            auth=browser["keys"]["auth"],
            language="en",
            time_zone="UTC",
            user=None,
            now=NOW - DAY,
        )
        push_service.answers += [(500, {})]
        sending(alert)

        with caplog.at_level(logging.DEBUG):
            services.send_waiting(lane=lanes.ALERTS, clock=clock_at())

        assert "address_refused" in caplog.text
        assert "secret-person" not in caplog.text
        assert browser["endpoint"].rsplit("/", 1)[1] not in caplog.text
        assert "Subject [en]" not in caplog.text

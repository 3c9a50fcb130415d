"""Writing an alert, sending it now or later, cancelling it, giving every reader a delivery."""

from __future__ import annotations

import datetime
import re
import uuid
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from members.notifications import lanes
from members.notifications.models import (
    Alert,
    AlertState,
    AlertText,
    Delivery,
    DeliveryState,
    Subscription,
    Topic,
    Urgency,
)
from members.users.models import User

EDITABLE = (AlertState.DRAFT, AlertState.SCHEDULED)
CANCELLABLE = (AlertState.DRAFT, AlertState.SCHEDULED, AlertState.SENDING)
FAN_OUT_SLICE = 50_000
# A path of this site without its language: no scheme, no host, no climbing up.
_PATH = re.compile(
    r"/?[a-z0-9][A-Za-z0-9_.~%-]*(?:/[A-Za-z0-9_~%-][A-Za-z0-9_.~%-]*)*/?(?:\?[^\s\\<>\"]*)?(?:#[\w-]*)?"
)


class AlertNotEditable(Exception):
    """The alert is on its way, was sent or was cancelled."""


class AlertNotSendable(Exception):
    """The alert is on its way, was sent or was cancelled."""


class AlertTooLate(Exception):
    """The alert was sent or cancelled already."""


class NoText(Exception):
    """The alert has no text in any language."""


class NobodyListens(Exception):
    """Nobody follows the topic of the alert."""


class BadPath(Exception):
    """The page is not one of this site, or was given with its language."""


class ScheduledInThePast(AlertNotSendable):
    """The time to send is over."""


@transaction.atomic
def draft_alert(
    *, topic: Topic, by: User | None, now: datetime.datetime, path: str = "", urgency: str = Urgency.NORMAL
) -> Alert:
    """Begin an alert. `path` is the page it opens without its language: "campaigns/fees/". Raises BadPath."""
    return Alert.objects.create(
        topic=topic, path=_checked_path(path), urgency=urgency, created_by=by, created_at=now
    )


@transaction.atomic
def change_alert(*, alert: Alert, topic: Topic, path: str, urgency: str, by: User) -> Alert:
    """Change where an alert goes. Raises AlertNotEditable, BadPath."""
    locked = _locked(alert, states=EDITABLE, otherwise=AlertNotEditable)
    locked.topic, locked.path, locked.urgency = topic, _checked_path(path), urgency
    locked.save(update_fields=["topic", "path", "urgency"])
    return locked


@transaction.atomic
def write_alert_text(
    *, alert: Alert, language: str, subject: str, push_line: str, body: str, by: User | None
) -> AlertText:
    """Write or replace an alert's text in one language. Raises AlertNotEditable."""
    locked = _locked(alert, states=EDITABLE, otherwise=AlertNotEditable)
    text, _created = AlertText.objects.update_or_create(
        alert=locked,
        language=language,
        defaults={
            "subject": " ".join(subject.split()),
            "push_line": " ".join(push_line.split()),
            "body": body.strip(),
        },
    )
    return text


@transaction.atomic
def remove_alert_text(*, alert: Alert, language: str, by: User) -> None:
    """Take a language off an alert; its readers get the next one of their chain. Raises AlertNotEditable."""
    locked = _locked(alert, states=EDITABLE, otherwise=AlertNotEditable)
    AlertText.objects.filter(alert=locked, language=language).delete()
    if locked.state == AlertState.SCHEDULED and not locked.texts.exists():
        locked.state, locked.scheduled_at = AlertState.DRAFT, None
        locked.save(update_fields=["state", "scheduled_at"])


@transaction.atomic
def schedule_alert(*, alert: Alert, at: datetime.datetime, by: User | None, now: datetime.datetime) -> Alert:
    """Let an alert leave by itself at an instant. Raises AlertNotSendable, ScheduledInThePast or NoText."""
    locked = _locked(alert, states=EDITABLE, otherwise=AlertNotSendable)
    if at <= now:
        raise ScheduledInThePast(str(at))
    _check_text(locked)
    locked.state, locked.scheduled_at = AlertState.SCHEDULED, at
    locked.save(update_fields=["state", "scheduled_at"])
    return locked


@transaction.atomic
def send_alert(*, alert: Alert, by: User | None, now: datetime.datetime) -> Alert:
    """Let an alert leave now, to everybody who follows its topic at this instant.

    The deliveries are made by the workers (`fan_out`). Raises AlertNotSendable, NoText or NobodyListens;
    then nothing is sent.
    """
    locked = _locked(alert, states=EDITABLE, otherwise=AlertNotSendable)
    _check_text(locked)
    if not Subscription.objects.active().filter(topic=locked.topic_id).exists():
        raise NobodyListens(str(locked))
    _start(locked, now=now)
    return locked


@transaction.atomic
def cancel_alert(*, alert: Alert, by: User | None, now: datetime.datetime) -> Alert:
    """Stop an alert: what has left has left, what waits is not sent. Raises AlertTooLate."""
    locked = _locked(alert, states=CANCELLABLE, otherwise=AlertTooLate)
    Delivery.objects.filter(alert=locked, state=DeliveryState.PENDING).update(
        state=DeliveryState.SUPPRESSED, finished_at=now
    )
    locked.state, locked.finished_at = AlertState.CANCELLED, now
    locked.save(update_fields=["state", "finished_at"])
    return locked


@transaction.atomic
def start_due_alerts(*, now: datetime.datetime) -> int:
    """Start the scheduled alerts whose time has come; returns how many."""
    due = (
        Alert.objects.filter(state=AlertState.SCHEDULED, scheduled_at__lte=now)
        .order_by("scheduled_at", "pk")
        .select_for_update(skip_locked=True)
    )
    started = list(due)
    for alert in started:
        _start(alert, now=now)
    return len(started)


_SLICE_END_SQL = """
SELECT id FROM notifications_subscription
WHERE topic_id = %(topic)s AND state = 'active' AND id > %(after)s
ORDER BY id OFFSET %(skip)s LIMIT 1
"""
_FAN_OUT_SQL = """
INSERT INTO notifications_delivery (id, channel, alert_id, subscription_id, purpose, sequence, language,
    state, attempts, not_before, created_at, provider_id, error)
SELECT gen_random_uuid(), subscription.channel, %(alert)s, subscription.id, '', 1, subscription.language,
    'pending', 0, %(now)s, %(now)s, '', ''
FROM notifications_subscription AS subscription
LEFT JOIN notifications_pushendpoint AS endpoint ON endpoint.id = subscription.endpoint_id
WHERE subscription.topic_id = %(topic)s AND subscription.state = 'active' AND endpoint.dead_at IS NULL
    AND subscription.confirmed_at <= %(started)s
    AND subscription.id > %(after)s AND subscription.id <= %(until)s
ORDER BY subscription.id
ON CONFLICT (alert_id, subscription_id) WHERE alert_id IS NOT NULL DO NOTHING
"""
_FIRST, _LAST = uuid.UUID(int=0), uuid.UUID(int=2**128 - 1)


def fan_out(*, alert: Alert, now: datetime.datetime, slice_size: int = FAN_OUT_SLICE) -> int:
    """Give everybody who follows the topic since before the alert began one delivery; returns how many.

    In slices, each a transaction of its own: the first readers are served while the rest is still being
    written. Killed in the middle it starts again from the beginning, and the unique key lets nobody be
    written twice; run again when it is done, it writes nothing.
    """
    written, after = 0, _FIRST
    while True:
        with transaction.atomic():
            # Shared with other slices, against a cancellation.
            state = (
                Alert.objects.filter(pk=alert.pk)
                .select_for_update(no_key=True)
                .values_list("state", "started_at")
                .first()
            )
            if state is None or state[0] != AlertState.SENDING:
                return written
            place: dict[str, Any] = {
                "alert": alert.pk,
                "topic": alert.topic_id,
                "now": now,
                "started": state[1],
            }
            with connection.cursor() as cursor:
                cursor.execute(_SLICE_END_SQL, {**place, "after": after, "skip": slice_size - 1})
                row = cursor.fetchone()
                until = row[0] if row else _LAST
                cursor.execute(_FAN_OUT_SQL, {**place, "after": after, "until": until})
                written += cursor.rowcount
            if row is None:
                Alert.objects.filter(pk=alert.pk).update(fanned_out_at=now)
                return written
        after = until


@transaction.atomic
def finish_alerts(*, now: datetime.datetime) -> int:
    """Close the alerts of which nothing waits any more; returns how many."""
    waiting = Delivery.objects.filter(alert=OuterRef("pk"), state=DeliveryState.PENDING)
    return (
        Alert.objects.filter(state=AlertState.SENDING, fanned_out_at__isnull=False)
        .filter(~Exists(waiting))
        .update(state=AlertState.SENT, finished_at=now)
    )


def _locked(alert: Alert, *, states: tuple[AlertState, ...], otherwise: type[Exception]) -> Alert:
    locked = Alert.objects.select_for_update(of=("self",)).select_related("topic").get(pk=alert.pk)
    if locked.state not in states:
        raise otherwise(locked.state)
    return locked


def _check_text(alert: Alert) -> None:
    if not alert.texts.exists():
        raise NoText(str(alert))


def _checked_path(path: str) -> str:
    bare = path.strip()
    if bare and not _PATH.fullmatch(bare):
        raise BadPath(bare)
    return bare.lstrip("/")


def _start(alert: Alert, *, now: datetime.datetime) -> None:
    alert.state, alert.started_at = AlertState.SENDING, now
    alert.save(update_fields=["state", "started_at"])
    lanes.nudge(lanes.ALERTS)

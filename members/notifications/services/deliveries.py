"""Taking deliveries out of the queue, sending them, writing down what became of them.

A claim is a lease in time and never changes a state, so a worker that is killed strands nothing: its rows
come up again when the lease is over. What it had sent and not yet written down may be sent once more: at most
the one message it was busy with.
"""

from __future__ import annotations

import datetime
import logging
import random
import uuid
from collections.abc import Callable

from django.db import transaction

from members.notifications import lanes, writing
from members.notifications.channels import email, push
from members.notifications.channels.base import SendResult
from members.notifications.models import Delivery, DeliveryState, PushEndpoint

logger = logging.getLogger(__name__)
LEASE = datetime.timedelta(minutes=2)
# Longer than any channel waits for an answer.
LONGEST_SEND = datetime.timedelta(seconds=30)
MAX_ATTEMPTS = 8
FIRST_WAIT, LONGEST_WAIT = datetime.timedelta(seconds=5), datetime.timedelta(hours=1)
BATCH = {lanes.NOTICES: 20, lanes.ALERTS: 50}


@transaction.atomic
def claim_deliveries(*, lane: str, limit: int, now: datetime.datetime) -> list[uuid.UUID]:
    """Lease up to `limit` deliveries of a lane that are due, oldest first; returns their ids.

    Rows that another worker is looking at are skipped; those of a lease that has run out come up again.
    """
    due = Delivery.objects.filter(
        state=DeliveryState.PENDING, not_before__lte=now, alert__isnull=lane == lanes.NOTICES
    )
    free = due.filter(lease_until__isnull=True) | due.filter(lease_until__lte=now)
    ids = list(
        free.select_for_update(skip_locked=True)
        .order_by("not_before", "id")
        .values_list("id", flat=True)[:limit]
    )
    Delivery.objects.filter(pk__in=ids).update(lease_until=now + LEASE)
    return ids


def send_waiting(
    *, lane: str, clock: Callable[[], datetime.datetime], budget: datetime.timedelta = datetime.timedelta(0)
) -> int:
    """Send what is due in a lane until nothing is left or `budget` is used up; returns how many were tried.

    `clock` tells the time, which moves on while providers answer. At least one batch is worked on.
    """
    end, count = clock() + budget, 0
    while True:
        now = clock()
        ids = claim_deliveries(lane=lane, limit=BATCH[lane], now=now)
        count += _send_batch(ids, lease_until=now + LEASE, clock=clock)
        if not ids or clock() >= end:
            return count


def _send_batch(
    ids: list[uuid.UUID], *, lease_until: datetime.datetime, clock: Callable[[], datetime.datetime]
) -> int:
    """Send leased deliveries one after the other. What the lease leaves no time for is given back."""
    writer = writing.Writer()
    for position, delivery_id in enumerate(ids):
        now = clock()
        if now + LONGEST_SEND > lease_until:
            left = Delivery.objects.filter(pk__in=ids[position:], lease_until=lease_until)
            left.update(lease_until=None)
            return position
        send_delivery(delivery_id=delivery_id, now=now, writer=writer)
    return len(ids)


def send_delivery(
    *, delivery_id: uuid.UUID, now: datetime.datetime, writer: writing.Writer | None = None
) -> Delivery | None:
    """Send one delivery and write down what became of it; None when it needs no sending any more.

    Everything is read again at this moment: whoever stopped the alerts a second ago gets nothing. Not in
    one transaction, because a provider may take seconds to answer; addresses and keys are unsealed here and
    nowhere earlier.
    """
    delivery = (
        Delivery.objects.select_related("alert__topic", "subscription__endpoint", "subscription__topic")
        .filter(pk=delivery_id, state=DeliveryState.PENDING)
        .first()
    )
    if delivery is None:
        return None
    result = _attempt(delivery, writer or writing.Writer())
    return record_result(delivery=delivery, result=result, now=now)


def _attempt(delivery: Delivery, writer: writing.Writer) -> SendResult | None:
    """Write and send; None when nobody wants it any more."""
    try:
        message = writer.write(delivery)
    except writing.CannotWrite as error:
        return SendResult(error=error.code)
    except Exception:
        # One broken notice or template must not stop the lane. The traceback holds no local values.
        logger.exception("Delivery %s could not be written.", delivery.pk)
        return SendResult(error="not_composed")
    if message is None:
        return None
    try:
        if isinstance(message, push.PushMessage):
            return push.current_door().send(message)
        return email.current_door().send(message)
    except Exception as error:
        # Nor must one address at which a library stumbles. Its words can hold the address: only its kind.
        logger.error("Delivery %s by %s raised %s.", delivery.pk, delivery.channel, type(error).__name__)
        return SendResult(error="not_sent")


@transaction.atomic
def record_result(*, delivery: Delivery, result: SendResult | None, now: datetime.datetime) -> Delivery:
    """Write down what became of a delivery: sent, gone, failed, not wanted (None), or again later.

    A message that has left counts as sent even when it was stopped in the same moment.
    """
    known = [DeliveryState.PENDING, *([DeliveryState.SUPPRESSED] if result and result.is_sent else [])]
    locked = Delivery.objects.select_for_update(of=("self",)).filter(pk=delivery.pk, state__in=known).first()
    if locked is None:
        return delivery
    locked.lease_until = None
    if result is None:
        locked.state, locked.finished_at = DeliveryState.SUPPRESSED, now
    else:
        _apply(locked, result, now=now)
    locked.save(
        update_fields=[
            "state",
            "attempts",
            "not_before",
            "lease_until",
            "finished_at",
            "provider_id",
            "error",
        ]
    )
    if locked.state == DeliveryState.GONE and delivery.subscription and delivery.subscription.endpoint_id:
        PushEndpoint.objects.filter(pk=delivery.subscription.endpoint_id, dead_at=None).update(dead_at=now)
    if locked.state == DeliveryState.FAILED or locked.error == "credentials_refused":
        logger.warning("Delivery %s by %s: %s.", locked.pk, locked.channel, locked.error)
    return locked


def _apply(delivery: Delivery, result: SendResult, *, now: datetime.datetime) -> None:
    delivery.attempts += 1
    delivery.error = result.error
    if result.is_sent:
        delivery.state, delivery.finished_at = DeliveryState.SENT, now
        delivery.provider_id = result.provider_id
    elif result.is_gone:
        delivery.state, delivery.finished_at = DeliveryState.GONE, now
    elif result.is_temporary and delivery.attempts < MAX_ATTEMPTS:
        delivery.not_before = now + wait_after(delivery.attempts, asked=result.retry_after)
    else:
        delivery.state, delivery.finished_at = DeliveryState.FAILED, now


def wait_after(attempts: int, *, asked: datetime.timedelta | None = None) -> datetime.timedelta:
    """How long to wait after this many failed attempts: 5 s, then four times longer each time, at most 1 h.

    Half of it is drawn at random, so that a thousand deliveries do not come back in the same second; eight
    attempts stretch over an hour or more. A provider that names a time (`asked`) gets it, and up to a tenth.
    """
    if asked is not None:
        return asked * (1 + random.random() / 10)  # noqa: S311 (spreads load, guards nothing)
    full = min(FIRST_WAIT * 4 ** (attempts - 1), LONGEST_WAIT)
    return full * (0.5 + random.random() / 2)  # noqa: S311

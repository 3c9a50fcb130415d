"""Queueing notices."""

from __future__ import annotations

import datetime
import uuid

from django.db import IntegrityError, transaction

from members.notifications import lanes
from members.notifications.models import Channel, Delivery


class NoticeAlreadyQueued(Exception):
    """This notice, with this sequence number, is in the queue or was sent."""


@transaction.atomic
def queue_notice(
    *, purpose: str, reference: uuid.UUID, language: str, now: datetime.datetime, sequence: int = 1
) -> Delivery:
    """Queue one mail that the composer of `purpose` will write about `reference` when it is sent.

    The row is the queue; the nudge after commit only makes it quick. `sequence` counts the times that the
    same mail may go out (a reader asks for it again).

    Raises NoticeAlreadyQueued for the same purpose, reference and sequence; the caller's transaction stays
    usable.
    """
    try:
        with transaction.atomic():
            delivery = Delivery.objects.create(
                channel=Channel.EMAIL,
                purpose=purpose,
                reference=reference,
                sequence=sequence,
                language=language,
                not_before=now,
                created_at=now,
            )
    except IntegrityError as error:
        if "delivery_one_per_notice" not in str(error):
            raise
        raise NoticeAlreadyQueued(f"{purpose} {reference} {sequence}") from None
    lanes.nudge(lanes.NOTICES)
    return delivery

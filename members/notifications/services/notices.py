"""Queueing notices."""

from __future__ import annotations

import datetime
import uuid

from django.db import connection, transaction

from members.notifications import lanes
from members.notifications.models import Channel, Delivery, DeliveryState


class NoticeAlreadyQueued(Exception):
    """This notice, with this sequence number, is in the queue or was sent."""


# A model's save would need a savepoint for the notice that is queued already: two more round trips for each
# of the thousand signatures a minute.
_QUEUE_SQL = """
INSERT INTO notifications_delivery (
    id, channel, purpose, reference, sequence, language, state, attempts, not_before, created_at, provider_id,
    error
)
VALUES (
    %(id)s, %(channel)s, %(purpose)s, %(reference)s, %(sequence)s, %(language)s, %(state)s, 0, %(now)s,
    %(now)s, '', ''
)
ON CONFLICT (purpose, reference, sequence) WHERE reference IS NOT NULL DO NOTHING
RETURNING id
"""


@transaction.atomic
def queue_notice(
    *, purpose: str, reference: uuid.UUID, language: str, now: datetime.datetime, sequence: int = 1
) -> uuid.UUID:
    """Queue one mail that the composer of `purpose` will write about `reference` when it is sent.

    The row is the queue; the nudge after commit only makes it quick. `sequence` counts the times that the
    same mail may go out (a reader asks for it again). Gives the id of the delivery.

    Raises NoticeAlreadyQueued for the same purpose, reference and sequence; the caller's transaction stays
    usable.
    """
    row = {
        "id": Delivery._meta.pk.get_default(),
        "channel": Channel.EMAIL.value,
        "purpose": purpose,
        "reference": reference,
        "sequence": sequence,
        "language": language,
        "state": DeliveryState.PENDING.value,
        "now": now,
    }
    with connection.cursor() as cursor:
        cursor.execute(_QUEUE_SQL, row)
        queued = cursor.fetchone()
    if queued is None:
        raise NoticeAlreadyQueued(f"{purpose} {reference} {sequence}")
    lanes.nudge(lanes.NOTICES)
    return uuid.UUID(str(queued[0]))

"""Queueing notices."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.db import connection

from members.notifications import lanes
from members.notifications.models import Delivery


class NoticeAlreadyQueued(Exception):
    """This notice, with this sequence number, is in the queue or was sent."""


# A model's save would need a savepoint for the notice that is queued already: two more round trips for each
# of the thousand signatures a minute.
NOTICES_FROM = """
INSERT INTO notifications_delivery (
    id, channel, purpose, reference, sequence, language, state, attempts, not_before, created_at, provider_id,
    error
)
SELECT
    COALESCE(%(notice_id)s, gen_random_uuid()), 'email', %(notice_purpose)s, {source}.id, %(notice_sequence)s,
    {source}.language, 'pending', 0, %(notice_now)s, %(notice_now)s, '', ''
FROM {source}
ON CONFLICT (purpose, reference, sequence) WHERE reference IS NOT NULL DO NOTHING
RETURNING id
"""
"""Queues a notice about each row of `source` (with `id` and `language`), in the statement that wrote it:
`NOTICES_FROM.format(source="signed")` with `notice_values`. Wake the lane afterwards."""


def notice_values(
    *, purpose: str, now: datetime.datetime, sequence: int = 1, is_one: bool = True
) -> dict[str, Any]:
    """The values of NOTICES_FROM. `is_one`: `source` has one row at most; its delivery gets its id here."""
    return {
        "notice_id": Delivery._meta.pk.get_default() if is_one else None,
        "notice_purpose": purpose,
        "notice_sequence": sequence,
        "notice_now": now,
    }


_QUEUE_SQL = (
    "WITH named AS (SELECT %(reference)s::uuid AS id, %(language)s AS language)"
    + NOTICES_FROM.format(source="named")
)


def queue_notice(
    *, purpose: str, reference: uuid.UUID, language: str, now: datetime.datetime, sequence: int = 1
) -> uuid.UUID:
    """Queue one mail that the composer of `purpose` will write about `reference` when it is sent.

    The row is the queue; the nudge after commit only makes it quick. `sequence` counts the times that the
    same mail may go out (a reader asks for it again). Gives the id of the delivery.

    Raises NoticeAlreadyQueued for the same purpose, reference and sequence; the caller's transaction stays
    usable.
    """
    values = notice_values(purpose=purpose, now=now, sequence=sequence)
    with connection.cursor() as cursor:
        cursor.execute(_QUEUE_SQL, values | {"reference": reference, "language": language})
        queued = cursor.fetchone()
    if queued is None:
        raise NoticeAlreadyQueued(f"{purpose} {reference} {sequence}")
    lanes.nudge(lanes.NOTICES)
    return uuid.UUID(str(queued[0]))

"""Adding up: a batch marks what changed and moves the journals in the same transaction."""

from __future__ import annotations

import datetime

from django.db import connection, transaction

# Any fixed number: PostgreSQL's advisory locks are named by integers.
COUNTING_LOCK = 720_001

# A signature counts when it is confirmed, not in quarantine and not removed by a rule. Those that count and
# are not marked are added, those that are marked and do not count any more are taken off. What a batch may
# see is decided by the mark in the row and never by a clock, so no signature falls between two windows.
_COUNT_SQL = """
WITH to_add AS (
    SELECT id FROM petitions_signature
    WHERE state = 'confirmed' AND quarantined_for = '' AND removal_id IS NULL AND counted_at IS NULL
    ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
), to_take_off AS (
    SELECT id FROM petitions_signature
    WHERE counted_at IS NOT NULL AND (state <> 'confirmed' OR quarantined_for <> '' OR removal_id IS NOT NULL)
    ORDER BY id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
), changed AS (
    SELECT id, 1 AS step FROM to_add UNION ALL SELECT id, -1 FROM to_take_off
), marked AS (
    UPDATE petitions_signature AS signature
    SET counted_at = CASE WHEN changed.step = 1 THEN %(now)s::timestamptz END
    FROM changed WHERE signature.id = changed.id
    RETURNING signature.petition_id, signature.country, signature.language, signature.channel, changed.step
), cells AS (
    SELECT petition_id, country, language, channel, SUM(step) AS difference, COUNT(*) AS seen
    FROM marked GROUP BY petition_id, country, language, channel
), moved AS (
    INSERT INTO petitions_signaturejournal AS journal
        (petition_id, country, language, channel, signature_count, counted_at)
    SELECT petition_id, country, language, channel, GREATEST(difference, 0), %(now)s FROM cells
    ORDER BY petition_id, country, language, channel
    ON CONFLICT (petition_id, country, language, channel) DO UPDATE
    SET counted_at = excluded.counted_at, signature_count = journal.signature_count + (
        SELECT difference FROM cells
        WHERE cells.petition_id = journal.petition_id AND cells.country = journal.country
            AND cells.language = journal.language AND cells.channel = journal.channel
    )
)
SELECT COALESCE(SUM(seen), 0) FROM cells
"""


@transaction.atomic
def count_signatures(*, now: datetime.datetime, limit: int = 50_000) -> int:
    """Add up what was confirmed (and take off what was withdrawn or removed) since the last batch.

    One statement: a killed worker has done all of it or nothing. Only one batch runs at a time, under an
    advisory lock; a second one returns 0 at once. A signature that somebody is changing at this moment waits
    for the next batch. Returns how many signatures were looked at.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [COUNTING_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_COUNT_SQL, {"now": now, "limit": limit})
        return int(cursor.fetchone()[0])

"""The nightly audit: whether the public count is what the signatures say."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from django.db import connection

logger = logging.getLogger(__name__)

# One statement, so both sides are of the same instant: marking and moving the journals is one transaction.
_AUDIT_SQL = """
SELECT COALESCE(truth.petition_id, journal.petition_id)::text, COALESCE(truth.country, journal.country),
    COALESCE(truth.language, journal.language), COALESCE(truth.channel, journal.channel),
    COALESCE(journal.signature_count, 0), COALESCE(truth.signature_count, 0)
FROM (
    SELECT petition_id, country, language, channel, COUNT(*) AS signature_count
    FROM petitions_signature WHERE counted_at IS NOT NULL
    GROUP BY petition_id, country, language, channel
) AS truth
FULL JOIN petitions_signaturejournal AS journal USING (petition_id, country, language, channel)
WHERE COALESCE(journal.signature_count, 0) <> COALESCE(truth.signature_count, 0)
ORDER BY 1, 2, 3, 4
"""
_ORPHANS_SQL = """
SELECT COUNT(*) FROM petitions_signature AS signature
WHERE NOT EXISTS (SELECT FROM petitions_petition AS petition WHERE petition.id = signature.petition_id)
"""


@dataclass(frozen=True)
class Drift:
    """A cell of the public count that does not say what the signatures say."""

    petition_id: str
    country: str
    language: str
    channel: str
    said: int
    true: int


def audit_counts() -> list[Drift]:
    """Compare the journals with the signatures they count. Anything found is logged as an error.

    Signatures are not tied to their petition by the database (see Signature), so those without one are
    looked for here.
    """
    with connection.cursor() as cursor:
        cursor.execute(_AUDIT_SQL)
        drifts = [Drift(*row) for row in cursor.fetchall()]
        cursor.execute(_ORPHANS_SQL)
        orphan_count = cursor.fetchone()[0]
    if drifts:
        logger.error("The count of petitions is wrong in %s cells: %s", len(drifts), drifts[:20])
    if orphan_count:
        logger.error("%s signatures have no petition.", orphan_count)
    return drifts

"""Signatures that wait: two reminders, and then they are forgotten."""

from __future__ import annotations

import datetime

from django.db import connection

from campaigns.petitions.models import Signature, SignatureState
from campaigns.petitions.services.confirming import LINK_LIFETIME
from campaigns.petitions.services.signing import (
    CONFIRMATION_PURPOSE,
    MAX_CONFIRMATION_MAILS,
    REMINDER_PURPOSE,
    WITHOUT_MAIL,
)
from members.notifications import lanes
from members.notifications import services as notifications
from members.notifications.models import Delivery

REMINDERS = (datetime.timedelta(hours=48), datetime.timedelta(days=7))
LATEST = datetime.timedelta(days=3)
"""Who was not reminded within this time after a reminder was due (the site stood still) gets none."""

# Exactly once, however often it runs: the number of the reminder is part of the delivery's key.
_REMIND_SQL = f"""
WITH waiting AS (
    SELECT signature.id, signature.language FROM petitions_signature AS signature
    JOIN petitions_petition AS petition ON petition.id = signature.petition_id
    WHERE signature.state = 'pending' AND signature.channel = 'email'
        AND signature.signed_at BETWEEN %(earliest)s AND %(latest)s
        AND NOT signature.quarantined_for = ANY(%(without_mail)s) AND signature.removal_id IS NULL
        AND petition.state = 'open' AND (petition.closes_at IS NULL OR petition.closes_at > %(now)s)
        AND (
            SELECT count(*) FROM notifications_delivery AS delivery
            WHERE delivery.reference = signature.id AND delivery.purpose = ANY(%(purposes)s)
        ) < %(most)s
    ORDER BY signature.id
)
{notifications.NOTICES_FROM.format(source="waiting")}
"""  # noqa: S608 (our own texts)


def remind_signatories(*, now: datetime.datetime) -> int:
    """Queue a reminder for everybody who has not confirmed after 48 hours, and after 7 days. How many.

    Nobody gets more than `MAX_CONFIRMATION_MAILS` for a petition, and nobody is reminded of one that cannot
    be signed any more. Running it twice reminds nobody twice.
    """
    queued = 0
    for number, age in enumerate(REMINDERS, start=1):
        values = notifications.notice_values(purpose=REMINDER_PURPOSE, now=now, sequence=number, is_one=False)
        values |= {
            "purposes": [CONFIRMATION_PURPOSE, REMINDER_PURPOSE],
            "now": now,
            "earliest": now - age - LATEST,
            "latest": now - age,
            "without_mail": list(WITHOUT_MAIL),
            "most": MAX_CONFIRMATION_MAILS,
        }
        with connection.cursor() as cursor:
            cursor.execute(_REMIND_SQL, values)
            queued += cursor.rowcount
    if queued:
        lanes.nudge(lanes.NOTICES)
    return queued


def forget_unconfirmed(*, now: datetime.datetime) -> int:
    """Delete the signatures whose link has ended without being used, with their names. How many.

    They were never counted. Nobody may keep the address of a person who never said that she signed.
    """
    waiting = Signature.objects.filter(
        state=SignatureState.PENDING, counted_at=None, signed_at__lt=now - LINK_LIFETIME
    )
    ids = list(waiting.order_by("id").values_list("pk", flat=True)[:10_000])
    purposes = (CONFIRMATION_PURPOSE, REMINDER_PURPOSE)
    Delivery.objects.filter(purpose__in=purposes, reference__in=ids).delete()
    deleted, _by_model = waiting.filter(pk__in=ids).delete()
    return deleted

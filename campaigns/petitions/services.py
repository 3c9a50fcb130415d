"""Acts on petitions: sign, confirm, say "it was not me", count."""

from __future__ import annotations

import datetime
import uuid

from django.db import connection, transaction
from django.db.models import F, Max

from campaigns.petitions.models import (
    Petition,
    Signature,
    SignatureChannel,
    SignatureJournal,
    SignatureState,
)
from members.consent import queries as consent_queries
from members.consent import services as consent
from members.notifications import services as notifications
from members.notifications.models import Delivery
from members.vault import tokens
from members.vault.indexes import blind_index

CONFIRMATION_PURPOSE = "petitions.confirmation"
SIGNING_CONSENT = "petition-signature"
UPDATES_CONSENT = "petition-updates"
SUBJECT_KIND = "petitions.Signature"
LINK_LIFETIME = datetime.timedelta(days=30)
MAX_CONFIRMATION_MAILS = 5
RESEND_AFTER = datetime.timedelta(minutes=10)
EMAIL_INDEX_SCOPE = "petitions.signature.email"
# Any fixed number: PostgreSQL's advisory locks are named by integers.
COUNTING_LOCK = 720_001


class PetitionClosed(Exception):
    """The petition takes no signatures now."""


class BrokenLink(Exception):
    """No signature belongs to this link."""


class ExpiredLink(Exception):
    """The link is older than `LINK_LIFETIME` and was never used."""


@transaction.atomic
def sign_petition(
    *,
    petition: Petition,
    name: str,
    email: str,
    country: str,
    language: str,
    wants_updates: bool,
    suspicious: bool,
    now: datetime.datetime,
) -> Signature:
    """Write down a signature and queue the mail that asks for its confirmation.

    Signing again with the same address gives the same answer and, at most `MAX_CONFIRMATION_MAILS`
    times, another mail: nobody can learn from it who has signed. A suspicious signature (a robot filled
    the trap) is kept without a mail and never counted, and looks no different to the sender.

    Raises:
        PetitionClosed: nobody may sign at the instant `now`.
    """
    if not petition.is_open(now=now):
        raise PetitionClosed(petition.slug)

    signature_id = uuid.uuid4()
    index = blind_index(email, kind="email", scope=EMAIL_INDEX_SCOPE)
    candidate = Signature(
        id=signature_id,
        petition=petition,
        name=name,
        email=email,
        email_index=index,
        country=country,
        language=language,
        channel=SignatureChannel.EMAIL,
        suspicious=suspicious,
        token_hash=tokens.token_hash(tokens.token_for(purpose=CONFIRMATION_PURPOSE, row=signature_id)),
        signed_at=now,
    )
    Signature.objects.bulk_create([candidate], ignore_conflicts=True)
    signature = Signature.objects.defer("name", "email").get(petition=petition, email_index=index)
    if signature.id != signature_id:
        _send_again(signature=signature, now=now)
        return signature

    purposes = [SIGNING_CONSENT, *([UPDATES_CONSENT] if wants_updates else [])]
    for purpose in purposes:
        text = consent_queries.current_text(purpose, language)
        if text is not None:
            consent.give_consent(text=text, subject=(SUBJECT_KIND, signature.id), now=now)

    if not suspicious:
        notifications.queue_notice(
            purpose=CONFIRMATION_PURPOSE, reference=signature.id, language=language, now=now
        )
    return signature


def _send_again(*, signature: Signature, now: datetime.datetime) -> None:
    """Queue a further confirmation mail, unless enough were sent or one has just left."""
    if signature.state != SignatureState.PENDING or signature.suspicious:
        return
    sent = Delivery.objects.filter(purpose=CONFIRMATION_PURPOSE, reference=signature.id)
    last = sent.aggregate(sequence=Max("sequence"), created_at=Max("created_at"))
    if (last["sequence"] or 0) >= MAX_CONFIRMATION_MAILS:
        return
    if last["created_at"] and now - last["created_at"] < RESEND_AFTER:
        return
    notifications.queue_notice(
        purpose=CONFIRMATION_PURPOSE,
        reference=signature.id,
        language=signature.language,
        now=now,
        sequence=(last["sequence"] or 0) + 1,
    )


def find_signature(*, token: str, now: datetime.datetime) -> Signature:
    """The signature a link belongs to; changes nothing.

    Raises:
        BrokenLink: no such link.
        ExpiredLink: the link is too old and its signature still waits.
    """
    signature = (
        Signature.objects.select_related("petition__topic")
        .filter(token_hash=tokens.token_hash(token), suspicious=False)
        .first()
    )
    if signature is None:
        raise BrokenLink
    if signature.state == SignatureState.PENDING and now - signature.signed_at > LINK_LIFETIME:
        raise ExpiredLink
    return signature


@transaction.atomic
def confirm_signature(*, token: str, now: datetime.datetime) -> Signature:
    """Confirm a signature. Confirming twice is the same as once.

    The batch of `count_signatures` adds it to the public count; no shared row is touched here.

    Raises:
        BrokenLink, ExpiredLink: as `find_signature`.
    """
    signature = find_signature(token=token, now=now)
    confirmed = Signature.objects.filter(pk=signature.pk, state=SignatureState.PENDING).update(
        state=SignatureState.CONFIRMED, confirmed_at=now
    )
    signature.refresh_from_db(fields=["state", "confirmed_at"])

    if confirmed and signature.petition.topic and _wants_updates(signature):
        notifications.subscribe_by_email(
            topic=signature.petition.topic,
            email=signature.email,
            language=signature.language,
            time_zone="UTC",
            now=now,
            confirmed=True,
        )
    return signature


@transaction.atomic
def disown_signature(*, token: str, now: datetime.datetime) -> Signature:
    """Say "it was not me": the waiting signature is withdrawn and its name and address are wiped.

    A confirmed signature is withdrawn as well, and the next batch takes it off the count.

    Raises:
        BrokenLink, ExpiredLink: as `find_signature`.
    """
    signature = find_signature(token=token, now=now)
    return withdraw_signature(signature=signature, now=now)


@transaction.atomic
def withdraw_signature(*, signature: Signature, now: datetime.datetime) -> Signature:
    """Withdraw a signature and wipe who it was. The row stays, so that the count can be corrected."""
    signature = Signature.objects.select_for_update().get(pk=signature.pk)
    signature.state = SignatureState.WITHDRAWN
    signature.name = ""
    signature.email = ""
    # A fresh index of nobody: the address may sign again, and nobody can look this row up any more.
    signature.email_index = blind_index(
        f"{signature.pk}@withdrawn.invalid", kind="email", scope=EMAIL_INDEX_SCOPE
    )
    signature.save(update_fields=["state", "name", "email", "email_index"])

    consent.delete_consents_of(subject=(SUBJECT_KIND, signature.pk))
    return signature


def _wants_updates(signature: Signature) -> bool:
    return consent_queries.has_consent(purpose=UPDATES_CONSENT, subject=(SUBJECT_KIND, signature.pk))


# Signatures that the count does not yet reflect: confirmed and uncounted ones are added, withdrawn and
# counted ones are taken off.
_MARK_SQL = """
WITH changed AS (
    SELECT id, (state = 'confirmed') AS added
    FROM petitions_signature
    WHERE (state = 'confirmed' AND counted_at IS NULL) OR (state = 'withdrawn' AND counted_at IS NOT NULL)
    ORDER BY id
    LIMIT %(limit)s
    FOR UPDATE
), marked AS (
    UPDATE petitions_signature AS signature
    SET counted_at = CASE WHEN changed.added THEN %(now)s::timestamptz END
    FROM changed WHERE signature.id = changed.id
    RETURNING signature.petition_id, signature.country, signature.language, signature.channel, changed.added
)
SELECT petition_id, country, language, channel, SUM(CASE WHEN added THEN 1 ELSE -1 END), COUNT(*)
FROM marked
GROUP BY petition_id, country, language, channel
ORDER BY petition_id, country, language, channel
"""


@transaction.atomic
def count_signatures(*, now: datetime.datetime, limit: int = 50_000) -> int:
    """Add up what was confirmed (and take off what was withdrawn) since the last batch.

    Marking the signatures and adding them up is one transaction, so a killed worker has done both or
    neither. Only one batch runs at a time, under an advisory lock; a second one returns 0 at once.
    Returns how many signatures were looked at.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [COUNTING_LOCK])
        if not cursor.fetchone()[0]:
            return 0
        cursor.execute(_MARK_SQL, {"now": now, "limit": limit})
        cells = cursor.fetchall()

    journals = [
        SignatureJournal(
            petition_id=petition, country=country, language=language, channel=channel, counted_at=now
        )
        for petition, country, language, channel, _difference, _seen in cells
    ]
    SignatureJournal.objects.bulk_create(journals, ignore_conflicts=True)
    for petition, country, language, channel, difference, _seen in cells:
        SignatureJournal.objects.filter(
            petition_id=petition, country=country, language=language, channel=channel
        ).update(signature_count=F("signature_count") + difference, counted_at=now)
    return sum(seen for *_cell, seen in cells)

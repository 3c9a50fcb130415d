"""Signing: one row for the signature, one for its mail, and nothing that anybody else writes to."""

from __future__ import annotations

import base64
import datetime
import hashlib
import hmac
import uuid
from collections.abc import Sequence
from typing import Any, cast

from django.db import transaction
from django.db.models import Count, Max, Q
from django.views.decorators.debug import sensitive_variables
from uuid_utils.compat import uuid7

from campaigns.petitions.models import (
    Petition,
    Quarantine,
    Signature,
    SignatureChannel,
    SignatureState,
)
from campaigns.petitions.services.statements import run_prepared
from members.notifications import lanes
from members.notifications import services as notifications
from members.notifications.models import Delivery
from members.vault.fields import SealedTextField
from members.vault.indexes import blind_index, normalise_email
from members.vault.keyring import index_key, length_prefixed

CONFIRMATION_PURPOSE = "petitions.confirmation"
REMINDER_PURPOSE = "petitions.reminder"
SIGNING_CONSENT = "petition-signature"
UPDATES_CONSENT = "petition-updates"
EMAIL_INDEX_SCOPE = "petitions.signature.email"
DOMAIN_INDEX_SCOPE = "petitions.signature.domain"
MAX_CONFIRMATION_MAILS = 5
"""Reminders among them."""
RESEND_AFTER = datetime.timedelta(minutes=10)
RECEIPT_BYTES = 8
WITHOUT_MAIL = (Quarantine.TRAP,)
"""A robot that fills the trap would have us write to anybody."""


class UnknownPetition(Exception):
    """There is no petition with this name that the public may see."""


class PetitionClosed(Exception):
    """The petition takes no signatures now."""


# The petition is read in the same statement: whether it is open is true at the instant of the insert.
_SIGN_SQL = """
INSERT INTO petitions_signature (
    id, petition_id, name, email, email_index, domain_index, network, country, language, channel, display,
    agreed_texts, state, quarantined_for, signed_at
)
SELECT
    %(id)s, petition.id, %(name)s, %(email)s, %(email_index)s, %(domain_index)s, %(network)s, %(country)s,
    %(language)s, %(channel)s, %(display)s, %(agreed_texts)s::bigint[], %(state)s, %(quarantined_for)s,
    %(now)s
FROM petitions_petition AS petition
WHERE petition.slug = %(slug)s AND petition.state = 'open'
    AND petition.opens_at <= %(now)s AND (petition.closes_at IS NULL OR petition.closes_at > %(now)s)
ON CONFLICT (petition_id, email_index) DO NOTHING
RETURNING id, language
"""
# Signature and mail are one statement: both are there or neither, in one round trip without a transaction.
_SIGN_AND_MAIL_SQL = f"""
WITH signed AS ({_SIGN_SQL}), queued AS ({notifications.NOTICES_FROM.format(source="signed")})
SELECT id FROM signed
"""  # noqa: S608 (our own texts)


@sensitive_variables()
def sign_petition(
    *,
    slug: str,
    name: str,
    email: str,
    country: str,
    language: str,
    display: str,
    agreed_texts: Sequence[int],
    network: str,
    quarantined_for: str,
    now: datetime.datetime,
) -> str:
    """Write down a signature, queue the mail that asks for its confirmation, and give the receipt.

    Signing again with the same address gives the same receipt and, at most `MAX_CONFIRMATION_MAILS` times,
    another mail: nobody can learn from it who has signed. `agreed_texts` are the wordings the person said
    yes to; they become consents once she confirms. A signature in quarantine is never counted, and looks no
    different to the sender.

    Raises:
        UnknownPetition: nobody may read a petition of this name.
        PetitionClosed: nobody may sign it at the instant `now`.
    """
    signature_id = uuid7()
    index = blind_index(email, kind="email", scope=EMAIL_INDEX_SCOPE)
    row: dict[str, Any] = {
        "id": signature_id,
        "slug": slug,
        "name": _seal("name", name, row=signature_id),
        "email": _seal("email", email, row=signature_id),
        "email_index": index,
        "domain_index": domain_index(normalise_email(email).rpartition("@")[2]),
        "network": network,
        "country": country,
        "language": language,
        "channel": SignatureChannel.EMAIL.value,
        "display": display,
        "agreed_texts": list(agreed_texts),
        "state": SignatureState.PENDING.value,
        "quarantined_for": quarantined_for,
        "now": now,
    }
    has_mail = quarantined_for not in WITHOUT_MAIL
    if has_mail:
        row |= notifications.notice_values(purpose=CONFIRMATION_PURPOSE, now=now)
    is_new = run_prepared(_SIGN_AND_MAIL_SQL if has_mail else _SIGN_SQL, row) is not None
    if is_new and has_mail:
        lanes.nudge(lanes.NOTICES)
    if not is_new:
        _sign_again(slug=slug, email_index=index, now=now)
    return receipt(slug=slug, email_index=index)


@sensitive_variables()
def _seal(column: str, value: str, *, row: uuid.UUID) -> bytes:
    field = cast(SealedTextField, Signature._meta.get_field(column))
    return field.seal_value(value, row=row).envelope


def domain_index(domain: str) -> str:
    """What stands for a mail domain beside a signature."""
    return blind_index(domain.strip().lower(), kind="exact", scope=DOMAIN_INDEX_SCOPE)


def receipt(*, slug: str, email_index: str) -> str:
    """The number on a signatory's receipt, such as "K7Q2-9MXT-4BDA": one for each petition and address.

    It is the same when she signs again, so it says nothing about an address that somebody else typed.
    """
    message = length_prefixed(slug, email_index)
    digest = hmac.digest(index_key("petitions.receipt"), message, hashlib.sha256)
    letters = base64.b32encode(digest[:RECEIPT_BYTES]).decode("ascii")[:12]
    return "-".join(letters[start : start + 4] for start in (0, 4, 8))


@transaction.atomic
def _sign_again(*, slug: str, email_index: str, now: datetime.datetime) -> None:
    """Nothing was written: say that the petition is closed, or queue a further mail for the known address.

    None is queued when enough were sent or one has just left.
    """
    petition = Petition.objects.public().filter(slug=slug).first()
    if petition is None:
        raise UnknownPetition(slug)
    if not petition.is_open(now=now):
        raise PetitionClosed(slug)
    signature = (
        Signature.objects.select_for_update()
        .defer("name", "email")
        .filter(petition=petition, email_index=email_index, state=SignatureState.PENDING)
        .exclude(quarantined_for__in=WITHOUT_MAIL)
        .first()
    )
    if signature is None:
        return
    purposes = (CONFIRMATION_PURPOSE, REMINDER_PURPOSE)
    sent = Delivery.objects.filter(purpose__in=purposes, reference=signature.id)
    last = sent.aggregate(
        count=Count("pk"),
        sequence=Max("sequence", filter=Q(purpose=CONFIRMATION_PURPOSE)),
        created_at=Max("created_at"),
    )
    if last["count"] >= MAX_CONFIRMATION_MAILS:
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

"""What the link in the mail leads to: confirm, or say "it was not me"."""

from __future__ import annotations

import datetime

from django.db import transaction

from campaigns.petitions.models import Signature, SignatureState
from campaigns.petitions.services.signing import (
    CONFIRMATION_PURPOSE,
    EMAIL_INDEX_SCOPE,
    UPDATES_CONSENT,
    WITHOUT_MAIL,
)
from campaigns.petitions.services.statements import run_prepared
from members.consent import queries as consent_queries
from members.consent import services as consent
from members.notifications import services as notifications
from members.vault import tokens
from members.vault.indexes import blind_index

SUBJECT_KIND = "petitions.Signature"
LINK_LIFETIME = datetime.timedelta(days=30)


class BrokenLink(Exception):
    """No signature belongs to this link."""


class ExpiredLink(Exception):
    """The link is older than `LINK_LIFETIME` and was never used."""


def find_signature(*, token: str, now: datetime.datetime) -> Signature:
    """The signature a link belongs to; changes nothing.

    Raises:
        BrokenLink: no such link.
        ExpiredLink: the link is too old and its signature still waits.
    """
    row = tokens.row_of(token, purpose=CONFIRMATION_PURPOSE)
    if row is None:
        raise BrokenLink
    found = Signature.objects.select_related("petition__topic").exclude(quarantined_for__in=WITHOUT_MAIL)
    signature = found.filter(pk=row).first()
    if signature is None:
        raise BrokenLink
    if signature.state == SignatureState.PENDING and now - signature.signed_at > LINK_LIFETIME:
        raise ExpiredLink
    return signature


_CONFIRM_SQL = f"""
WITH confirmed AS (
    UPDATE petitions_signature SET state = 'confirmed', confirmed_at = %(now)s
    WHERE id = %(id)s AND state = 'pending' AND signed_at >= %(oldest)s
        AND NOT quarantined_for = ANY(%(without_mail)s::text[])
    RETURNING id, agreed_texts
), consented AS ({consent.CONSENTS_FROM.format(source="confirmed")})
SELECT agreed_texts FROM confirmed
"""  # noqa: S608 (our own texts)


@transaction.atomic
def confirm_signature(*, token: str, now: datetime.datetime) -> None:
    """Confirm a signature. Confirming twice is the same as once.

    What she agreed to becomes her consents. The batch of `count_signatures` adds her to the public count; no
    shared row is touched here.

    Raises:
        BrokenLink, ExpiredLink: as `find_signature`.
    """
    row = tokens.row_of(token, purpose=CONFIRMATION_PURPOSE)
    if row is None:
        raise BrokenLink
    values = consent.consent_values(subject_kind=SUBJECT_KIND, now=now)
    values |= {"id": row, "now": now, "oldest": now - LINK_LIFETIME, "without_mail": [*WITHOUT_MAIL]}
    changed = run_prepared(_CONFIRM_SQL, values)
    if changed is None:
        find_signature(token=token, now=now)
        return
    if UPDATES_CONSENT in consent_queries.purposes(changed[0]).values():
        _subscribe(Signature.objects.select_related("petition__topic").get(pk=row), now=now)


def _subscribe(signature: Signature, *, now: datetime.datetime) -> None:
    if signature.petition.topic is not None:
        notifications.subscribe_by_email(
            topic=signature.petition.topic,
            email=signature.email,
            language=signature.language,
            time_zone="UTC",
            now=now,
            confirmed=True,
        )


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
    signature.domain_index = None
    signature.network = ""
    signature.agreed_texts = []
    # A fresh index of nobody: the address may sign again, and nobody can look this row up any more.
    signature.email_index = blind_index(
        f"{signature.pk}@withdrawn.invalid", kind="email", scope=EMAIL_INDEX_SCOPE
    )
    signature.save(
        update_fields=["state", "name", "email", "domain_index", "network", "agreed_texts", "email_index"]
    )
    consent.delete_consents_of(subject=(SUBJECT_KIND, signature.pk))
    return signature

"""Publishing wordings, giving and withdrawing consent, showing and erasing what we hold."""

from __future__ import annotations

import datetime
import logging
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.functional import Promise

from members.consent import registry
from members.consent.models import Consent, ConsentText
from members.consent.registry import ForgetResult, Person, Section
from members.users.models import User

logger = logging.getLogger(__name__)


class WordingConflict(Exception):
    """This version was published in this language with other words."""


class NobodyConsents(Exception):
    """A consent without an account and without a subject."""


class WithdrawnTooEarly(Exception):
    """A consent cannot be withdrawn before it was given."""


@transaction.atomic
def publish_text(
    *, purpose: str, version: int, language: str, wording: str, now: datetime.datetime
) -> ConsentText:
    """Publish a wording; publishing the same words again changes nothing. Raises WordingConflict."""
    text, created = ConsentText.objects.get_or_create(
        purpose=purpose,
        version=version,
        language=language,
        defaults={"wording": wording, "published_at": now},
    )
    if not created and text.wording != wording:
        raise WordingConflict(f"{text} has other words: publish the next version.")
    return text


@transaction.atomic
def give_consent(
    *,
    text: ConsentText,
    now: datetime.datetime,
    user: User | None = None,
    subject: tuple[str, uuid.UUID] | None = None,
) -> Consent:
    """Record a yes; saying yes again while it holds gives the same consent.

    `subject` is the kind and id of a row that stands for the person, such as ("petitions.Signature", id).
    Raises NobodyConsents.
    """
    if user is None and subject is None:
        raise NobodyConsents("A consent needs an account or a subject.")
    kind, subject_id = subject or ("", None)
    whose = (
        {"subject_kind": kind, "subject_id": subject_id} if subject else {"user": user, "subject_id": None}
    )
    standing = Consent.objects.active().filter(text=text, **whose)
    given = standing.first()
    if given is not None:
        return given
    try:
        with transaction.atomic():
            return Consent.objects.create(
                text=text, user=user, subject_kind=kind, subject_id=subject_id, given_at=now
            )
    except IntegrityError:  # said at the same moment by another request
        given = standing.first()
        if given is None:
            raise
        return given


MOST_TEXTS = 16
CONSENTS_FROM = """
INSERT INTO consent_consent (id, text_id, subject_kind, subject_id, given_at)
SELECT said.id, said.text_id, %(consent_kind)s, {source}.id, %(consent_now)s
FROM {source}, unnest({source}.agreed_texts, %(consent_ids)s::uuid[]) AS said (text_id, id)
WHERE said.text_id IS NOT NULL
ON CONFLICT DO NOTHING
"""
"""Records what the person of a row said yes to, in the statement that has just changed this row as `source`
(with `id` and `agreed_texts`, at most MOST_TEXTS): `CONSENTS_FROM.format(source="confirmed")` with
`consent_values`. What she had said yes to before stays as it was."""


def consent_values(*, subject_kind: str, now: datetime.datetime) -> dict[str, Any]:
    """The values of CONSENTS_FROM."""
    return {
        "consent_kind": subject_kind,
        "consent_now": now,
        "consent_ids": [Consent._meta.pk.get_default() for _each in range(MOST_TEXTS)],
    }


@transaction.atomic
def withdraw_consent(*, consent: Consent, by: User | None, now: datetime.datetime) -> Consent:
    """Withdraw a consent; a second time changes nothing. `by` is None when the person used a mailed link.

    As easy as giving it (GDPR, article 7(3)). Raises WithdrawnTooEarly.
    """
    locked = Consent.objects.select_for_update().get(pk=consent.pk)
    if locked.withdrawn_at is None:
        if now < locked.given_at:
            raise WithdrawnTooEarly(str(locked))
        locked.withdrawn_at = now
        locked.save(update_fields=["withdrawn_at"])
    return locked


@transaction.atomic
def delete_consents_of(*, subject: tuple[str, uuid.UUID]) -> int:
    """Delete the consents of a row that is being erased, and say how many there were."""
    deleted, _ = Consent.objects.of_subject(*subject).delete()
    return deleted


@dataclass(frozen=True)
class Forgotten:
    """What one holder did when a person asked to be forgotten."""

    key: str
    label: str | Promise
    result: ForgetResult


def what_we_hold(person: Person) -> list[Section]:
    """Everything that every holder has about this person (GDPR, article 15), empty sections left out."""
    return [
        section for holder in registry.holders() for section in holder.describe(person) if section.entries
    ]


@transaction.atomic
def forget(person: Person, *, by: User | None, now: datetime.datetime) -> list[Forgotten]:
    """Erase a person everywhere (GDPR, article 17): every holder, or none when one of them fails.

    `by` is the account that asked (None for a mailed link); only whether it was the person is logged.
    """
    done = [
        Forgotten(key=holder.key, label=holder.label, result=holder.forget(person, now))
        for holder in registry.holders()
    ]
    own = by is None or (person.user is not None and by.pk == person.user.pk)
    logger.info(
        "A person was forgotten (%s): %s",
        "own request" if own else "by an administrator",
        ", ".join(f"{item.key} {item.result.deleted_count}/{item.result.anonymised_count}" for item in done),
    )
    return done

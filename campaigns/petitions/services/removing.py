"""Taking bots off a petition: a rule is tried out, applied, and can be taken back. Nothing is deleted.

An act that a worker does later leaves its wish in the row of the rule: `matched_count` empty means "try it",
`applied_at` without the state "apply it", `undone_at` without the state "take it back". `removals_waiting`
finds what a nudge lost.
"""

from __future__ import annotations

import contextlib
import datetime
import logging
import unicodedata
import uuid
from collections.abc import Iterator
from typing import Final

import redis
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.views.decorators.debug import sensitive_variables

from campaigns.petitions import permissions
from campaigns.petitions.models import (
    Petition,
    Quarantine,
    Removal,
    RemovalState,
    Signature,
    SignatureState,
)
from campaigns.petitions.services.signing import CONFIRMATION_PURPOSE, domain_index
from members.notifications import services as notifications
from members.users.models import User
from members.vault.envelope import TamperedEnvelope
from members.vault.fields import Sealed
from members.vault.indexes import NotAnEmail, normalise_email

logger = logging.getLogger(__name__)

REMOVING_LOCK: Final = 720_002
BATCH: Final = 5_000
AT_ONCE: Final = 5_000
"""Up to so many signatures a petition is gone through while the moderator waits; beyond, a worker does it."""
NETWORK_LIFETIME: Final = datetime.timedelta(days=30)
NETWORK_BATCH: Final = 50_000
FORGOTTEN_NETWORK: Final = "forgotten"
CONFIRMED_SECONDS: Final = 7 * 24 * 60 * 60


class MayNotRemove(Exception):
    """Only moderators and administrators remove signatures."""


class EmptyRule(Exception):
    """The rule names nothing: it would meet everybody."""


class NotATriedRule(Exception):
    """Only a rule that was tried out can be applied."""


class NotApplied(Exception):
    """Only a rule that was applied can be taken back."""


class NotADomain(Exception):
    """The mail domain of the rule cannot be read."""


@transaction.atomic
def write_removal(
    *,
    petition: Petition,
    network: str = "",
    domain: str = "",
    name_pattern: str = "",
    signed_from: datetime.datetime | None = None,
    signed_until: datetime.datetime | None = None,
    reason: str,
    by: User,
    now: datetime.datetime,
) -> Removal:
    """Write a rule down, to be tried out with `try_removal`. All that it names must hold.

    `signed_from` is within the window, `signed_until` is not. A pattern of stars alone names nothing.

    Raises:
        MayNotRemove: `by` is neither a moderator nor an administrator.
        EmptyRule: nothing is named.
        NotADomain: no such mail domain can be.
    """
    _check(by)
    pattern, domain = _folded(name_pattern), read_domain(domain)
    if not (network or domain or pattern.strip("* ") or signed_from or signed_until):
        raise EmptyRule
    return Removal.objects.create(
        petition=petition,
        network=network,
        domain_index=domain_index(domain) if domain else None,
        domain=domain,
        name_pattern=pattern if pattern.strip("* ") else "",
        signed_from=signed_from,
        signed_until=signed_until,
        reason=reason,
        created_by=by,
        created_at=now,
    )


def _check(by: User) -> None:
    if not permissions.can_remove_signatures(by):
        raise MayNotRemove


def read_domain(text: str) -> str:
    """The domain in the form that signatures are indexed by; a leading @ is taken off. Raises NotADomain."""
    bare = text.strip().removeprefix("@")
    if not bare:
        return ""
    if "@" in bare:
        raise NotADomain
    try:
        return normalise_email(f"x@{bare}").rpartition("@")[2]
    except NotAnEmail:
        raise NotADomain from None


def try_removal(*, removal: Removal) -> tuple[int, int]:
    """How many signatures a rule would meet now, and how many of them are confirmed. Marks none.

    The first number is kept in the row; the second, which has no column, in the cache for a week.
    """
    matched = confirmed = 0
    for batch in _matching(removal):
        matched += len(batch)
        confirmed += sum(1 for _pk, state in batch if state == SignatureState.CONFIRMED)
    if Removal.objects.filter(pk=removal.pk, state=RemovalState.TRIED).update(matched_count=matched):
        removal.matched_count = matched
        with contextlib.suppress(redis.RedisError):
            cache.set(_confirmed_name(removal.pk), confirmed, timeout=CONFIRMED_SECONDS)
    return matched, confirmed


def confirmed_count(removal: Removal) -> int | None:
    """How many of those that a tried rule would meet are confirmed; None when that was forgotten."""
    with contextlib.suppress(redis.RedisError):
        found: int | None = cache.get(_confirmed_name(removal.pk))
        return found
    return None


def _confirmed_name(pk: uuid.UUID) -> str:
    return f"petitions.removal.confirmed:{pk}"


def _candidates(removal: Removal) -> QuerySet[Signature]:
    """Those that everything in the rule but the name allows. Who withdrew is gone already."""
    named = Q(petition_id=removal.petition_id, removal__isnull=True)
    if removal.network:
        named &= Q(network=removal.network)
    if removal.domain_index is not None:
        named &= Q(domain_index=removal.domain_index)
    if removal.signed_from is not None:
        named &= Q(signed_at__gte=removal.signed_from)
    if removal.signed_until is not None:
        named &= Q(signed_at__lt=removal.signed_until)
    return Signature.objects.filter(named).exclude(state=SignatureState.WITHDRAWN).order_by()


def _matching(removal: Removal) -> Iterator[list[tuple[uuid.UUID, str]]]:
    """Ids and states of those whom the rule meets, in batches. Names are opened here and nowhere else."""
    if not removal.name_pattern:
        rows = _candidates(removal).values_list("pk", "state").iterator(chunk_size=BATCH)
        yield from _batches((pk, state) for pk, state in rows)
        return
    sealed = _candidates(removal).values_list("pk", "state", "name").iterator(chunk_size=BATCH)
    pattern = _folded(removal.name_pattern)
    yield from _batches((pk, state) for pk, state, name in sealed if _is_like(name, pk, pattern))


@sensitive_variables()
def _is_like(name: Sealed, pk: uuid.UUID, pattern: str) -> bool:
    """Whether a sealed name is like the pattern. One that does not open is no reason to stop."""
    try:
        return is_name_like(name.open(row=pk), pattern)
    except TamperedEnvelope:
        logger.error("A name does not open: signature %s", pk)
        return False


def _batches(rows: Iterator[tuple[uuid.UUID, str]]) -> Iterator[list[tuple[uuid.UUID, str]]]:
    batch: list[tuple[uuid.UUID, str]] = []
    for row in rows:
        batch.append(row)
        if len(batch) >= BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _folded(text: str) -> str:
    """One spelling of what looks the same to Unicode (NFKC, UAX #15) without regard to capitals or blanks."""
    once = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(unicodedata.normalize("NFKC", once).split())


def is_name_like(name: str, pattern: str) -> bool:
    """Whether a name is like a pattern in which * stands for any letters, or none.

    Read from left to right without going back, so that no name, however made, takes long (a regular
    expression with many stars would).
    """
    first, *middle = _folded(pattern).split("*")
    text = _folded(name)
    if not middle:
        return text == first
    last = middle.pop()
    if len(text) < len(first) + len(last) or not (text.startswith(first) and text.endswith(last)):
        return False
    place, end = len(first), len(text) - len(last)
    for part in middle:
        found = text.find(part, place, end)
        if found < 0:
            return False
        place = found + len(part)
    return True


@transaction.atomic
def ask_to_apply(*, removal: Removal, by: User, now: datetime.datetime) -> Removal:
    """Write down that a rule is to be applied; `apply_removal` does it. Asking twice is the same as once.

    Raises MayNotRemove; NotATriedRule when it was taken back, or never tried out.
    """
    _check(by)
    removal = _locked(removal.pk)
    if removal.state == RemovalState.UNDONE or removal.matched_count is None:
        raise NotATriedRule
    if removal.applied_at is None:
        removal.applied_by, removal.applied_at = by, now
        removal.save(update_fields=["applied_by", "applied_at"])
    return removal


@transaction.atomic
def apply_removal(*, removal: Removal) -> int:
    """Mark whom the rule meets now, in batches; the next batches of the count take them off.

    All or nothing: a worker that is killed leaves the rule as it was. Applying again changes nothing. A
    signature that another rule has taken stays with that rule. Returns how many this rule has.

    Raises NotATriedRule when nobody asked for it, or it was taken back.
    """
    removal = _locked(removal.pk)
    _wait_for_others()
    if removal.state == RemovalState.UNDONE or removal.applied_at is None:
        raise NotATriedRule
    if removal.state == RemovalState.APPLIED:
        return removal.matched_count or 0
    taken = 0
    for batch in _matching(removal):
        ids = sorted(pk for pk, _state in batch)
        taken += Signature.objects.filter(pk__in=ids, removal__isnull=True).update(removal=removal)
    removal.state, removal.matched_count = RemovalState.APPLIED, taken
    removal.save(update_fields=["state", "matched_count"])
    return taken


@transaction.atomic
def ask_to_undo(*, removal: Removal, by: User, now: datetime.datetime) -> Removal:
    """Write down that a rule is to be taken back; `undo_removal` does it. Asking twice is the same as once.

    Raises MayNotRemove; NotApplied when it was never applied.
    """
    _check(by)
    removal = _locked(removal.pk)
    if removal.applied_at is None or removal.state == RemovalState.TRIED:
        raise NotApplied
    if removal.undone_at is None:
        removal.undone_by, removal.undone_at = by, now
        removal.save(update_fields=["undone_by", "undone_at"])
    return removal


@transaction.atomic
def undo_removal(*, removal: Removal) -> int:
    """Unmark all that the rule has; the next batches of the count add those that count. Returns how many.

    Raises NotApplied when nobody asked for it, or the rule was never applied.
    """
    removal = _locked(removal.pk)
    _wait_for_others()
    if removal.undone_at is None or removal.state == RemovalState.TRIED:
        raise NotApplied
    given_back = Signature.objects.filter(removal=removal).update(removal=None)
    if removal.state != RemovalState.UNDONE:
        removal.state = RemovalState.UNDONE
        removal.save(update_fields=["state"])
    return given_back


def _locked(pk: uuid.UUID) -> Removal:
    return Removal.objects.select_for_update().get(pk=pk)


def _wait_for_others() -> None:
    """One rule at a time: two that meet the same signatures would wait for each other in a circle."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [REMOVING_LOCK])


def removals_waiting() -> list[uuid.UUID]:
    """Rules with a wish that no worker has fulfilled yet, the oldest first."""
    to_try = Q(state=RemovalState.TRIED, matched_count__isnull=True)
    to_apply = Q(state=RemovalState.TRIED, applied_at__isnull=False)
    to_undo = Q(state=RemovalState.APPLIED, undone_at__isnull=False)
    found = Removal.objects.filter(to_try | to_apply | to_undo).order_by("created_at", "id")
    return list(found.values_list("pk", flat=True))


@transaction.atomic
def work_on_removal(*, pk: uuid.UUID) -> None:
    """Do what waits in the row of a rule; nothing when nothing does, or another worker is at it."""
    removal = Removal.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
    if removal is None:
        return
    if removal.state == RemovalState.TRIED and removal.matched_count is None:
        try_removal(removal=removal)
    elif removal.state == RemovalState.TRIED and removal.applied_at is not None:
        apply_removal(removal=removal)
    elif removal.state == RemovalState.APPLIED and removal.undone_at is not None:
        undo_removal(removal=removal)


@transaction.atomic
def release_from_quarantine(*, petition: Petition, reason: str, by: User, now: datetime.datetime) -> int:
    """Let in what was kept aside for one reason. Returns how many; the next batch counts the confirmed.

    Those in the trap were never written to: the mail that asks for their confirmation is queued now.

    Those that a rule has taken stay as they are.

    Raises MayNotRemove.
    """
    _check(by)
    kept = Signature.objects.filter(petition=petition, quarantined_for=reason, removal__isnull=True)
    unwritten = []
    if reason == Quarantine.TRAP:
        unwritten = list(kept.filter(state=SignatureState.PENDING).values_list("pk", "language"))
    released = kept.update(quarantined_for="")
    for pk, language in unwritten:
        notifications.queue_notice(purpose=CONFIRMATION_PURPOSE, reference=pk, language=language, now=now)
    logger.info("%d signatures of petition %s left quarantine (%s)", released, petition.pk, reason)
    return released


def forget_networks(*, now: datetime.datetime) -> int:
    """Wipe the keyed hash of the network from signatures of thirty days ago, in batches. Returns how many.

    A rule forgets its network as soon as no signature has it any more; the rule itself stays.
    """
    old = Signature.objects.exclude(network="").filter(signed_at__lte=now - NETWORK_LIFETIME)
    wiped = 0
    while ids := list(old.order_by().values_list("pk", flat=True)[:NETWORK_BATCH]):
        wiped += Signature.objects.filter(pk__in=ids).update(network="")
    beside = Signature.objects.filter(petition_id=OuterRef("petition_id"), network=OuterRef("network"))
    named = Removal.objects.exclude(network__in=["", FORGOTTEN_NETWORK])
    named.filter(~Exists(beside)).update(network=FORGOTTEN_NETWORK)
    return wiped

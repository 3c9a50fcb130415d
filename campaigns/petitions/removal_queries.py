"""What a moderator looks at before writing a rule: states, reasons, the busiest networks and mail domains."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from campaigns.petitions.models import Petition, Quarantine, Removal, Signature, SignatureState
from members.vault.indexes import normalise_email

SMALLEST_DOMAIN = 5
SHOWN = 12
HASH_LETTERS = 8


@dataclass(frozen=True)
class Group:
    """Signatures that have a network or a mail domain in common."""

    key: str
    """What a rule names: the hash of the network, or the domain."""
    label: str
    total: int
    confirmed: int


@dataclass(frozen=True)
class Numbers:
    """How many signatures of a petition there are, by what became of them. The states add up to `total`."""

    total: int
    by_state: list[tuple[str, str, int]]
    """Code, words, how many: those in quarantine or removed are not among them."""
    by_reason: list[tuple[str, str, int]]
    """Kept aside, by reason."""
    removed: int


def numbers(petition: Petition) -> Numbers:
    """One query."""
    found = Signature.objects.filter(petition=petition)
    aside = Q(removal__isnull=True) & ~Q(quarantined_for="")
    free = Q(removal__isnull=True, quarantined_for="")
    states = {f"state_{each}": Count("pk", filter=free & Q(state=each)) for each in SignatureState.values}
    reasons = {
        f"reason_{each}": Count("pk", filter=aside & Q(quarantined_for=each)) for each in Quarantine.values
    }
    removed = Count("pk", filter=Q(removal__isnull=False))
    counts = found.aggregate(total=Count("pk"), removed=removed, **states, **reasons)
    return Numbers(
        total=counts["total"],
        by_state=[(each.value, str(each.label), counts[f"state_{each.value}"]) for each in SignatureState],
        by_reason=[(each.value, str(each.label), counts[f"reason_{each.value}"]) for each in Quarantine],
        removed=counts["removed"],
    )


def _left(
    petition: Petition, since: datetime.datetime | None, until: datetime.datetime | None
) -> QuerySet[Signature]:
    """The signatures of a window that no rule has taken."""
    found = Signature.objects.filter(petition=petition, removal__isnull=True)
    if since is not None:
        found = found.filter(signed_at__gte=since)
    if until is not None:
        found = found.filter(signed_at__lt=until)
    return found.exclude(state=SignatureState.WITHDRAWN).order_by()


_CONFIRMED = Count("pk", filter=Q(state=SignatureState.CONFIRMED))


def busiest_networks(
    petition: Petition,
    *,
    since: datetime.datetime | None = None,
    until: datetime.datetime | None = None,
    limit: int = SHOWN,
) -> list[Group]:
    """The networks that most signatures came from, by a few letters of today's hash. One query."""
    rows = (
        _left(petition, since, until)
        .exclude(network="")
        .values("network")
        .annotate(total=Count("pk"), confirmed=_CONFIRMED)
        .filter(total__gte=SMALLEST_DOMAIN)
        .order_by("-total", "network")[:limit]
    )
    return [
        Group(row["network"], row["network"][:HASH_LETTERS], row["total"], row["confirmed"]) for row in rows
    ]


def busiest_domains(
    petition: Petition,
    *,
    since: datetime.datetime | None = None,
    until: datetime.datetime | None = None,
    limit: int = SHOWN,
) -> tuple[list[Group], Group]:
    """The mail domains with five signatures and more, and all the others as one. Two queries.

    A domain is stored as a keyed hash; its name is read from one address of each. Below five a name could
    point at one person, so it is not opened.
    """
    rows = list(
        _left(petition, since, until)
        .exclude(domain_index=None)
        .values("domain_index")
        .annotate(total=Count("pk"), confirmed=_CONFIRMED)
        .order_by("-total", "domain_index")
    )
    big = [row for row in rows if row["total"] >= SMALLEST_DOMAIN][:limit]
    one_of_each = (
        Signature.objects.filter(petition=petition, domain_index__in=[row["domain_index"] for row in big])
        .order_by("domain_index", "id")
        .distinct("domain_index")
        .only("id", "domain_index", "email")
    )
    names = {one.domain_index: normalise_email(one.email).rpartition("@")[2] for one in one_of_each}
    named = [
        Group(name, name, row["total"], row["confirmed"])
        for row in big
        if (name := names.get(row["domain_index"], ""))
    ]
    others = Group(
        "",
        "",
        sum(row["total"] for row in rows) - sum(each.total for each in named),
        sum(row["confirmed"] for row in rows) - sum(each.confirmed for each in named),
    )
    return named, others


def removals(petition: Petition) -> list[Removal]:
    """The last rules against signatures of this petition, the newest first. One query."""
    return list(Removal.objects.filter(petition=petition).order_by("-created_at", "id")[:SHOWN])

"""What waits for a moderator, and how long petitions wait until they are decided."""

from __future__ import annotations

import datetime

from django.db.models import Aggregate, DurationField, F, OuterRef, QuerySet, Subquery

from campaigns.petitions.models import Petition, PetitionState, PetitionStep

GOAL = datetime.timedelta(hours=48)
"""How long the median petition may wait for a decision."""
LOOKED_AT = datetime.timedelta(days=90)
DECISIONS = (PetitionState.OPEN, PetitionState.REJECTED)


class Median(Aggregate):
    """Half of the values lie below, half above; between two in the middle, their mean."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = DurationField()


def count() -> int:
    """How many petitions wait."""
    return Petition.objects.filter(state=PetitionState.MODERATION).count()


def queue() -> QuerySet[Petition]:
    """Petitions in moderation with their texts, the oldest first.

    Each has `waits_since` and `submitted_by_id`; both are None when it was put there by nobody.
    """
    submitted = PetitionStep.objects.filter(
        petition=OuterRef("pk"), to_state=PetitionState.MODERATION
    ).order_by("-at", "-pk")
    return (
        Petition.objects.filter(state=PetitionState.MODERATION)
        .annotate(
            waits_since=Subquery(submitted.values("at")[:1]),
            submitted_by_id=Subquery(submitted.values("by")[:1]),
        )
        .select_related("union")
        .prefetch_related("texts")
        .order_by(F("waits_since").asc(nulls_first=True), "slug")
    )


def median_wait(*, now: datetime.datetime) -> datetime.timedelta | None:
    """The median time from submitting to a decision in the last 90 days; None without any decision."""
    decided = PetitionStep.objects.filter(
        from_state=PetitionState.MODERATION,
        to_state__in=DECISIONS,
        at__gt=now - LOOKED_AT,
        at__lte=now,
        after__isnull=False,
    )
    return decided.order_by().aggregate(median=Median("after"))["median"]


def history(petition: Petition) -> QuerySet[PetitionStep]:
    """Every change of state, the first one first."""
    return PetitionStep.objects.filter(petition=petition).select_related("by__profile").order_by("at", "pk")


def last_step(petition: Petition) -> int:
    """The number of the last change of state, by which a page knows what it was drawn from; 0 before any."""
    last = PetitionStep.objects.filter(petition=petition).order_by("at", "pk").values_list("pk", flat=True)
    return last.last() or 0

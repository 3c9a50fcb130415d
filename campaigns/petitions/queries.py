"""Reading petitions for a page: the text in the best language, the count with its parts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Sum

from campaigns.petitions.models import Petition, PetitionText, SignatureJournal
from frontend import languages

SMALL_CELL = 5
GOAL_STEPS = (
    100,
    250,
    500,
    1_000,
    2_500,
    5_000,
    10_000,
    25_000,
    50_000,
    100_000,
    250_000,
    500_000,
    1_000_000,
)


def text_in(texts: Sequence[PetitionText], language: str) -> PetitionText | None:
    """The text for a reader of `language`: her own, else along her chain, else any; None without texts."""
    by_language = {text.language: text for text in texts}
    best = languages.best_language(language, by_language)
    return by_language[best] if best else None


def petition_count(petition: Petition) -> int:
    """How many confirmed signatures have been counted."""
    return petition_counts([petition]).get(petition.pk, 0)


def petition_counts(petitions: Iterable[Petition]) -> dict[UUID, int]:
    """Counts of many petitions in one query."""
    rows = (
        SignatureJournal.objects.filter(petition__in=[petition.pk for petition in petitions])
        .order_by()
        .values("petition_id")
        .annotate(total=Sum("signature_count"))
    )
    return {row["petition_id"]: row["total"] for row in rows}


@dataclass(frozen=True)
class Count:
    """The public count: every breakdown adds up to the total; cells under five are folded into "other"."""

    total: int
    by_country: dict[str, int] = field(default_factory=dict)
    by_language: dict[str, int] = field(default_factory=dict)
    by_channel: dict[str, int] = field(default_factory=dict)


def fold_small(cells: dict[str, int], *, smallest: int = SMALL_CELL) -> dict[str, int]:
    """Fold cells below `smallest` into "other"; the sum stays.

    When only one cell would be hidden, subtraction would give it away, so the next smallest goes with it.
    """
    small = [key for key, count in cells.items() if count < smallest]
    hidden = sum(cells[key] for key in small)
    shown = {key: count for key, count in cells.items() if key not in small}
    if small and hidden < smallest and shown:
        victim = min(shown, key=lambda key: (shown[key], key))
        hidden += shown.pop(victim)
    if hidden:
        shown["other"] = shown.get("other", 0) + hidden
    return dict(sorted(shown.items(), key=lambda item: (item[0] == "other", -item[1], item[0])))


def public_count(petition: Petition) -> Count:
    """The count with its parts, read in one query so that total and parts are of the same instant."""
    parts: dict[str, dict[str, int]] = {"country": {}, "language": {}, "channel": {}}
    total = 0
    rows = SignatureJournal.objects.filter(petition=petition).order_by("country", "language", "channel")
    for country, language, channel, count in rows.values_list(
        "country", "language", "channel", "signature_count"
    ):
        total += count
        for part, key in (("country", country or "unknown"), ("language", language), ("channel", channel)):
            parts[part][key] = parts[part].get(key, 0) + count
    return Count(
        total=total,
        by_country=fold_small(parts["country"]),
        by_language=fold_small(parts["language"]),
        by_channel=fold_small(parts["channel"]),
    )


def next_goal(total: int, *, first: int) -> int:
    """The goal to show: the petition's own until it is reached, then the next step of the ladder."""
    if total < first:
        return first
    for step in GOAL_STEPS:
        if step > total and step > first:
            return step
    return (total // 1_000_000 + 1) * 1_000_000

"""Guides for the page of a corridor: those about either end, and those that hold everywhere."""

from __future__ import annotations

from cms.models import GuidePage, Jurisdiction
from organising.pairings.models import Corridor
from organising.pairings.registry import CorridorLink


def guide_links(corridor: Corridor, language: str) -> list[CorridorLink]:
    """Guides in `language` for workers of this corridor, their countries' own law first. One query."""
    guides = (
        GuidePage.objects.live()
        .filter(locale__language_code=language, alias_of__isnull=True)
        .only("title", "slug", "jurisdiction", "origin_codes", "destination_codes")
        .order_by("title", "pk")
    )
    fitting = [
        guide
        for guide in guides
        if _fits(guide.origin_codes, corridor.origin) and _fits(guide.destination_codes, corridor.destination)
    ]
    fitting.sort(key=lambda guide: guide.jurisdiction == Jurisdiction.INTERNATIONAL)
    return [
        CorridorLink(
            title=guide.title,
            url=f"/{language}/guides/{guide.slug}/",
            note=str(Jurisdiction(guide.jurisdiction).label),
        )
        for guide in fitting
    ]


def _fits(codes: list[str], country: str) -> bool:
    return not codes or country in codes

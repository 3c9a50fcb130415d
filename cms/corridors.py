"""Guides for the page of a corridor: those about either end, and those that hold everywhere."""

from __future__ import annotations

from cms.models import GuidePage
from cms.models.guides import Jurisdiction
from organising.pairings.models import Corridor
from organising.pairings.registry import CorridorLink


def guide_links(corridor: Corridor, language: str) -> list[CorridorLink]:
    """Guides in `language`: about these countries first, then international ones. One query."""
    ends = {corridor.origin, corridor.destination}
    guides = (
        GuidePage.objects.live()
        .filter(locale__language_code=language, alias_of__isnull=True)
        .only("title", "slug", "jurisdiction", "country_codes")
        .order_by("title", "pk")
    )
    fitting = [
        guide
        for guide in guides
        if guide.jurisdiction == Jurisdiction.INTERNATIONAL or ends & set(guide.countries)
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

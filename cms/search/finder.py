"""Guides by where a reader is from, where she works, her job and her stage of the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.db import connection
from django.db.models import Q

from cms import queries as pages
from cms.models import GuidePage, Pack, Stage
from cms.queries import Shelf


@dataclass(frozen=True)
class Wish:
    """What a reader chose; empty is everything."""

    origin: str = ""
    destination: str = ""
    sector: str = ""
    stage: str = ""

    def __bool__(self) -> bool:
        return any((self.origin, self.destination, self.sector, self.stage))

    @property
    def query(self) -> str:
        """As it stands in an address: "from=NP&in=MY"."""
        chosen = {"from": self.origin, "in": self.destination, "job": self.sector, "stage": self.stage}
        return urlencode({name: value for name, value in chosen.items() if value})


@dataclass(frozen=True)
class Choices:
    """What live guides and packs are made for."""

    origins: set[str] = field(default_factory=set)
    destinations: set[str] = field(default_factory=set)
    sectors: set[str] = field(default_factory=set)
    stages: set[str] = field(default_factory=set)


def choices() -> Choices:
    """Every country, job and stage that a live guide or a pack names, in any language. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH guide AS (
                SELECT DISTINCT stage, origin_codes, destination_codes, sectors FROM cms_guidepage
                JOIN wagtailcore_page page ON page.id = page_ptr_id
                WHERE page.live AND page.alias_of_id IS NULL
            ), pack AS (
                SELECT DISTINCT origin, destination FROM pairings_corridor
                JOIN cms_pack ON cms_pack.corridor_id = pairings_corridor.id
            )
            SELECT 'stages', stage FROM guide
            UNION SELECT 'sectors', unnest(sectors) FROM guide
            UNION SELECT 'origins', unnest(origin_codes) FROM guide
            UNION SELECT 'origins', origin FROM pack
            UNION SELECT 'destinations', unnest(destination_codes) FROM guide
            UNION SELECT 'destinations', destination FROM pack
            """
        )
        found: dict[str, set[str]] = {}
        for name, value in cursor.fetchall():
            found.setdefault(name, set()).add(value)
    return Choices(**found)


def fitting(wish: Wish, *, language: str) -> Shelf:
    """The guides that fit: each list of a guide is empty or holds the choice. One query.

    Those that name the reader's own countries and job come first.
    """
    conditions = Q()
    for name, value in _lists(wish):
        conditions &= Q(**{name: []}) | Q(**{f"{name}__contains": [value]})
    if wish.stage:
        conditions &= Q(stage=wish.stage)
    found = pages.shelf(GuidePage, conditions, language=language)
    return Shelf(own=_best_first(found.own, wish), other=_best_first(found.other, wish))


def _lists(wish: Wish) -> list[tuple[str, str]]:
    asked = [
        ("origin_codes", wish.origin),
        ("destination_codes", wish.destination),
        ("sectors", wish.sector),
    ]
    return [(name, value) for name, value in asked if value]


def _best_first(guides: list[GuidePage], wish: Wish) -> list[GuidePage]:
    """By stage, then by how many of the reader's choices a guide names; else as they stand in the tree."""
    places = {stage.value: place for place, stage in enumerate(Stage)}
    return sorted(guides, key=lambda guide: (places[guide.stage], -fit(guide, wish)))


def fit(guide: GuidePage, wish: Wish) -> int:
    """How many of the reader's countries and jobs a guide names."""
    return sum(value in getattr(guide, name) for name, value in _lists(wish))


def pack_for(wish: Wish, *, language: str) -> Pack | None:
    """The pack of the corridor that was chosen, the one for every job first. One query, none without one."""
    if not (wish.origin and wish.destination):
        return None
    return (
        Pack.objects.filter(
            language=language,
            corridor__origin=wish.origin,
            corridor__destination=wish.destination,
        )
        .select_related("corridor")
        .order_by("corridor__sector")
        .first()
    )

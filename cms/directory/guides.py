"""Who helps the readers of a guide. Drawn from the directory by the guide's countries, never typed."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.db.models import Q

from cms.directory import queries
from cms.directory.queries import Entry, Wish
from cms.models import Contact, ContactKind, GuidePage
from frontend import languages

MOST = 5
"""More than these are for the directory: a guide is read on a phone."""


@dataclass(frozen=True)
class Helpers:
    """What the block draws: a few contacts, and where all of them are."""

    entries: list[Entry]
    more_url: str
    elsewhere: bool
    """whether the guide is for every country, so that the reader is asked where she is"""


def helpers_for(page: GuidePage | None, *, need: str = "") -> Helpers:
    """Who helps the readers of a guide with a need. Five queries for a page, however many blocks it has."""
    wish = Wish(
        country=_only(page.destination_codes) if page else "",
        origin=_only(page.origin_codes) if page else "",
        need=need,
    )
    in_reach = _candidates(page)
    found = _first(in_reach.ranked, need)
    in_reach.read(found)
    reader = languages.active_code()
    return Helpers(
        entries=[queries.entry(in_reach.contacts[pk], reader=reader) for pk in found],
        more_url=wish.address,
        elsewhere=not (page and (page.destination_codes or page.origin_codes)),
    )


def _only(codes: list[str]) -> str:
    """The country, if it is one. The directory's filter takes no more, and then the reader says herself."""
    return codes[0] if len(codes) == 1 else ""


class _Candidate(NamedTuple):
    """As much of a contact as says how near it is to the readers of a guide."""

    pk: int
    kind: str
    needs: list[str]
    country_codes: list[str]
    origin_codes: list[str]
    language_codes: str


@dataclass
class _InReach:
    """Contacts for a page's countries, the most useful first, and those of them that are read whole."""

    ranked: list[_Candidate]
    contacts: dict[int, Contact] = field(default_factory=dict)

    def read(self, wanted: Iterable[int]) -> None:
        """Read these at once; nothing when they are read already."""
        fresh = set(wanted) - self.contacts.keys()
        if fresh:
            whole = Contact.objects.filter(pk__in=fresh).order_by("pk")
            self.contacts |= {one.pk: one for one in whole.prefetch_related(*queries.CONTENT)}


def _first(ranked: list[_Candidate], need: str) -> list[int]:
    return [
        one.pk for one in itertools.islice((one for one in ranked if not need or need in one.needs), MOST)
    ]


def _needs_on(page: GuidePage) -> set[str]:
    """What the blocks of a page ask the directory for."""
    return {block["value"].get("need") or "" for block in page.body.raw_data if block["type"] == "contacts"}


def _candidates(page: GuidePage | None) -> _InReach:
    """Public contacts for the guide's countries; kept with the page object, read for all of its blocks.

    Ranked here and not by the database, as the directory is: that query takes longer to word than the rest
    of the block to draw.
    """
    kept = getattr(page, "_contacts_in_reach", None)
    if kept is not None:
        return kept
    destinations = set(page.destination_codes) if page else set()
    origins = set(page.origin_codes) if page else set()
    reader = languages.active_code()
    found = Contact.objects.filter(
        Q(country_codes=[]) | Q(country_codes__overlap=[*destinations, *origins]), live=True
    )
    if origins:
        found = found.filter(Q(origin_codes=[]) | Q(origin_codes__overlap=list(origins)))
    candidates = itertools.starmap(_Candidate, found.order_by("name", "pk").values_list(*_Candidate._fields))
    in_reach = _InReach(
        sorted(
            candidates,
            key=lambda one: (
                _place_rank(one, destinations=destinations, origins=origins),
                reader not in one.language_codes.split(),
                queries.KIND_ORDER.index(ContactKind(one.kind)),
            ),
        )
    )
    if page is not None:
        page._contacts_in_reach = in_reach
        in_reach.read(pk for need in _needs_on(page) for pk in _first(in_reach.ranked, need))
    return in_reach


def _place_rank(one: _Candidate, *, destinations: set[str], origins: set[str]) -> int:
    """As in the directory."""
    if one.kind == ContactKind.INTERNATIONAL:
        return 4
    if not one.country_codes:
        return 3
    if destinations.isdisjoint(one.country_codes):
        return 2
    return 1 if origins.isdisjoint(one.origin_codes) else 0

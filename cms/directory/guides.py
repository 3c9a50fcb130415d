"""Who helps the readers of a guide. Drawn from the directory by the guide's countries, never typed."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from django.db.models import Q, prefetch_related_objects

from cms.directory import queries
from cms.directory.queries import Entry, Wish
from cms.models import Contact, GuidePage
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
    """Who helps the readers of a guide with a need. Four queries for a page, however many blocks it has."""
    wish = Wish(
        country=_only(page.destination_codes) if page else "",
        origin=_only(page.origin_codes) if page else "",
        need=need,
    )
    in_reach = _candidates(page)
    found = _first(in_reach.ranked, need)
    _read(in_reach, found)
    reader = languages.active_code()
    return Helpers(
        entries=[queries.entry(contact, reader=reader) for contact in found],
        more_url=wish.address,
        elsewhere=not (page and (page.destination_codes or page.origin_codes)),
    )


def _only(codes: list[str]) -> str:
    """The country, if it is one. The directory's filter takes no more, and then the reader says herself."""
    return codes[0] if len(codes) == 1 else ""


@dataclass
class _InReach:
    """Contacts for a page's countries, the most useful first, and those whose texts and numbers are read."""

    ranked: list[Contact]
    read: set[int] = field(default_factory=set)


def _first(ranked: list[Contact], need: str) -> list[Contact]:
    return list(itertools.islice((one for one in ranked if not need or need in one.needs), MOST))


def _read(in_reach: _InReach, contacts: list[Contact]) -> None:
    """Read what is shown of these, at once; nothing when it is read already."""
    fresh = list({one.pk: one for one in contacts if one.pk not in in_reach.read}.values())
    prefetch_related_objects(fresh, *queries.CONTENT)
    in_reach.read |= {one.pk for one in fresh}


def _needs_on(page: GuidePage) -> set[str]:
    """What the blocks of a page ask the directory for."""
    return {block["value"].get("need") or "" for block in page.body.raw_data if block["type"] == "contacts"}


def _candidates(page: GuidePage | None) -> _InReach:
    """Public contacts for the guide's countries; kept with the page object, read for all of its blocks."""
    kept = getattr(page, "_contacts_in_reach", None)
    if kept is not None:
        return kept
    destinations = list(page.destination_codes) if page else []
    origins = list(page.origin_codes) if page else []
    reader = languages.active_code()
    found = queries.fitting(Wish(), reader=reader).filter(
        Q(country_codes=[]) | Q(country_codes__overlap=[*destinations, *origins])
    )
    if origins:
        found = found.filter(Q(origin_codes=[]) | Q(origin_codes__overlap=origins))
    in_reach = _InReach(
        sorted(found, key=lambda contact: _rank(contact, destinations=destinations, origins=origins))
    )
    if page is not None:
        page._contacts_in_reach = in_reach
        _read(in_reach, [one for need in _needs_on(page) for one in _first(in_reach.ranked, need)])
    return in_reach


def _rank(contact: Contact, *, destinations: list[str], origins: list[str]) -> int:
    """As in the directory; the order of the query holds among equals."""
    if contact.kind == "international":
        return 4
    if not contact.country_codes:
        return 3
    if not set(contact.country_codes) & set(destinations):
        return 2
    return 0 if set(contact.origin_codes) & set(origins) else 1

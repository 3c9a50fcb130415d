"""Who helps the readers of a guide. Drawn from the directory by the guide's countries, never typed."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

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
    found = [contact for contact in _candidates(page) if not need or need in contact.needs][:MOST]
    reader = languages.active_code()
    return Helpers(
        entries=[queries.entry(contact, reader=reader) for contact in found],
        more_url=wish.address,
        elsewhere=not (page and (page.destination_codes or page.origin_codes)),
    )


def _only(codes: list[str]) -> str:
    """The country, if it is one. The directory's filter takes no more, and then the reader says herself."""
    return codes[0] if len(codes) == 1 else ""


def _candidates(page: GuidePage | None) -> list[Contact]:
    """Public contacts for the guide's countries, the most useful first; kept with the page object."""
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
    ranked = sorted(
        found.prefetch_related(*queries.CONTENT),
        key=lambda contact: _rank(contact, destinations=destinations, origins=origins),
    )
    if page is not None:
        page._contacts_in_reach = ranked
    return ranked


def _rank(contact: Contact, *, destinations: list[str], origins: list[str]) -> int:
    """As in the directory; the order of the query holds among equals."""
    if contact.kind == "international":
        return 4
    if not contact.country_codes:
        return 3
    if not set(contact.country_codes) & set(destinations):
        return 2
    return 0 if set(contact.origin_codes) & set(origins) else 1

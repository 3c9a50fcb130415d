"""What the page of a guide shows besides its text: for whom it is, what is in it, what to read next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from cms import queries
from cms.models import GuidePage
from cms.queries import Link
from frontend import languages

FEWEST_FOR_CONTENTS = 4


@dataclass(frozen=True)
class Fact:
    """One thing that tells a reader whether the guide is for her."""

    label: str
    values: list[str]


@dataclass(frozen=True)
class Part:
    """A heading of the text and the anchor it has on the page."""

    anchor: str
    title: str


def facts_of(page: GuidePage) -> list[Fact]:
    """Whose law it tells of, for workers from where, in which country, which jobs, about what. No query."""
    facts = [
        Fact(_("Whose law"), [page.get_jurisdiction_display()]),
        Fact(_("For workers from"), _countries(page.origin_codes)),
        Fact(_("For workers in"), _countries(page.destination_codes)),
        Fact(_("Jobs"), page._meta.get_field("sectors").labels(page.sectors)),
        Fact(_("About"), page._meta.get_field("topics").labels(page.topics)),
    ]
    return [fact for fact in facts if fact.values]


def _countries(codes: Iterable[str]) -> list[str]:
    return [languages.country_name(code) for code in codes]


def contents_of(page: GuidePage) -> list[Part]:
    """The headings of a guide that has enough of them to lose one's way in; else none. No query."""
    parts = [
        Part(f"part-{place}", block.value["heading"])
        for place, block in enumerate(page.body, start=1)
        if hasattr(block.value, "get") and block.value.get("heading")
    ]
    return parts if len(parts) >= FEWEST_FOR_CONTENTS else []


def is_read_aloud(page: GuidePage) -> bool:
    """Whether somebody has recorded a part of it. No query: the stream tells."""
    return has_block(page, "audio")


def has_block(page: GuidePage, kind: str) -> bool:
    """Whether the text has a block of a kind. No query."""
    return any(block["type"] == kind for block in page.body.raw_data)


def next_guide(page: GuidePage, request: HttpRequest) -> Link | None:
    """The guide after this one in its stage and language, the first one after the last. One query."""
    others = list(
        GuidePage.objects.filter(live=True, alias_of__isnull=True, stage=page.stage, locale_id=page.locale_id)
        .exclude(pk=page.pk)
        .order_by("path")
        .values_list("path", "title", "url_path")
    )
    following = next((other for other in others if other[0] > page.path), others[0] if others else None)
    if following is None:
        return None
    _path, title, url_path = following
    return queries.link(page.locale.language_code, title, url_path, request)

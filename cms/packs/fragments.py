"""The pieces of a pack as HTML: a guide, the directory, the rules on fees, and the shell around them.

A fragment is what stands inside `<main>`: text only, no picture, no sound, no form. It depends on its
arguments and on the templates alone, so that the same content is the same bytes.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import prefetch_related_objects
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext

from cms import addresses, differences
from cms.directory import queries as directory
from cms.directory.queries import Entry, Wish
from cms.fees import queries as fee_rules
from cms.fees.assess import Asked, SideAnswer, assess
from cms.fees.queries import RuleText, SideView
from cms.models import Contact, FeeRule, GuidePage, Sector
from cms.packs import plain
from frontend import languages
from organising.pairings.models import Corridor

TITLE_MARK = "<!--corridor:title-->"
MAIN_MARK = "<!--corridor:main-->"
OWN_LINK = re.compile(r'(<a (?![^>]*hreflang)[^>]*href="/)[a-z-]+/')
"""A link below a language that does not lead to another language on purpose."""
CONTACT_PAGE = re.compile(r'(href="/[a-z-]+/help/)(?!fees/)([\w-]+)/(?=")')
"""The page of one contact. A pack has them all on one page."""


@dataclass(frozen=True)
class Fragment:
    """A piece before it is compressed. `ids` are those of the rows it was made from."""

    kind: str
    path: str
    title: str
    language: str
    html: str
    ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class Part:
    """A block of a guide, or the words that stood below its picture. `number` is its place in the text."""

    number: int
    block: Any = None
    caption: str = ""


def guide(page: GuidePage, *, language: str, on: datetime.date) -> Fragment:
    """A guide for a reader of `language`. In another language it says so in hers, and keeps her addresses.

    No query when its links are prefetched, unless a block asks for something, as contacts do.
    """
    own = page.locale.language_code
    below = addresses.path_below_home(page) or ""
    with translation.override(own):
        html: str = render_to_string(
            "packs/guide.html",
            {
                "page": page,
                "parts": parts_of(page),
                "overdue": page.is_overdue(on=on),
                "outdated": differences.outdated(page),
            },
        )
    html = CONTACT_PAGE.sub(r"\1#\2", html)
    if own != language:
        html = OWN_LINK.sub(rf"\g<1>{language}/", html)
        with translation.override(language):
            html = render_to_string("packs/other_language.html", {"language": own}) + html
    path = addresses.address(language, below)
    return Fragment("guide", path, page.title, own, plain.text_only(html), (page.pk,))


def parts_of(page: GuidePage) -> list[Part]:
    """The text without pictures and recordings. They are not loaded: the stream has what is needed."""
    parts = []
    kinds = [raw["type"] for raw in page.body.raw_data]
    for place, kind in enumerate(kinds):
        if kind == "image":
            words = page.body.raw_data[place]["value"]
            parts.append(Part(place + 1, caption=words.get("caption") or words.get("alt") or ""))
        elif kind != "audio":
            parts.append(Part(place + 1, block=page.body[place]))
    return parts


def contacts(corridor: Corridor, *, language: str) -> Fragment:
    """Who helps where she works, at home and everywhere. Four queries."""
    wish = Wish(country=corridor.destination, origin=corridor.origin)
    with translation.override(language):
        found = list(directory.fitting(wish, reader=language).prefetch_related(*directory.CONTENT))
        groups: dict[str, list[Entry]] = {}
        for contact in found:
            entry = directory.entry(contact, reader=language)
            groups.setdefault(_where(contact, corridor), []).append(replace(entry, url=f"#{contact.slug}"))
        title = gettext("Find help")
        html = render_to_string("packs/contacts.html", {"title": title, "groups": groups})
    ids = tuple(sorted(contact.pk for contact in found))
    path = addresses.address(language, "help/")
    return Fragment("contacts", path, title, language, plain.text_only(html), ids)


def _where(contact: Contact, corridor: Corridor) -> str:
    for country in (corridor.destination, corridor.origin):
        if country in contact.country_codes:
            return languages.country_name(country)
    return gettext("In every country")


def fees(corridor: Corridor, *, language: str) -> Fragment:
    """What both countries' rules let somebody ask workers to pay, by job where it differs. Two queries."""
    rules = fee_rules.rules_between(corridor.origin, corridor.destination)
    prefetch_related_objects(rules, "texts")
    with translation.override(language):
        title = gettext("Must I pay for this job?")
        answers = _answers(corridor, rules, language)
        html = render_to_string("packs/fees.html", {"title": title, "answers": answers})
    ids = tuple(sorted(rule.pk for rule in rules))
    path = addresses.address(language, "help/fees/")
    return Fragment("fees", path, title, language, plain.text_only(html), ids)


def _answers(corridor: Corridor, rules: list[FeeRule], language: str) -> list[dict[str, Any]]:
    """What holds for every job at either end, then what holds for some jobs alone."""
    found: dict[tuple[str, int | None], dict[str, Any]] = {}
    for sector in ("", *Sector.values):
        asked = Asked(origin=corridor.origin, destination=corridor.destination, sector=sector)
        for answer in assess(rules, asked).sides:
            key = answer.side, getattr(answer.rule, "pk", None)
            view = found.setdefault(key, {"view": _view(answer, language), "sectors": []})
            view["sectors"].append(sector)
    for one in found.values():
        is_general = "" in one["sectors"]
        one["jobs"] = [] if is_general else [str(Sector(sector).label) for sector in one["sectors"]]
    return sorted(found.values(), key=lambda one: (bool(one["jobs"]), not one["view"].is_origin))


def _view(answer: SideAnswer, language: str) -> SideView:
    texts = {text.language: text.text for text in answer.rule.texts.all()} if answer.rule else {}  # type: ignore[attr-defined]
    best = languages.best_language(language, texts)
    return SideView(
        answer=answer,
        country=languages.country_name(answer.country, language),
        text=RuleText(text=texts[best], language=best) if best else None,
    )


def shell(language: str) -> Fragment:
    """A whole page of the site with marks where title and fragment belong. No query."""
    with translation.override(language):
        html = render_to_string("packs/shell.html", {"title_mark": TITLE_MARK, "main_mark": MAIN_MARK})
    return Fragment("shell", "", "", language, html)

"""What stands on a guide's papers, as plain data for the Typst layouts beside this file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from cms import addresses, differences, rich_text, sharing
from cms.directory import guides
from cms.models import GuidePage, PhoneKind
from cms.prints import blocks, codes, fonts, pictures
from cms.prints.prose import day_in_words, isolated, paragraphs, plain
from frontend import languages

Data = dict[str, Any]

MOST_LINES = 5
MOST_NUMBERS = 3
LONGEST_WARNING = 160
MOST_LETTERS = 400_000
LETTERS_A_TEXT = 150
"""Measured: 100,000 letters in paragraphs take half a second to set, 1,000 cells of a table one second, and
10,000 cells minutes. A text of its own costs as much time as so many letters more."""


class TooLong(Exception):
    """Setting this guide would keep a worker busy for minutes."""


def booklet(page: GuidePage, *, is_light: bool = False) -> Data:
    """The whole guide. Five queries, and one for each picture. When it must be light, without pictures.

    Raises:
        fonts.LettersMissing: its language is written with letters that no font here has.
        TooLong: it holds more than can be set in good time.
    """
    with translation.override(page.locale.language_code), _links_of(page):
        data = _common(page) | {
            "kicker": plain(page.get_stage_display()),
            "summary": plain(page.summary),
            "notices": _notices(page),
            "checked": _checked(page),
            "facts": _whose_law(page),
            "blocks": list(blocks.blocks_of(page, pictures.Budget(0) if is_light else pictures.Budget())),
            "sources": [blocks.cited(block.value, title="title") for block in page.sources],
        }
        data["languages"] = _languages_in(data)
        if _letters_in(data) > MOST_LETTERS:
            raise TooLong("A booklet has room for a few hundred pages of text and for small tables.")
        return data


def _letters_in(value: Any) -> int:
    """What the texts in some data cost, in letters."""
    if isinstance(value, str):
        return len(value) + LETTERS_A_TEXT
    inner: Iterable[Any] = value.values() if isinstance(value, dict) else value
    return sum(map(_letters_in, inner)) if isinstance(value, dict | list) else 0


def card(page: GuidePage, *, is_light: bool = False) -> Data:
    """One page: the most urgent, whom to call, and the way to the rest. At most six queries.

    Raises: as `booklet`.
    """
    with translation.override(page.locale.language_code), _links_of(page):
        data = _common(page) | {"checked": _checked(page), "numbers": list(_numbers(page))}
        data |= _urgent(page)
        data["languages"] = _languages_in(data)
        return data


def _links_of(page: GuidePage) -> Any:
    return rich_text.links_prefetched(page._meta.get_field("body").value_to_string(page))


def _common(page: GuidePage) -> Data:
    language = page.locale.language_code
    short = addresses.short_address(page)
    return {
        "language": language,
        "direction": languages.direction(language),
        "title": plain(page.title),
        "address": short.split("://", 1)[-1],
        "url": short,
        "code": codes.svg(short),
        "words": _words(),
    }


def _words() -> dict[str, str]:
    """The fixed words of the layouts, in the active language."""
    return {
        "site": "Corridor",
        "guide": _("Rights guides"),
        "law": _("What the law says"),
        "say": _("Say it or show it"),
        "source": _("Source:"),
        "sources": _("Laws and sources"),
        "warning": _("Warning"),
        "call": _("Who helps"),
        "open": _("Open day and night"),
        "read": _("Read, share or listen to the newest version"),
        "code": _("Square code that leads to this address: %(address)s"),
        "changes": _("Laws change. Ask a union before you rely on this paper."),
        "everything": _("The whole guide, with its sources:"),
    }


def _checked(page: GuidePage) -> str:
    if page.reviewed_on is None:
        return plain(_("Nobody has checked this guide yet."))
    day = day_in_words(page.reviewed_on)
    if page.reviewed_by:
        said = _("Checked on %(day)s by %(who)s.") % {"day": day, "who": isolated(page.reviewed_by)}
    else:
        said = _("Checked on %(day)s.") % {"day": day}
    if page.review_due:
        said += " " + _("Next check by %(day)s.") % {"day": day_in_words(page.review_due)}
    return plain(said)


def _notices(page: GuidePage) -> list[str]:
    """What a reader must know before she trusts it: the original has changed since."""
    outdated = differences.outdated(page)
    if outdated is None:
        return []
    words = _("The %(language)s page changed on %(day)s. This page is not updated yet.")
    return [
        plain(
            words
            % {
                "language": languages.language_name(outdated.language),
                "day": day_in_words(outdated.day),
            }
        )
    ]


def _whose_law(page: GuidePage) -> str:
    law = str(page.get_jurisdiction_display())
    if page.countries:
        named = ", ".join(isolated(languages.country_name(code)) for code in page.countries)
        return plain(f"{law}: {named}")
    return plain(law)


def _urgent(page: GuidePage) -> Data:
    """The three to five lines that help at once: warnings, then what to do in its order."""
    warnings: list[str] = []
    steps: list[str] = []
    for block in page.body:
        if block.block_type == "warning":
            warnings.append(_first_words(paragraphs(block.value["text"])))
        elif block.block_type == "steps" and not steps:
            steps = [plain(step["title"]) for step in block.value["steps"]]
    warnings = [line for line in warnings if line][:2]
    steps = steps[: MOST_LINES - len(warnings)]
    lead = "" if warnings or len(steps) >= 3 else plain(sharing.message_of(page))
    return {"warnings": warnings, "steps": steps, "lead": lead}


def _first_words(found: list[Data]) -> str:
    """What is strong in a warning, else its first sentences, as far as a card has room."""
    runs = [run for paragraph in found for run in paragraph["runs"]]
    strong = " ".join(run["text"].strip() for run in runs if run["strong"])
    return sharing.first_sentences(strong or "".join(run["text"] for run in runs), LONGEST_WARNING)


def _numbers(page: GuidePage) -> Iterator[Data]:
    """The first contacts that can be called, each with its first number."""
    callable_kinds = {PhoneKind.CALL, PhoneKind.FREE, PhoneKind.WHATSAPP}
    shown = 0
    for entry in guides.helpers_for(page).entries:
        phones = [phone for phone in entry.phones if phone.kind in callable_kinds]
        if phones and shown < MOST_NUMBERS:
            shown += 1
            yield blocks.contact_data(entry) | {"phone": blocks.phone_data(phones[0])}


def _languages_in(data: Data) -> dict[str, Data]:
    """How each language that occurs is set: direction and face."""
    return {
        code: {"direction": languages.direction(code), **asdict(fonts.face_of(code))}
        for code in sorted(set(_codes_in(data)))
    }


def _codes_in(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("language"), str) and value["language"]:
            yield value["language"]
        inner: Iterable[Any] = value.values()
    else:
        inner = value if isinstance(value, list) else ()
    for each in inner:
        if isinstance(each, dict | list):
            yield from _codes_in(each)

"""What stands on a guide's papers, as plain data for the Typst layouts beside this file."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

from babel.dates import format_date
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cms import addresses, pages, rich_text, sharing
from cms.directory import guides
from cms.directory.queries import Entry
from cms.models import GuidePage, PhoneKind
from cms.prints import codes, fonts, pictures
from cms.prints.prose import isolated, paragraphs, plain, printable
from frontend import languages

Data = dict[str, Any]

MOST_LINES = 5
MOST_NUMBERS = 3
LONGEST_WARNING = 160


def booklet(page: GuidePage, *, is_light: bool = False) -> Data:
    """The whole guide. Five queries, and one for each picture. When it must be light, without pictures.

    Raises:
        fonts.LettersMissing: its language is written with letters that no font here has.
    """
    with translation.override(page.locale.language_code), _links_of(page):
        data = _common(page) | {
            "kicker": plain(page.get_stage_display()),
            "summary": plain(page.summary),
            "notices": _notices(page),
            "checked": _checked(page),
            "facts": _whose_law(page),
            "blocks": list(_blocks(page, pictures.Budget(0) if is_light else pictures.Budget())),
            "sources": [_cited(block.value, title="title") for block in page.sources],
        }
        data["languages"] = _languages_in(data, is_light=is_light)
        return data


def card(page: GuidePage, *, is_light: bool = False) -> Data:
    """One page: the most urgent, whom to call, and the way to the rest. At most six queries.

    Raises: as `booklet`.
    """
    with translation.override(page.locale.language_code), _links_of(page):
        data = _common(page) | {"checked": _checked(page), "numbers": list(_numbers(page))}
        data |= _urgent(page)
        data["languages"] = _languages_in(data, is_light=is_light)
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
    stamp = pages.stale_stamp(page)
    if stamp is None:
        return []
    words = _("The %(language)s page changed on %(day)s. This page is not updated yet.")
    return [
        plain(
            words
            % {
                "language": languages.language_name(stamp.source_language),
                "day": day_in_words(stamp.source_changed_at),
            }
        )
    ]


def day_in_words(day: datetime.date | datetime.datetime) -> str:
    """A date in words in the active language: "21 Nov 2026"."""
    if isinstance(day, datetime.datetime):
        day = timezone.localtime(day).date()
    return isolated(format_date(day, "medium", locale=languages.date_locale()))


def _whose_law(page: GuidePage) -> str:
    law = str(page.get_jurisdiction_display())
    if page.countries:
        named = ", ".join(isolated(languages.country_name(code)) for code in page.countries)
        return plain(f"{law}: {named}")
    return plain(law)


def _blocks(page: GuidePage, budget: pictures.Budget) -> Iterator[Data]:
    for block in page.body:
        make = _BLOCKS.get(block.block_type)
        made = make(block.value, page, budget) if make else None
        if made:
            yield {"type": block.block_type, **made}


def _paragraph(value: Any, page: GuidePage, budget: pictures.Budget) -> Data:
    return {"heading": plain(value["heading"]), "text": paragraphs(value["text"])}


def _steps(value: Any, page: GuidePage, budget: pictures.Budget) -> Data:
    return {
        "heading": plain(value["heading"]),
        "checklist": bool(value["is_checklist"]),
        "steps": [
            {"title": plain(step["title"]), "text": paragraphs(step["text"])} for step in value["steps"]
        ],
    }


def _warning(value: Any, page: GuidePage, budget: pictures.Budget) -> Data:
    return {"text": paragraphs(value["text"])}


def _law(value: Any, page: GuidePage, budget: pictures.Budget) -> Data:
    return {"text": paragraphs(value["text"]), "source": _cited(value, title="source")}


def _cited(value: Any, *, title: str) -> Data:
    url = value["url"] or ""
    return {
        "title": printable(value[title]),
        "article": printable(value["article"]),
        "url": url if urlsplit(url).scheme in {"http", "https"} else "",
        "site": plain(value.site),
    }


def _phrase(value: Any, page: GuidePage, budget: pictures.Budget) -> Data:
    other = value["other_language"]
    is_other = other != page.locale.language_code and value["other_text"]
    return {
        "text": plain(value["text"]),
        "other": {
            "language": other,
            "name": plain(languages.language_name(other)),
            "text": printable(value["other_text"]),
        }
        if is_other
        else None,
    }


def _figure(value: Any, page: GuidePage, budget: pictures.Budget) -> Data:
    number = languages.number(value.amount) if value.amount is not None else value["value"]
    return {
        "value": plain(number),
        "unit": plain(value["unit"]),
        "source": printable(value["source"]),
        "day": plain(day_in_words(value["date"])),
    }


def _image(value: Any, page: GuidePage, budget: pictures.Budget) -> Data | None:
    picture = budget.take(value["image"])
    if picture is None:
        return None
    credit = getattr(value["image"], "credit", "")
    return {
        "picture": list(picture),
        "alt": plain(value["alt"]),
        "caption": " ".join(
            part for part in (plain(value["caption"]), f"© {printable(credit)}" if credit else "") if part
        ),
    }


def _table(value: Any, page: GuidePage, budget: pictures.Budget) -> Data | None:
    rows = [[plain(cell) for cell in row] for row in value["rows"]]
    width = max((len(row) for row in rows), default=0)
    if not width:
        return None
    return {
        "caption": plain(value["caption"]),
        "rows": [row + [""] * (width - len(row)) for row in rows],
        "source": printable(value["source"]),
    }


def _contacts(value: Any, page: GuidePage, budget: pictures.Budget) -> Data | None:
    found = guides.helpers_for(page, need=value["need"] or "")
    if not found.entries and not value["heading"]:
        return None
    return {
        "heading": plain(value["heading"]) or _("Who helps"),
        "contacts": [_contact(entry) for entry in found.entries],
        "more": _("All who help: %(address)s")
        % {"address": isolated(_host() + addresses.address(page.locale.language_code, "help/"))},
    }


_BLOCKS = {
    "paragraph": _paragraph,
    "steps": _steps,
    "warning": _warning,
    "law": _law,
    "phrase": _phrase,
    "figure": _figure,
    "image": _image,
    "table": _table,
    "contacts": _contacts,
}


def _host() -> str:
    return urlsplit(settings.SITE_URL).netloc


def _contact(entry: Entry) -> Data:
    """A contact with what of it can be printed: a name in letters that no font has gives way to another."""
    names = [name for name in (printable(entry.local_name), printable(entry.name)) if name]
    return {
        "names": names or [plain(entry.kind_label)],
        "kind": plain(entry.kind_label),
        "place": ", ".join(plain(country) for country in entry.countries[:4]),
        "language": entry.lang,
        "does": printable(entry.does),
        "helps": printable(entry.helps),
        "reach": printable(entry.reach),
        "phones": [
            {"number": plain(phone.number), "label": _label(phone.kind, str(phone.label)), "url": phone.href}
            for phone in entry.phones
        ],
        "hours": _hours(entry),
        "speaks": ", ".join(plain(languages.language_name(code)) for code in entry.languages),
        "email": plain(entry.email),
        "website": entry.website,
        "site": plain(urlsplit(entry.website).netloc.removeprefix("www.")),
        "address": printable(entry.address),
    }


def _label(kind: str, label: str) -> str:
    """An ordinary call needs no word beside the number."""
    return "" if kind == PhoneKind.CALL else plain(label)


def _hours(entry: Entry) -> list[str]:
    if entry.is_always_open:
        return [plain(_("Open day and night"))]
    lines = [plain(line) for line in entry.hours]
    if lines and entry.zone:
        lines[-1] += f" ({plain(entry.zone)})"
    return lines


def _urgent(page: GuidePage) -> Data:
    """The three to five lines that help at once: warnings, then what to do in its order."""
    warnings, steps = [], []
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
            yield _contact(entry) | {
                "phone": {"number": plain(phones[0].number), "label": _label(phones[0].kind, phones[0].label)}
            }


def _languages_in(data: Data, *, is_light: bool) -> dict[str, Data]:
    """How each language that occurs is set: direction and face."""
    return {
        code: {"direction": languages.direction(code), **asdict(fonts.face_of(code, is_light=is_light))}
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

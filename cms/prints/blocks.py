"""The blocks of a guide, and the contacts in it, as plain data for paper."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from cms import addresses
from cms.directory import guides
from cms.directory.queries import Entry, Phone
from cms.models import GuidePage, PhoneKind
from cms.prints import pictures
from cms.prints.prose import day_in_words, isolated, paragraphs, plain, printable
from frontend import languages

Data = dict[str, Any]


def blocks_of(page: GuidePage, budget: pictures.Budget) -> Iterator[Data]:
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
    return {"text": paragraphs(value["text"]), "source": cited(value, title="source")}


def cited(value: Any, *, title: str) -> Data:
    url = value["url"] or ""
    return {
        "title": printable(value[title]),
        "article": printable(value["article"]),
        "url": url if urlsplit(url).scheme in {"http", "https"} else "",
        "site": plain(value.site),
    }


def _phrase(value: Any, page: GuidePage, budget: pictures.Budget) -> Data:
    other = value["other_language"]
    words = printable(value["other_text"]) if other != page.locale.language_code else ""
    return {
        "text": plain(value["text"]),
        "other": {
            "language": other,
            "name": plain(languages.language_name(other)),
            "text": words,
        }
        if words
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
        "contacts": [contact_data(entry) for entry in found.entries],
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


def contact_data(entry: Entry) -> Data:
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
        "phones": [phone_data(phone) for phone in entry.phones],
        "hours": _hours(entry),
        "speaks": ", ".join(plain(languages.language_name(code)) for code in entry.languages),
        "email": plain(entry.email),
        "website": entry.website,
        "site": plain(urlsplit(entry.website).netloc.removeprefix("www.")),
        "address": printable(entry.address),
    }


def phone_data(phone: Phone) -> Data:
    """A number; an ordinary call needs no word beside it."""
    label = "" if phone.kind == PhoneKind.CALL else plain(phone.label)
    return {"number": plain(phone.number), "label": label, "url": phone.href}


def _hours(entry: Entry) -> list[str]:
    if entry.is_always_open:
        return [plain(_("Open day and night"))]
    lines = [plain(line) for line in entry.hours]
    if lines and entry.zone:
        lines[-1] += f" ({plain(entry.zone)})"
    return lines

"""Message catalogues with Babel alone, so that no machine needs GNU gettext.

Python is read by Babel's own extractor; templates go through Django's `templatize` first, which turns
their tags into Python calls. The compiled `.mo` files are build output and are not committed.
"""

from __future__ import annotations

import copy
import datetime
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

SOURCE_FOLDERS = ("config", "cms", "campaigns", "organising", "members", "frontend")
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
SOURCE_LANGUAGE = "en"
NOT_REVIEWED = "Not yet reviewed by a speaker of this language."
_SKIPPED = {"node_modules", "migrations", "static", "locale", "run"}
_PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")


def locale_folder() -> Path:
    return Path(settings.LOCALE_PATHS[0])


def po_path(language: str) -> Path:
    return locale_folder() / language / "LC_MESSAGES" / "django.po"


def languages() -> list[str]:
    """The languages that need a catalogue: all but the one the code is written in."""
    return [code for code, _name in settings.LANGUAGES if code != SOURCE_LANGUAGE]


def source_files() -> Iterator[Path]:
    for folder in SOURCE_FOLDERS:
        for path in sorted((settings.BASE_DIR / folder).rglob("*")):
            if path.suffix in {".py", ".html", ".txt"} and not _SKIPPED.intersection(path.parts):
                yield path


def extract() -> Catalog:
    """Every marked string of the code and the templates."""
    catalog = Catalog(project="Corridor", version="", copyright_holder="", msgid_bugs_address="")
    for path in source_files():
        text = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            # templatize keeps the indentation of the template, which means nothing in Python
            text = "\n".join(line.strip() for line in templatize(text, origin=str(path)).split("\n"))
        where = path.relative_to(settings.BASE_DIR).as_posix()
        for _line, function, messages, _comments in extract_python(
            io.BytesIO(text.encode()), KEYWORDS, [], {"encoding": "utf-8"}
        ):
            _add(catalog, function, messages, where)
    return catalog


def _add(catalog: Catalog, function: Any, messages: Any, where: str) -> None:
    parts = list(messages) if isinstance(messages, tuple) else [messages]
    context = str(parts.pop(0)) if "pgettext" in function else None
    wanted = 2 if function.startswith(("ngettext", "npgettext")) else 1
    strings = [part for part in parts[:wanted] if isinstance(part, str) and part]
    if len(strings) == wanted:
        identity = (strings[0], strings[1]) if wanted == 2 else strings[0]
        catalog.add(identity, locations=[(where, 0)], context=context)


def read(language: str) -> Catalog:
    """The catalogue of a language as it is on disk; empty when there is none."""
    path = po_path(language)
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language, charset="utf-8")


def update(language: str, template: Catalog) -> Catalog:
    """Bring a catalogue up to the code: new strings come in empty, strings no longer used leave."""
    catalog = read(language)
    # Babel puts the template's own messages into the catalogue: a copy keeps languages apart.
    catalog.update(copy.deepcopy(template), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.header_comment = (
        f"# Corridor in {language}. {NOT_REVIEWED}\n# SPDX-License-Identifier: AGPL-3.0-or-later"
    )
    # A fixed date: a catalogue changes only when its strings do.
    catalog.creation_date = catalog.revision_date = datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC)
    path = po_path(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, width=100, sort_output=True, no_location=True)
    return catalog


def compile_catalogue(language: str) -> None:
    """Write the `.mo` file that Django reads."""
    with po_path(language).with_suffix(".mo").open("wb") as file:
        write_mo(file, read(language))


def problems(language: str, template: Catalog) -> list[str]:
    """What is wrong with a catalogue: strings missing, fuzzy, or with other placeholders than the source."""
    catalog = read(language)
    found = []
    for message in template:
        if not message.id:
            continue
        translated = catalog.get(message.id, context=message.context)
        name = message.id[0] if isinstance(message.id, tuple) else message.id
        strings = _strings(translated)
        if not strings or not all(strings):
            found.append(f"missing: {name}")
        elif translated is not None and translated.fuzzy:
            found.append(f"fuzzy: {name}")
        else:
            found.extend(
                f"other placeholders: {name}" for text in strings if not _same_placeholders(message, text)
            )
    return found


def _strings(message: Message | None) -> list[str]:
    if message is None:
        return []
    return list(message.string) if isinstance(message.string, tuple | list) else [message.string or ""]


def _names(text: str) -> set[str]:
    return {first or second for first, second in _PLACEHOLDER.findall(text)}


def _same_placeholders(message: Message, text: str) -> bool:
    """A plural form may leave a number out ("one person"); it may never name what the source has not."""
    if isinstance(message.id, tuple):
        return _names(text) <= _names(message.id[0]) | _names(message.id[1])
    return _names(text) == _names(str(message.id))

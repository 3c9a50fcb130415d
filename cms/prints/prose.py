"""Rich text as plain data for Typst: paragraphs of runs, never markup.

What a person wrote reaches Typst as JSON strings only, so nothing in it is ever read as a command.
"""

from __future__ import annotations

import datetime
import unicodedata
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from django.utils import timezone
from wagtail.rich_text import RichText

from cms.prints import fonts
from frontend import languages

Run = dict[str, Any]
Paragraph = dict[str, Any]

_KEPT_CONTROLS = frozenset("\u200c\u200d\u200e\u200f\u061c\u2066\u2067\u2068\u2069\u00ad")
_WORDS = frozenset("LMN")
"""Unicode's major categories of what a word is made of: letters, marks, numbers."""


def plain(text: object) -> str:
    """Text as it can be printed: one space between words, and no sign that no font here has.

    A pictogram is left out; it says nothing that the words do not say.

    Raises:
        fonts.LettersMissing: a letter, a mark or a digit is in no font here.
    """
    words = " ".join(unicodedata.normalize("NFC", str(text or "")).split())
    known = fonts.letters()
    kept = []
    for sign in words:
        if ord(sign) in known or sign in _KEPT_CONTROLS or sign == " ":
            kept.append(sign)
        elif unicodedata.category(sign)[0] in _WORDS and not _is_selector(sign):
            raise fonts.LettersMissing(
                f"No font here has U+{ord(sign):04X} {unicodedata.name(sign, '')}. Another script is another "
                "@expo-google-fonts/noto-… in frontend/package.json."
            )
    return "".join(kept).strip()


def _is_selector(sign: str) -> bool:
    """A variation selector: a mark that only chooses between two looks."""
    return 0xFE00 <= ord(sign) <= 0xFE0F or 0xE0100 <= ord(sign) <= 0xE01EF


def printable(text: object) -> str:
    """As `plain`, for words in a language other than the guide's; "" when its letters are in no font here."""
    try:
        return plain(text)
    except fonts.LettersMissing:
        return ""


def isolated(text: object) -> str:
    """A name or number from another language, kept from turning the sentence around it (UAX #9)."""
    words = printable(text)
    return f"\u2068{words}\u2069" if words else ""


def day_in_words(day: datetime.date | datetime.datetime) -> str:
    """A date in words in the active language: "21 Nov 2026"."""
    if isinstance(day, datetime.datetime):
        day = timezone.localtime(day).date()
    return isolated(languages.date_in_words(day))


class _Reader(HTMLParser):
    """Collects paragraphs and list items from what Wagtail's editor can write."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.paragraphs: list[Paragraph] = []
        self._runs: list[Run] = []
        self._strong = self._emphasised = 0
        self._address = ""
        self._lists: list[str] = []
        self._number = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in {"b", "strong"}:
            self._strong += 1
        elif tag in {"i", "em"}:
            self._emphasised += 1
        elif tag == "a":
            self._address = dict(attrs).get("href") or ""
        elif tag in {"p", "li", "br", "ul", "ol"}:
            self._close()
            if tag in {"ul", "ol"}:
                self._lists.append(tag)
                self._number = 0
            elif tag == "li":
                self._number += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in {"b", "strong"}:
            self._strong = max(0, self._strong - 1)
        elif tag in {"i", "em"}:
            self._emphasised = max(0, self._emphasised - 1)
        elif tag == "a":
            self._address = ""
        elif tag in {"p", "li", "ul", "ol"}:
            self._close()
            if tag in {"ul", "ol"} and self._lists:
                self._lists.pop()

    def handle_data(self, data: str) -> None:
        words = " ".join(data.split())
        if not words:
            if data and self._runs:
                self._runs[-1]["text"] += " "
            return
        # The spaces at both ends join it to what stands beside it.
        text = (" " if data[0].isspace() else "") + words + (" " if data[-1].isspace() else "")
        self._runs.append(
            {
                "text": text,
                "strong": self._strong > 0,
                "emphasised": self._emphasised > 0,
                "url": self._address if urlsplit(self._address).scheme in {"http", "https"} else "",
            }
        )

    def _close(self) -> None:
        runs, self._runs = self._runs, []
        printed: list[Run] = []
        for run in runs:
            lead = " " if run["text"][:1] == " " and printed else ""
            trail = " " if run["text"][-1:] == " " else ""
            if words := plain(run["text"]):
                printed.append({**run, "text": lead + words + trail})
        if printed:
            kind = self._lists[-1] if self._lists else "p"
            self.paragraphs.append({"kind": kind, "number": self._number, "runs": printed})

    def close(self) -> None:
        super().close()
        self._close()


def paragraphs(value: RichText | str) -> list[Paragraph]:
    """The paragraphs and list items of a rich text, each a list of runs.

    Raises:
        fonts.LettersMissing: as `plain`.
    """
    reader = _Reader()
    reader.feed(value.source if isinstance(value, RichText) else str(value or ""))
    reader.close()
    return reader.paragraphs

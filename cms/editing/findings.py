"""What can be seen to be wrong in a draft without a browser."""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from django.utils.formats import date_format
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from cms.editing import prose
from cms.editing.prose import Passage
from cms.models import TranslatedPage

LONGEST_PARAGRAPH = 600
"""Letters. More than a screen of 360 pixels holds."""
FIGURE_DAYS = 365

SAYS_NOTHING = frozenset(
    {
        "here", "click here", "read more", "more", "link", "this link", "this page", "see here",
        "aquí", "haz clic aquí", "clic aquí", "leer más", "más", "enlace", "este enlace",
        "ici", "cliquez ici", "lire la suite", "plus", "lien", "ce lien", "en savoir plus",
        "هنا", "اضغط هنا", "انقر هنا", "المزيد", "اقرأ المزيد", "رابط",
        "یہاں", "یہاں کلک کریں", "مزید", "مزید پڑھیں", "لنک",
        "यहाँ", "यहां", "यहाँ क्लिक करें", "यहां क्लिक करें", "और पढ़ें", "लिंक",
        "यहाँ क्लिक गर्नुहोस्", "थप पढ्नुहोस्", "थप",
        "এখানে", "এখানে ক্লিক করুন", "আরও", "আরও পড়ুন", "লিঙ্ক",
        "di sini", "klik di sini", "disini", "selengkapnya", "baca selengkapnya", "tautan",
        "dito", "mag-click dito", "i-click dito", "basahin pa", "higit pa",
        "මෙතන", "මෙතැන", "මෙතන ක්ලික් කරන්න", "තව කියවන්න", "තව",
        "இங்கே", "இங்கே கிளிக் செய்யவும்", "மேலும்", "மேலும் படிக்க", "இணைப்பு",
    }
)  # fmt: skip
"""Names of links, in the languages of the site, that say nothing to somebody who hears links only."""

LINK = re.compile(r"<a\b[^>]*>(.*?)</a>", re.DOTALL | re.IGNORECASE)
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"(?<![\w.,/-])\+?\(?\d[\d ()./\u00a0-]{5,}\d(?![\w/])")
DAY = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|(?:19|20)\d\d\s*[-/]\s*(?:19|20)\d\d"
)
GROUPED = re.compile(r"\d{1,3}(?:[ \u00a0.]\d{3})+")
FEWEST_DIGITS = 7


@dataclass(frozen=True)
class Finding:
    """One thing to look at: what, where, and the words it is about."""

    sentence: str
    place: int = 0
    """The number of the block, from 1; 0 above the blocks."""
    block: str = ""
    excerpt: str = ""


def findings_in(page: TranslatedPage, *, drawn: str, today: datetime.date) -> list[Finding]:
    """Everything that is found in a draft, from its top to its end. `drawn` is its HTML as readers get it."""
    passages = prose.passages(page)
    found = [
        *_headings(drawn),
        *_in_passages(passages),
        *_in_blocks(page, today),
    ]
    return sorted(found, key=lambda finding: finding.place)


def _in_passages(passages: list[Passage]) -> Iterator[Finding]:
    for passage in passages:
        where: dict[str, Any] = {"place": passage.place, "block": passage.block}
        if len(passage.text) > LONGEST_PARAGRAPH:
            yield Finding(
                _("This paragraph has more than %(count)d letters. Make two of it.")
                % {"count": LONGEST_PARAGRAPH},
                excerpt=_short(passage.text),
                **where,
            )
        for name in _names_of_links(passage.source):
            if _is_empty_name(name):
                yield Finding(
                    _("This link does not say where it leads. Name the page it opens."), excerpt=name, **where
                )
        for typed in typed_contacts(passage.text):
            yield Finding(
                _("A contact is typed into the text. Put it into the directory: there it is checked."),
                excerpt=typed,
                **where,
            )


def _names_of_links(source: str) -> list[str]:
    return [" ".join(html.unescape(strip_tags(inner)).split()) for inner in LINK.findall(source)]


def _is_empty_name(name: str) -> bool:
    plain = name.strip(" .:!…»«\"'()[]>→←।۔").casefold()
    return plain in SAYS_NOTHING or not plain or plain.startswith(("http://", "https://", "www."))


def typed_contacts(text: str) -> list[str]:
    """E-mail addresses and telephone numbers in running text; no days, years and amounts of money."""
    found = EMAIL.findall(text)
    without = EMAIL.sub(" ", text)
    for match in PHONE.finditer(DAY.sub(" ", without)):
        number = match[0].strip()
        digits = sum(sign.isdigit() for sign in number)
        is_whole = number.count("(") == number.count(")")
        is_phone = (
            digits >= FEWEST_DIGITS
            and is_whole
            and not (GROUPED.fullmatch(number) or (number.isdigit() and digits < 8))
        )
        if is_phone:
            found.append(number)
    return found


def _in_blocks(page: TranslatedPage, today: datetime.date) -> Iterator[Finding]:
    for place, bound in enumerate(prose.body_of(page), start=1):
        value, kind = bound.value, bound.block_type
        where: dict[str, Any] = {"place": place, "block": str(bound.block.label)}
        if kind == "law" and not (value.get("source") or "").strip():
            yield Finding(_("This law has no source."), **where)
        if kind == "law" and not (value.get("url") or "").strip():
            yield Finding(
                _("This law has no address where it can be read."),
                excerpt=_short(value.get("source") or ""),
                **where,
            )
        if kind == "figure":
            day = value.get("date")
            if day is None or (today - day).days > FIGURE_DAYS:
                yield Finding(
                    _("This figure is older than 12 months. Look whether there is a newer one."),
                    excerpt=" ".join(
                        [str(value.get("value") or ""), date_format(day) if day else ""]
                    ).strip(),
                    **where,
                )
        if kind == "image" and _says_nothing_about(value):
            yield Finding(
                _("This image has no words for people who do not see it. Say what it shows."),
                excerpt=value.get("alt") or "",
                **where,
            )


def _says_nothing_about(value: Any) -> bool:
    """No words, or the name of a file."""
    alt = (value.get("alt") or "").strip()
    return (
        not alt
        or re.fullmatch(r"[\w-]+\.(?:jpe?g|png|webp|gif|avif|heic)|(?:img|dsc|image)[\W_\d]*", alt.lower())
        is not None
    )


class _Headings(HTMLParser):
    """The levels and words of headings inside <main>."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[int, str]] = []
        self._level = 0
        self._words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if re.fullmatch(r"h[1-6]", tag):
            self._level, self._words = int(tag[1]), []

    def handle_endtag(self, tag: str) -> None:
        if self._level and tag == f"h{self._level}":
            self.found.append((self._level, " ".join("".join(self._words).split())))
            self._level = 0

    def handle_data(self, data: str) -> None:
        if self._level:
            self._words.append(data)


def headings_of(drawn: str) -> list[tuple[int, str]]:
    """Levels and words of the headings in a page's main part, in their order."""
    start = drawn.find("<main")
    parser = _Headings()
    parser.feed(drawn[max(start, 0) : drawn.find("</main>") if "</main>" in drawn else None])
    return parser.found


def _headings(drawn: str) -> Iterator[Finding]:
    """One heading of level 1, the first, and no step down over a level (WCAG 2.2, 1.3.1 and 2.4.6)."""
    before = 0
    for level, words in headings_of(drawn):
        if not words:
            yield Finding(_("A heading is empty."))
        elif level > before + 1:
            yield Finding(_("A heading leaves out a level: write it one level higher."), excerpt=words)
        elif level == 1 and before:
            yield Finding(_("The page has two titles."), excerpt=words)
        before = level


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:79].rstrip() + "…"

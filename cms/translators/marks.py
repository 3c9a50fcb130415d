"""What a translated string has to share with its source: links, tags and placeholders."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext as _
from wagtail_localize.strings import INLINE_TAGS

from frontend.bidi import isolated

PLACEHOLDER = re.compile(r"%\(\w*\)?[a-zA-Z]?|%\(")
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*?)(/?)>")
START_OF_TAG = re.compile(r"</?[a-zA-Z][^<>]*")
UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")
EMPTY_TAGS = {"br"}


def fault(source: str, translation: str) -> str:
    """What keeps a translation of a string from being used, as part of a sentence; "" when nothing does.

    The strings are those of wagtail-localize: HTML with inline tags alone, where `<a id="a1">` stands for the
    first link. Links and placeholders must all be there, and no other; bold and italic are the translator's.
    """
    if UNSTORABLE.search(translation):
        return _("it holds a character that cannot be stored")
    return tag_fault(translation) or _difference(_marks(source), _marks(translation))


def _marks(text: str) -> Counter[str]:
    """The links and placeholders of a string, each as often as it stands there."""
    opened = [match for match in TAG.finditer(text) if match[2] == "a" and not match[1]]
    links = [f"<a{_attributes(match[3])}>" for match in opened]
    return Counter([*links, *PLACEHOLDER.findall(TAG.sub("", text))])


def _attributes(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("'", '"')).rstrip()


def _difference(source: Counter[str], translation: Counter[str]) -> str:
    missing, unknown = sorted(source - translation), sorted(translation - source)
    if missing:
        return _("%(mark)s is missing") % {"mark": isolated(missing[0])}
    if unknown:
        return _("%(mark)s is not in the source, or is there too often") % {"mark": isolated(unknown[0])}
    return ""


def tag_fault(text: str) -> str:
    """What is wrong with the tags of a translation, comments or not; "" when nothing is.

    A browser ends `<![CDATA[>` at its first ">" and reads on; BeautifulSoup, which wagtail-localize asks,
    takes all up to "]]>" for text.
    """
    rest = START_OF_TAG.search(TAG.sub("", text))
    if rest is not None:
        return _("%(mark)s is broken") % {"mark": isolated(rest[0][:40])}
    return _nesting_fault(TAG.finditer(text))


def _nesting_fault(tags: Iterable[re.Match[str]]) -> str:
    open_tags: list[str] = []
    for tag in tags:
        closes, name, attributes = bool(tag[1]), tag[2], tag[3].strip()
        if name not in INLINE_TAGS or (attributes and (closes or not _is_link_id(name, attributes))):
            return _("%(mark)s is not allowed") % {"mark": isolated(tag[0][:40])}
        if name in EMPTY_TAGS:
            continue
        if not closes and not tag[4]:
            open_tags.append(name)
        elif closes and (not open_tags or open_tags.pop() != name):
            return _("%(mark)s closes nothing") % {"mark": isolated(tag[0])}
    return _("%(mark)s is not closed") % {"mark": isolated(f"<{open_tags[-1]}>")} if open_tags else ""


def _is_link_id(name: str, attributes: str) -> bool:
    return name == "a" and re.fullmatch(r"id=(\"a\d+\"|'a\d+')", attributes) is not None

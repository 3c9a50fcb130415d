"""The sentences of a draft, one by one, with the place where each stands. Asks no database."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.html import strip_tags
from wagtail.blocks import (
    CharBlock,
    ListBlock,
    RichTextBlock,
    StreamValue,
    StructBlock,
    TextBlock,
)

from cms.models import TranslatedPage

FIELDS = ("summary", "notice", "intro")
NOT_THE_PAGES_WORDS = frozenset({"url", "other_text", "value", "date", "source", "article", "alt"})
"""Parts of blocks that are no sentences of the page: addresses, another person's language, figures."""
ENDS = re.compile(r"</(?:p|li|h\d|div)>|<br\s*/?>")


@dataclass(frozen=True)
class Passage:
    """One paragraph, item or heading as readers see it. `place` counts blocks from 1; 0 is above them."""

    text: str
    place: int
    block: str
    source: str = ""
    """Its HTML, when it is rich text."""


def passages(page: TranslatedPage) -> list[Passage]:
    """Everything that is read on the page, in its order, without markup."""
    found = [Passage(page.title, 0, str(page._meta.get_field("title").verbose_name))]
    for name in FIELDS:
        text = getattr(page, name, "")
        if text:
            found.append(Passage(text, 0, str(page._meta.get_field(name).verbose_name)))
    for place, bound in enumerate(body_of(page), start=1):
        for source in _texts(bound.block, bound.value):
            label = str(bound.block.label)
            found += [Passage(text, place, label, part) for text, part in _paragraphs(source)]
    return found


def body_of(page: TranslatedPage) -> StreamValue | list[Any]:
    return getattr(page, "body", None) or []


def _texts(block: Any, value: Any) -> Iterator[str]:
    if value in (None, ""):
        return
    if isinstance(block, StructBlock):
        for name, child in block.child_blocks.items():
            if name not in NOT_THE_PAGES_WORDS:
                yield from _texts(child, value.get(name))
    elif isinstance(block, ListBlock):
        for each in value:
            yield from _texts(block.child_block, each)
    elif isinstance(block, RichTextBlock):
        yield value.source
    elif isinstance(block, CharBlock | TextBlock):
        yield html.escape(str(value))


def _paragraphs(source: str) -> Iterator[tuple[str, str]]:
    for part in ENDS.split(source):
        text = " ".join(html.unescape(strip_tags(part)).split())
        if text:
            yield text, part

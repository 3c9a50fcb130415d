"""The words of a stream of blocks, whatever the blocks are."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.html import strip_tags
from wagtail.blocks import StreamValue

# Parts of blocks that no reader looks for: addresses, codes, choices.
SKIPPED = {"id", "type", "url", "other_language", "need", "date", "image", "recording", "is_checklist"}
BLOCK_ENDS = re.compile(r"</(?:p|li|h\d|div)>|<br/?>")


def of_stream(stream: StreamValue) -> list[str]:
    """The texts of every block of a page, tags and entities taken off. Asks no database."""
    return list(_texts(stream.get_prep_value()))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield _plain(value)
    elif isinstance(value, Mapping):
        for name, part in value.items():
            if name not in SKIPPED:
                yield from _texts(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part)


def _plain(text: str) -> str:
    return html.unescape(strip_tags(BLOCK_ENDS.sub(" ", text))) if "<" in text or "&" in text else text

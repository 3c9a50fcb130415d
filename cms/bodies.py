"""Turns plain descriptions of blocks, as text files hold them, into the stream that a page stores.

In running text `**words**` are strong and an empty line begins a paragraph; everything else is taken as it
stands and escaped.
"""

from __future__ import annotations

import datetime
import re
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.html import escape

NAMESPACE = uuid.UUID("b0d1e5c2-6f0e-5f5b-9d0a-1d2f5f0c7a11")
STRONG = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)


class UnknownBlock(Exception):
    """A block of a kind that pages do not have."""


def rich(text: str) -> str:
    """Running text as the HTML that Wagtail stores."""
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", text)]
    return "".join("<p>" + STRONG.sub(r"<b>\1</b>", escape(part)) + "</p>" for part in paragraphs if part)


def stream_of(blocks: Iterable[Mapping[str, Any]], *, seed: str) -> list[dict[str, Any]]:
    """The stored form of blocks, with block ids that depend on `seed` and position alone.

    The same seed for all languages of a page gives its translations the same ids, which lets
    wagtail-localize match them later, and loading a text twice changes nothing.

    Raises:
        UnknownBlock: a block has a type that pages do not have.
    """
    return [_block(block, seed=f"{seed}/{position}") for position, block in enumerate(blocks)]


def _block(block: Mapping[str, Any], *, seed: str) -> dict[str, Any]:
    kind = str(block.get("type", ""))
    make = _VALUES.get(kind)
    if make is None:
        raise UnknownBlock(kind)
    return {"type": kind, "value": make(block, seed), "id": _id(seed)}


def _id(seed: str) -> str:
    return str(uuid.uuid5(NAMESPACE, seed))


def _paragraph(block: Mapping[str, Any], seed: str) -> dict[str, Any]:
    return {"heading": block.get("heading", ""), "text": rich(block["text"])}


def _steps(block: Mapping[str, Any], seed: str) -> dict[str, Any]:
    return {
        "heading": block.get("heading", ""),
        "is_checklist": bool(block.get("is_checklist", False)),
        "steps": [
            {
                "type": "item",
                "value": {"title": step["title"], "text": rich(step.get("text", ""))},
                "id": _id(f"{seed}/{position}"),
            }
            for position, step in enumerate(block["steps"])
        ],
    }


def _warning(block: Mapping[str, Any], seed: str) -> dict[str, Any]:
    return {"text": rich(block["text"])}


def _law(block: Mapping[str, Any], seed: str) -> dict[str, Any]:
    return {
        "text": rich(block["text"]),
        "source": block["source"],
        "article": block.get("article", ""),
        "url": block.get("url", ""),
    }


def _phrase(block: Mapping[str, Any], seed: str) -> dict[str, Any]:
    return {
        "text": block["text"],
        "other_language": block.get("other_language", "en"),
        "other_text": block.get("other_text") or block.get("english") or block["text"],
    }


def _figure(block: Mapping[str, Any], seed: str) -> dict[str, Any]:
    day = block["date"]
    return {
        "value": str(block["value"]),
        "unit": block["unit"],
        "date": day.isoformat() if isinstance(day, datetime.date) else str(day),
        "source": block["source"],
    }


def _image(block: Mapping[str, Any], seed: str) -> dict[str, Any]:
    return {"image": block["image"], "alt": block["alt"], "caption": block.get("caption", "")}


def _contacts(block: Mapping[str, Any], seed: str) -> dict[str, Any]:
    return {"heading": block.get("heading", ""), "need": block.get("need", "")}


def _table(block: Mapping[str, Any], seed: str) -> dict[str, Any]:
    rows = [
        {"type": "item", "value": _cells(row, f"{seed}/{place}"), "id": _id(f"{seed}/{place}")}
        for place, row in enumerate(block["rows"])
    ]
    return {"caption": block["caption"], "rows": rows, "source": block.get("source", "")}


def _cells(row: Iterable[str], seed: str) -> list[dict[str, Any]]:
    return [
        {"type": "item", "value": str(cell), "id": _id(f"{seed}/{place}")} for place, cell in enumerate(row)
    ]


def _audio(block: Mapping[str, Any], seed: str) -> dict[str, Any]:
    return {"recording": block["recording"]}


def _source(block: Mapping[str, Any], seed: str) -> dict[str, Any]:
    return {"title": block["title"], "article": block.get("article", ""), "url": block.get("url", "")}


_VALUES = {
    "paragraph": _paragraph,
    "steps": _steps,
    "warning": _warning,
    "law": _law,
    "phrase": _phrase,
    "figure": _figure,
    "image": _image,
    "contacts": _contacts,
    "table": _table,
    "audio": _audio,
    "source": _source,
}

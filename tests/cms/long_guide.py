"""A long guide in a language of the site: nine hundred words and more, made of the site's own sentences.

Real sentences compress as real guides do; a repeated one would not.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.conf import settings

from cms.models import GuidePage
from tests.cms.factories import publish_guide

WORDS_AT_LEAST = 900
SHORTEST_SENTENCE = 25
ENTRY = re.compile(r'^(msgid|msgstr) "(.*)"((?:\n".*")*)', re.MULTILINE)


@cache
def sentences(language: str) -> list[str]:
    """Whole sentences of the catalogue of a language; English ones are the keys of the Nepali catalogue."""
    wanted, code = ("msgid", "ne") if language == "en" else ("msgstr", language)
    catalogue = settings.LOCALE_PATHS[0] / code / "LC_MESSAGES" / "django.po"
    texts = (
        first + "".join(re.findall(r'"(.*)"', more))
        for kind, first, more in ENTRY.findall(catalogue.read_text(encoding="utf-8"))
        if kind == wanted
    )
    return [text for text in texts if len(text) > SHORTEST_SENTENCE and not re.search(r"[%\\<{]", text)]


def publish_long_guide(language: str, *, slug: str = "long", **blocks: dict[str, Any]) -> GuidePage:
    """A guide with every kind of block; `blocks` adds those that need a row of their own."""
    told = iter(sentences(language))
    body = list(_body(told))
    words = sum(len(str(block).split()) for block in body)
    while words < WORDS_AT_LEAST * 1.15:  # some of the words are names of fields
        part = {"type": "paragraph", "heading": next(told)[:60], "text": " ".join(_some(told, 6))}
        body.append(part)
        words += len(str(part).split())
    return publish_guide(
        language,
        slug,
        title=next(told)[:60],
        summary=" ".join(_some(told, 2))[:300],
        stage="work",
        body=[*blocks.values(), *body],
        jurisdiction="destination",
        origin_codes=["NP", "BD", "ID"],
        destination_codes=["MY", "QA", "HK"],
        sectors=["domestic", "construction"],
        topics=["wages", "contract", "hours"],
        share_text=next(told)[:200],
        sources=[
            {
                "title": "ILO Convention No. 189 on domestic workers (2011)",
                "article": "Article 9",
                "url": "https://normlex.ilo.org/c189",
            },
            {"title": "Employment Act 1955 (Malaysia)"},
        ],
    )


def _some(told: Iterator[str], count: int) -> list[str]:
    return [next(told) for _ in range(count)]


def _body(told: Iterator[str]) -> Iterator[dict[str, Any]]:
    for _ in range(4):
        yield {"type": "paragraph", "heading": next(told)[:60], "text": " ".join(_some(told, 6))}
    yield {"type": "warning", "text": " ".join(_some(told, 2))}
    for is_checklist in (True, False):
        steps = [{"title": next(told)[:60], "text": next(told)} for _ in range(4)]
        yield {"type": "steps", "heading": next(told)[:60], "is_checklist": is_checklist, "steps": steps}
    yield {
        "type": "law",
        "text": " ".join(_some(told, 3)),
        "source": "ILO Convention No. 181 on private employment agencies (1997)",
        "article": "Article 7",
        "url": "https://normlex.ilo.org/c181",
    }
    yield {"type": "phrase", "text": next(told), "english": "Give me a receipt, please."}
    yield {
        "type": "figure",
        "value": "1700",
        "unit": next(told)[:60],
        "date": datetime.date(2025, 2, 1),
        "source": "Minimum Wages Order 2024",
    }
    heads = ["", *(text[:16] for text in _some(told, 2))]
    rows = [[next(told)[:20], "1 700", "+977 1 555 0123"] for _ in range(3)]
    yield {"type": "table", "caption": next(told)[:60], "rows": [heads, *rows], "source": "Sample"}
    yield {"type": "contacts", "heading": next(told)[:40], "need": "fees"}

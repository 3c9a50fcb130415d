"""Letters for phones that have none for the reader's script.

A font weighs more than a page, so only those load one who ask: by a link to the same page with
`?letters`, or, with a script, once and for all.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from frontend import assets

VARIANT = "letters"
"""The one query that makes another page of a reading page; stored pages know it too."""

# Any other is added by a style sheet in static_src/css/letters and a line here.
SCRIPTS = {
    "ar": "arabic",
    "bn": "bengali",
    "hi": "devanagari",
    "km": "khmer",
    "my": "myanmar",
    "ne": "devanagari",
    "si": "sinhala",
    "ta": "tamil",
    "ur": "nastaliq",
}


@dataclass(frozen=True)
class Letters:
    """The style sheet that loads a font, and the bytes of both."""

    url: str
    byte_count: int


def for_language(code: str) -> Letters | None:
    """The letters of a language; None where every phone has them, and while the front end is not built."""
    script = SCRIPTS.get(code.split("-")[0])
    return _built(script, assets.asset_url(f"letters/{script}.css")) if script else None


@cache
def _built(script: str, url: str) -> Letters | None:
    """By its address too, which a new build changes."""
    files = assets.attached_files(f"letters/{script}.css")
    return Letters(url, sum(file.stat().st_size for file in files)) if url and files else None

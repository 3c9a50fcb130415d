"""The letters on paper: which family a language is set in, and which letters there are at all.

The build copies TrueType files to `settings.PRINT_FONTS_DIR`. Another script is another package in
`frontend/package.json`, and a line in `FACES` where Typst should not choose for itself.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import typst
from babel.core import get_global
from django.conf import settings


class FontsMissing(Exception):
    """There are no fonts to print with; `make run` puts them there."""


class LettersMissing(Exception):
    """A text holds letters that no font here has."""


@dataclass(frozen=True)
class Face:
    """How a script is set.

    `size` is in points and looks as big as Latin of 9.5; `top` and `bottom` are the edges of a line as Typst
    names them, `leading` and `spacing` the space between lines and paragraphs in em. `latin_apart`
    says that the family's own Latin letters and digits, if any, do not fit; `heading` is a family for
    titles, `heading_scale` what makes it look as big as the others.
    """

    family: str
    size: float = 9.5
    leading: float = 0.1
    spacing: float = 0.5
    top: str = "ascender"
    bottom: str = "descender"
    heading: str = ""
    heading_scale: float = 1
    latin_apart: bool = False


LATIN = Face(
    "Noto Sans", leading=0.62, spacing=0.95, top="cap-height", bottom="baseline", heading="Noto Serif"
)
# Noto's Arabic families draw a letter and its dots as two glyphs. What is read out of such a PDF, aloud or by
# a search, has letters twice and in the order of shapes, and weighs twenty times as much. Amiri's is right.
NASKH = Face("Amiri", size=11.5, leading=-0.1, spacing=0.3, latin_apart=True)
FACES = {
    "Latn": LATIN,
    "Arab": NASKH,
    "Aran": replace(NASKH, heading="Noto Nastaliq Urdu", heading_scale=0.85),
    "Beng": Face("Noto Sans Bengali"),
    "Deva": Face("Noto Sans Devanagari"),
    "Sinh": Face("Noto Sans Sinhala", size=9),
    "Taml": Face("Noto Sans Tamil", size=8.5),
}
"""By script (ISO 15924). Without a line of its own a script is set in whichever family has its letters."""

NASTALIQ = frozenset({"ur", "ks"})


def script_of(language: str) -> str:
    """The script a language is written in (ISO 15924, from CLDR's likely subtags): "Deva" for "ne"."""
    base = language.split("-")[0]
    if base in NASTALIQ:
        return "Aran"
    likely = get_global("likely_subtags").get(base, "")
    return next((part for part in likely.split("_")[1:] if len(part) == 4), "Latn")


def face_of(language: str) -> Face:
    return FACES.get(script_of(language), Face(LATIN.family))


def files() -> list[Path]:
    """The font files. Raises FontsMissing when there are none."""
    found = sorted(Path(settings.PRINT_FONTS_DIR).glob("*.ttf"))
    if not found:
        raise FontsMissing(
            f"There are no fonts in {settings.PRINT_FONTS_DIR}. Run `make run`, which copies them there."
        )
    return found


@lru_cache(maxsize=4)
def _loaded(folder: str, stamp: tuple[tuple[str, int], ...]) -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


def loaded() -> typst.Fonts:
    """The fonts as Typst takes them, read once while the files stay the same. Raises FontsMissing."""
    stamp = tuple((file.name, file.stat().st_mtime_ns) for file in files())
    return _loaded(str(settings.PRINT_FONTS_DIR), stamp)


@lru_cache(maxsize=64)
def _letters_in(file: Path, modified: int) -> frozenset[int]:
    data = file.read_bytes()
    start = _table(data, b"cmap")
    subtables = struct.unpack_from(">H", data, start + 2)[0]
    letters: set[int] = set()
    for place in range(subtables):
        offset = start + struct.unpack_from(">I", data, start + 4 + 8 * place + 4)[0]
        for first, last in _ranges(data, offset):
            letters.update(range(first, last + 1))
    return frozenset(letters)


def _table(data: bytes, tag: bytes) -> int:
    count = struct.unpack_from(">H", data, 4)[0]
    for place in range(count):
        name, _checksum, offset, _length = struct.unpack_from(">4sIII", data, 12 + 16 * place)
        if name == tag:
            return offset
    return 0


def _ranges(data: bytes, offset: int) -> Iterator[tuple[int, int]]:
    """The code points of one subtable (OpenType, `cmap`): format 4 for the first plane, 12 for all."""
    form = struct.unpack_from(">H", data, offset)[0]
    if form == 4:
        count = struct.unpack_from(">H", data, offset + 6)[0] // 2
        ends = struct.unpack_from(f">{count}H", data, offset + 14)
        starts = struct.unpack_from(f">{count}H", data, offset + 16 + 2 * count)
        yield from ((first, last) for first, last in zip(starts, ends, strict=True) if first != 0xFFFF)
    elif form == 12:
        count = struct.unpack_from(">I", data, offset + 12)[0]
        for place in range(count):
            first, last, _glyph = struct.unpack_from(">III", data, offset + 16 + 12 * place)
            yield first, last


def letters() -> frozenset[int]:
    """The code points that some font here has. Raises FontsMissing."""
    return frozenset().union(*(_letters_in(file, file.stat().st_mtime_ns) for file in files()))

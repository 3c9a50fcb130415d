"""Reads a tagged PDF as a screen reader does: along its tags, each run by the words it stands for.

Ways of extracting text that go by where letters stand fail on Arabic script, whose dots are set apart.
"""

from __future__ import annotations

import io
import re
from collections import defaultdict
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, ContentStream, DictionaryObject, IndirectObject


def words_of(pdf: bytes) -> str:
    """All the words in the order of the tags, with one space where spaces are."""
    isolates = dict.fromkeys(range(0x2066, 0x206A))
    return " ".join("".join(_Document(pdf).read()).translate(isolates).split())


class _Document:
    def __init__(self, pdf: bytes) -> None:
        self.reader = PdfReader(io.BytesIO(pdf))
        self.runs = {
            page.indirect_reference.idnum: _runs(page, self.reader)
            for page in self.reader.pages
            if page.indirect_reference
        }

    def read(self) -> list[str]:
        tree = self.reader.trailer["/Root"]["/StructTreeRoot"]
        return self._words(tree["/K"], page=0)

    def _words(self, kid: Any, page: int) -> list[str]:
        kid = kid.get_object() if isinstance(kid, IndirectObject) else kid
        if isinstance(kid, ArrayObject):
            return [word for each in kid for word in self._words(each, page)]
        if isinstance(kid, DictionaryObject):
            if "/Pg" in kid:
                page = kid.raw_get("/Pg").idnum
            if "/MCID" in kid:
                return [self.runs[page][int(kid["/MCID"])]]
            if "/ActualText" in kid:
                return [str(kid["/ActualText"]), " "]
            if kid.get("/S") in {"/P", "/LI", "/H1", "/H2", "/TD", "/TH", "/Title"}:
                return [*self._words(kid.get("/K", ArrayObject()), page), " "]
            return self._words(kid.get("/K", ArrayObject()), page)
        return [self.runs[page][int(kid)]]


def _runs(page: Any, reader: PdfReader) -> dict[int, str]:
    """The words of each marked run of a page."""
    fonts = {name: _letters(font.get_object()) for name, font in page["/Resources"]["/Font"].items()}
    found: dict[int, list[str]] = defaultdict(list)
    turned: dict[int, bool] = defaultdict(bool)
    marks: list[tuple[int | None, bool, bool]] = []
    letters: dict[int, str] = {}
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        run, is_spelt, is_reversed = marks[-1] if marks else (None, False, False)
        if operator == b"BDC":
            facts = operands[1] if isinstance(operands[1], dict) else {}
            if "/MCID" in facts:
                run, is_spelt, is_reversed = int(facts["/MCID"]), False, False
            if "/ActualText" in facts:
                if run is not None:
                    found[run].append(str(facts["/ActualText"]))
                is_spelt = True
            marks.append((run, is_spelt, is_reversed))
        elif operator == b"BMC":
            marks.append((run, is_spelt, is_reversed or operands[0] == "/ReversedChars"))
        elif operator == b"EMC":
            marks.pop()
        elif operator == b"Tf":
            letters = fonts[operands[0]]
        elif operator in {b"Tj", b"TJ"} and run is not None and not is_spelt:
            shown = operands[0] if operator == b"TJ" else [operands[0]]
            codes = b"".join(_bytes(each) for each in shown if not isinstance(each, int | float))
            read = [
                letters.get(int.from_bytes(codes[at : at + 2], "big"), "") for at in range(0, len(codes), 2)
            ]
            found[run].append("".join(reversed(read) if is_reversed else read))
            turned[run] = turned[run] or is_reversed
    # Segments from right to left stand in the order of the page, from left to right.
    return defaultdict(
        str, {run: "".join(reversed(parts) if turned[run] else parts) for run, parts in found.items()}
    )


def _bytes(string: Any) -> bytes:
    return string.original_bytes if hasattr(string, "original_bytes") else bytes(string)


def _letters(font: Any) -> dict[int, str]:
    """What each glyph of a font stands for, by its ToUnicode map."""
    cmap = font["/ToUnicode"].get_object().get_data().decode("latin-1")
    letters: dict[int, str] = {}
    for section in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for code, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", section):
            letters[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for section in re.findall(r"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for first, last, text in re.findall(
            r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", section
        ):
            for step in range(int(last, 16) - int(first, 16) + 1):
                letters[int(first, 16) + step] = chr(int(text, 16) + step)
    return letters

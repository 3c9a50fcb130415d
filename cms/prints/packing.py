"""Makes a PDF lighter without changing what it says, and its headings readable aloud.

Typst writes the tags for screen readers as plain text, one entry for each run of letters; in Arabic script
that is more than half of the file. PDF can keep such objects compressed (ISO 32000-1, 7.5.7 and 7.5.8).
"""

from __future__ import annotations

import re
import struct
import zlib

_OBJECT = re.compile(rb"(\d+) 0 obj\s*(.*?)\s*endobj\s*\Z", re.DOTALL)
_STREAM = re.compile(rb"(<<.*?>>)\s*stream\r?\n(.*)\r?\nendstream\Z", re.DOTALL)
_TRAILER = re.compile(rb"trailer\s*<<(.*)>>\s*startxref", re.DOTALL)
_PLACE = re.compile(rb"\bq 1 0 0 -1 (-?\d+\.\d+) (-?\d+\.\d+) cm\b")
_UTF16 = re.compile(rb"<FEFF[0-9A-F]*>")
_HEADING = re.compile(rb"<</Type/StructElem/S/H\d/.*?(/T(<FEFF[0-9A-F]*>))/K", re.DOTALL)
_OBJECTS_IN_ONE = 200
"""As many objects share a stream: a reader that wants one of them unpacks all."""


class NotUnderstood(Exception):
    """The PDF is not built as Typst builds them."""


def packed(pdf: bytes) -> bytes:
    """The same document, its small objects in compressed streams, and streams as small as zlib makes them.

    Raises:
        NotUnderstood: it has another kind of cross-reference than a table.
    """
    found = re.search(rb"startxref\s+(\d+)\s+%%EOF\s*\Z", pdf)
    table = int(found[1]) if found else -1
    trailer = _TRAILER.search(pdf, max(table, 0))
    if table < 0 or pdf[table : table + 4] != b"xref" or trailer is None:
        raise NotUnderstood("no cross-reference table")
    objects = _objects(pdf, table)
    objects = {number: _spoken(body, _title(objects)) for number, body in objects.items()}
    plain = {number: body for number, body in objects.items() if _STREAM.match(body) is None}
    out = bytearray(pdf[: pdf.index(b"\n", pdf.index(b"\n") + 1) + 1])
    places: dict[int, bytes] = {}
    for number, body in objects.items():
        if number not in plain:
            places[number] = _placed(out, number, _squeezed(body))
    numbers = list(plain)
    following = max(objects, default=0) + 1
    for first in range(0, len(numbers), _OBJECTS_IN_ONE):
        chosen = numbers[first : first + _OBJECTS_IN_ONE]
        places[following] = _placed(out, following, _object_stream({each: plain[each] for each in chosen}))
        places |= {each: struct.pack(">BIH", 2, following, index) for index, each in enumerate(chosen)}
        following += 1
    return bytes(out + _cross_reference(len(out), following, places, trailer[1]))


def _objects(pdf: bytes, table: int) -> dict[int, bytes]:
    """The bodies of all objects by number, as the cross-reference table names them."""
    rows = re.findall(rb"(\d{10}) \d{5} n", pdf[table:])
    offsets = sorted({int(row) for row in rows})
    bodies = {}
    for offset, end in zip(offsets, [*offsets[1:], table], strict=True):
        read = _OBJECT.match(pdf[offset:end])
        if read is None:
            raise NotUnderstood("an object that is none")
        bodies[int(read[1])] = read[2]
    return bodies


def _title(objects: dict[int, bytes]) -> bytes:
    """The title of the document as its facts name it; empty where it is plain ASCII."""
    facts = next((body for body in objects.values() if b"/Creator" in body and b"/CreationDate" in body), b"")
    found = _UTF16.search(facts[facts.find(b"/Title") :]) if b"/Title<" in facts else None
    return found[0] if found else b""


def _spoken(body: bytes, title: bytes) -> bytes:
    """A heading with its words as one text: display letters such as Nastaliq's are not read out right."""
    if body.startswith(b"<</Type/StructElem/S/Title/") and title:
        return body[:-2].rstrip() + b"/ActualText" + title + b">>" if body.endswith(b">>") else body
    named = _HEADING.match(body)
    return body.replace(named[1], named[1] + b"/ActualText" + named[2], 1) if named else body


def _squeezed(body: bytes) -> bytes:
    """A stream, compressed as far as zlib can where it is compressed with zlib alone."""
    read = _STREAM.match(body)
    if read is None or b"/FlateDecode" not in read[1] or b"/DecodeParms" in read[1] or b"[" in read[1]:
        return body
    content = zlib.compress(_PLACE.sub(_rounded, zlib.decompress(read[2])), 9)
    if len(content) >= len(read[2]):
        return body
    head = re.sub(rb"/Length \d+", b"/Length %d" % len(content), read[1], count=1)
    return head + b"\nstream\n" + content + b"\nendstream"


def _rounded(place: re.Match[bytes]) -> bytes:
    """Where a run of letters stands, to a hundredth of a point, which nobody sees."""
    across, down = (f"{float(each):.2f}".rstrip("0").rstrip(".").encode() for each in place.groups())
    return b"q 1 0 0 -1 %b %b cm" % (across, down)


def _placed(out: bytearray, number: int, body: bytes) -> bytes:
    """Writes an object; returns its row for the cross-reference."""
    row = struct.pack(">BIH", 1, len(out), 0)
    out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    return row


def _object_stream(bodies: dict[int, bytes]) -> bytes:
    index, content = [], bytearray()
    for number, body in bodies.items():
        index.append(b"%d %d" % (number, len(content)))
        content += body + b"\n"
    head = b" ".join(index) + b"\n"
    data = zlib.compress(head + bytes(content), 9)
    facts = b"/Type/ObjStm/N %d/First %d/Length %d/Filter/FlateDecode" % (len(bodies), len(head), len(data))
    return b"<<%b>>\nstream\n%b\nendstream" % (facts, data)


def _cross_reference(offset: int, number: int, places: dict[int, bytes], trailer: bytes) -> bytes:
    rows = {0: struct.pack(">BIH", 0, 0, 0xFFFF), **places, number: struct.pack(">BIH", 1, offset, 0)}
    free = struct.pack(">BIH", 0, 0, 0xFFFF)
    data = zlib.compress(b"".join(rows.get(each, free) for each in range(number + 1)), 9)
    kept = re.sub(rb"/Size \d+", b"", trailer)
    facts = b"/Type/XRef/Size %d/W[1 4 2]/Length %d/Filter/FlateDecode" % (number + 1, len(data))
    body = b"%d 0 obj\n<<%b%b>>\nstream\n%b\nendstream\nendobj\n" % (number, facts, kept, data)
    return body + b"startxref\n%d\n%%%%EOF\n" % offset

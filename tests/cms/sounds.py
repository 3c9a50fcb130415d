"""Small sound files, made byte by byte: silence in Opus, MP3 and AAC."""

from __future__ import annotations

import struct
from collections.abc import Iterable

OPUS_SILENCE = b"\xf8\xff\xfe"  # one frame of 20 ms (RFC 6716, section 3.1)
OPUS_FRAMES_A_SECOND = 50
OPUS_SAMPLES_A_FRAME = 960


def ogg(seconds: int, *, filler: int = 0, tags: Iterable[bytes] = ()) -> bytes:
    """Silence in Ogg Opus (RFC 7845); `filler` bytes are added to each second as padding."""
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, 0, 16_000, 0, 0)
    comments = b"".join(struct.pack("<I", len(tag)) + tag for tag in tags)
    words = b"OpusTags" + struct.pack("<I", 4) + b"test" + struct.pack("<I", len(list(tags))) + comments
    pages = [_ogg_page([head], granule=0, number=0, flags=2), _ogg_page([words], granule=0, number=1)]
    for second in range(seconds):
        frames = [OPUS_SILENCE] * OPUS_FRAMES_A_SECOND
        if filler:
            frames[0] = _padded(filler)
        granule = (second + 1) * OPUS_FRAMES_A_SECOND * OPUS_SAMPLES_A_FRAME
        pages.append(
            _ogg_page(frames, granule=granule, number=second + 2, flags=4 if second == seconds - 1 else 0)
        )
    return b"".join(pages)


def _padded(filler: int) -> bytes:
    """A packet with one frame and padding (RFC 6716, section 3.2.5)."""
    full, rest = divmod(filler, 254)
    return b"\xfb\x41" + b"\xff" * full + bytes([rest]) + b"\xff\xfe" + bytes(filler)


def _ogg_page(packets: list[bytes], *, granule: int, number: int, flags: int = 0) -> bytes:
    lacing = b"".join(b"\xff" * (len(each) // 255) + bytes([len(each) % 255]) for each in packets)
    head = struct.pack("<4sBBqIII", b"OggS", 0, flags, granule, 1, number, 0)
    page = bytearray(head + bytes([len(lacing)]) + lacing + b"".join(packets))
    page[22:26] = struct.pack("<I", _ogg_checksum(page))
    return bytes(page)


def _ogg_checksum(page: bytes) -> int:
    """CRC-32 with the polynomial 0x04c11db7, nothing reflected (RFC 3533, section 6)."""
    value = 0
    for byte in page:
        value ^= byte << 24
        for _ in range(8):
            value = (value << 1) ^ 0x04C11DB7 if value & 0x80000000 else value << 1
            value &= 0xFFFFFFFF
    return value


def mp3(seconds: int) -> bytes:
    """Silence in MPEG-2 layer III, 8 kbit/s mono at 16 kHz: frames of 36 ms and 36 bytes."""
    frame = b"\xff\xf3\x18\xc4" + bytes(32)
    return frame * (seconds * 16_000 // 576 + 1)


def m4a(seconds: int, *, place: bytes = b"") -> bytes:
    """An AAC track of a length, as a phone's recorder frames it, with too little inside to be played."""
    esds = (
        bytes([0x03, 22])
        + bytes(3)
        + bytes([0x04, 17, 0x40, 0x15])
        + bytes(3)
        + struct.pack(">II", 16_000, 16_000)
    )
    esds += bytes([0x05, 2, 0x14, 0x08])
    mp4a = bytes(6) + struct.pack(">H", 1) + bytes(8) + struct.pack(">HHIHH", 1, 16, 0, 16_000, 0)
    mp4a += _box(b"esds", bytes(4) + esds)
    stsd = _box(b"stsd", bytes(4) + struct.pack(">I", 1) + _box(b"mp4a", mp4a))
    media = _box(b"mdia", _box(b"minf", _box(b"stbl", stsd)))
    length = struct.pack(">IIIII", 0, 0, 0, 1000, seconds * 1000)
    moov = _box(b"mvhd", length + bytes(80)) + _box(b"trak", media)
    if place:
        moov += _box(b"udta", _box(b"\xa9xyz", place))
    return _box(b"ftyp", b"M4A \0\0\0\0M4A ") + _box(b"moov", moov) + _box(b"mdat", bytes(seconds * 1000))


def _box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content) + 8) + kind + content

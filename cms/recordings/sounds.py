"""Sound files: what they are, how long they play, whether they are whole. Measured, never believed."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Final

from tinytag import TinyTag, TinyTagException

BYTES_A_MINUTE: Final = 240_000
"""Speech at 32 kbit/s. Opus says the same well at 16."""
MOST_SECONDS: Final = 10 * 60
MOST_BYTES: Final = BYTES_A_MINUTE * MOST_SECONDS // 60
ABSURD_BYTES_A_SECOND: Final = 400_000
"""More than uncompressed stereo (48,000 samples of 32 bits, twice): what plays so short is no sound."""
KINDS: Final = {
    'audio/ogg; codecs="opus"': ("audio/ogg", ".ogg"),
    "audio/mpeg": ("audio/mpeg", ".mp3"),
    'audio/mp4; codecs="mp4a.40.2"': ("audio/mp4", ".m4a"),  # AAC as every phone records it
    'audio/mp4; codecs="mp4a.40.5"': ("audio/mp4", ".m4a"),  # with spectral band replication, for low rates
    'audio/mp4; codecs="mp4a.40.29"': ("audio/mp4", ".m4a"),
}
OGG_HEADER: Final = 27
OGG_LAST_PAGE: Final = 4
# Where a phone writes the place: ISO 6709 in QuickTime's user data, 3GPP's location box, Vorbis comments.
PLACES: Final = (b"\xa9xyz", b"loci", b"com.apple.quicktime.location")


class NoSound(Exception):
    """Not a recording in Opus, MP3 or M4A."""


class BrokenSound(Exception):
    """The file ends before its sound does."""


class SoundTooHeavy(Exception):
    """More bytes a minute than readers can pay for. The argument: how many."""


class SoundTooLong(Exception):
    """Longer than a section of a guide. The argument: how many seconds."""


class SoundNamesItsPlace(Exception):
    """The file says where it was recorded."""


@dataclass(frozen=True)
class Sound:
    """What a sound file turned out to be. The seconds are rounded up."""

    mime_type: str
    suffix: str
    seconds: int
    byte_count: int


def examine(data: bytes) -> Sound:
    """Read a sound file. The name it came under counts for nothing.

    Raises:
        NoSound, BrokenSound, SoundTooHeavy, SoundTooLong, SoundNamesItsPlace: why it is refused.
    """
    if len(data) > 2 * MOST_BYTES:  # not worth reading
        raise SoundTooHeavy(len(data))
    try:
        tag = TinyTag.get(file_obj=BytesIO(data))
    except TinyTagException as problem:
        raise NoSound from problem
    mime_type, suffix = KINDS.get(tag.mime_type or "", ("", ""))
    seconds = tag.duration or 0
    if not mime_type or not _is_whole(suffix)(data):
        raise BrokenSound if mime_type else NoSound
    if not math.isfinite(seconds) or seconds <= 0 or len(data) / seconds > ABSURD_BYTES_A_SECOND:
        raise NoSound
    if "location" in tag.other or any(mark in data for mark in PLACES if suffix == ".m4a"):
        raise SoundNamesItsPlace
    if len(data) / seconds > BYTES_A_MINUTE / 60:
        raise SoundTooHeavy(round(len(data) / seconds * 60))
    if seconds > MOST_SECONDS:
        raise SoundTooLong(math.ceil(seconds))
    return Sound(mime_type, suffix, math.ceil(seconds), len(data))


def _is_whole(suffix: str) -> Callable[[bytes], bool]:
    """How to tell. An MP3 is a row of frames that ends anywhere."""
    return {".ogg": _ends_with_its_last_page, ".m4a": _is_filled_with_boxes}.get(suffix, bool)


def _ends_with_its_last_page(data: bytes) -> bool:
    """Ogg (RFC 3533): pages follow each other, and the last one says that it is the last."""
    place, flags = 0, 0
    while place < len(data):
        head = data[place : place + OGG_HEADER]
        if len(head) < OGG_HEADER or not head.startswith(b"OggS"):
            return False
        flags, segments = head[5], head[26]
        place += OGG_HEADER + segments + sum(data[place + OGG_HEADER : place + OGG_HEADER + segments])
    return place == len(data) and bool(flags & OGG_LAST_PAGE)


def _is_filled_with_boxes(data: bytes) -> bool:
    """MPEG-4 (ISO/IEC 14496-12): boxes fill the file to its last byte, and one of them holds the sound."""
    boxes = list(_boxes(data))
    kinds = {kind for kind, _end in boxes}
    return bool(boxes) and boxes[-1][1] == len(data) and {b"moov", b"mdat"} <= kinds


def _boxes(data: bytes) -> Iterator[tuple[bytes, int]]:
    """The kind of each outermost box, and where it ends."""
    place = 0
    while place + 8 <= len(data):
        size, kind = int.from_bytes(data[place : place + 4], "big"), data[place + 4 : place + 8]
        if size == 1:
            size = int.from_bytes(data[place + 8 : place + 16], "big")
        place = len(data) if size == 0 else place + max(size, 8)
        yield kind, place

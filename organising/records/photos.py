"""Photographs as evidence: drawn anew, so that nothing but the picture is kept.

A phone writes into a photograph where it was taken, when, and with which device. Deleting known tags leaves
the unknown ones, so the pixels are copied to an empty image and that one is encoded.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Final

from PIL import Image, ImageOps

MOST_BYTES: Final = 10 * 1024 * 1024
MOST_PIXELS: Final = 50_000_000
"""Decoded they take three bytes each: what a small file may make of our memory ends here."""
LONGEST_EDGE: Final = 2000
FORMATS: Final = ("JPEG", "PNG", "WEBP")
CONTENT_TYPE: Final = "image/jpeg"


class PhotoRefused(Exception):
    """The file cannot be used as evidence."""


class PhotoTooLarge(PhotoRefused):
    """More than MOST_BYTES."""


class PhotoTooManyPixels(PhotoRefused):
    """More than MOST_PIXELS."""


class NotAPhoto(PhotoRefused):
    """Not a JPEG, PNG or WebP, or a broken one."""


@dataclass(frozen=True)
class Photo:
    """A JPEG that `redraw` made: no metadata, at most LONGEST_EDGE pixels on a side."""

    jpeg: bytes = field(repr=False)


def redraw(data: bytes) -> Photo:
    """Decode a photograph under limits and encode its pixels alone. Raises a PhotoRefused."""
    if len(data) > MOST_BYTES:
        raise PhotoTooLarge
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as source:
            if source.width * source.height > MOST_PIXELS:
                raise PhotoTooManyPixels
            source.draft("RGB", (LONGEST_EDGE, LONGEST_EDGE))
            clean = _pixels_of(source)
    except PhotoRefused:
        raise
    except Image.DecompressionBombError:
        raise PhotoTooManyPixels from None
    except Exception:
        # Decoders meet hostile bytes with a dozen kinds of exception; all of them mean one thing here.
        raise NotAPhoto from None
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=82, optimize=True)
    return Photo(jpeg=out.getvalue())


def _pixels_of(source: Image.Image) -> Image.Image:
    """The picture upright on white, in a new image that inherits nothing."""
    source.load()
    upright = ImageOps.exif_transpose(source)
    upright.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
    clean = Image.new("RGB", upright.size, "white")
    if "A" in upright.getbands() or "transparency" in upright.info:
        layer = upright.convert("RGBA")
        clean.paste(layer.convert("RGB"), mask=layer.getchannel("A"))
    else:
        clean.paste(upright.convert("RGB"))
    return clean

"""Uploaded images, drawn anew: the picture stays, what a camera wrote beside it goes.

Phones write into a photograph where it was taken, when, and with which device, and Wagtail copies that into
every size it makes of a JPEG or a PNG. A picture of workers before their dormitory must not name the place.
Deleting known tags leaves the unknown ones, so the pixels move to a new image.
"""

from __future__ import annotations

import io
from typing import Any, Final

from PIL import Image, ImageOps, ImageSequence

FORMATS: Final = ("GIF", "JPEG", "PNG", "WEBP", "AVIF")
QUALITY: Final[dict[str, dict[str, Any]]] = {
    "JPEG": {"quality": 90, "optimize": True, "progressive": True},
    "WEBP": {"quality": 90},
    "AVIF": {"quality": 80},
}
_PLAIN_MODES: Final = ("1", "L", "LA", "RGB", "RGBA", "CMYK")


class BrokenImage(Exception):
    """The file cannot be drawn: no image, or a broken one."""


def without_metadata(data: bytes) -> bytes:
    """The same image in the same format, upright, with its colour profile and nothing else.

    Of the pictures in a phone's multi-picture JPEG the first one stays. Raises BrokenImage.
    """
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as source:
            return _drawn_anew(source)
    except Exception:
        # Decoders meet broken bytes with a dozen kinds of exception; all of them mean one thing here.
        raise BrokenImage from None


def _drawn_anew(source: Image.Image) -> bytes:
    out = io.BytesIO()
    # A multi-picture JPEG calls itself MPO; its other pictures are previews, not frames.
    kind = "JPEG" if source.format == "MPO" else str(source.format)
    options = {**QUALITY.get(kind, {})}
    if profile := source.info.get("icc_profile"):
        options["icc_profile"] = profile
    if kind != "JPEG" and getattr(source, "n_frames", 1) > 1:
        pictures, durations = [], []
        for frame in ImageSequence.Iterator(source):
            pictures.append(_pixels_of(frame.convert("RGBA")))
            durations.append(frame.info.get("duration", 100))
        options |= {"save_all": True, "append_images": pictures[1:], "duration": durations}
        options |= {"loop": source.info.get("loop", 0), "disposal": 2}
        pictures[0].save(out, kind, **options)
    else:
        _pixels_of(ImageOps.exif_transpose(source)).save(out, kind, **options)
    return out.getvalue()


def _pixels_of(picture: Image.Image) -> Image.Image:
    """A new image with these pixels, which inherits nothing."""
    if picture.mode not in _PLAIN_MODES or "transparency" in picture.info:
        picture = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    clean = Image.new(picture.mode, picture.size)
    clean.paste(picture)
    return clean

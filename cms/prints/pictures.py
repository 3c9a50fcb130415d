"""Pictures for paper: grey, small, and only as many as the weight allows."""

from __future__ import annotations

import io
import logging
from typing import Any

from PIL import Image, ImageOps

logger = logging.getLogger(__name__)

WIDEST_PIXELS = 640
QUALITY = 55
MOST_BYTES_EACH = 30_000
MOST_BYTES_TOGETHER = 60_000


class Budget:
    """What pictures may weigh in one booklet."""

    def __init__(self, byte_count: int = MOST_BYTES_TOGETHER) -> None:
        self.left = byte_count

    def take(self, image: Any) -> bytes | None:
        """The picture in grey as JPEG; None when it is too heavy, or when its file cannot be read."""
        try:
            with image.open_file() as file, Image.open(file) as source:
                made = _grey(source)
        except Exception as problem:  # whatever is wrong with the file, the text is printed without it
            logger.warning("Image %s is left out of a print: %s", image.pk, type(problem).__name__)
            return None
        if len(made) > min(MOST_BYTES_EACH, self.left):
            return None
        self.left -= len(made)
        return made


def _grey(source: Image.Image) -> bytes:
    picture = ImageOps.exif_transpose(source)
    if picture.has_transparency_data:
        paper = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(paper, picture.convert("RGBA"))
    picture = picture.convert("L")
    picture.thumbnail((WIDEST_PIXELS, WIDEST_PIXELS))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()

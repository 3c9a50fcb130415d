"""Images of pages in the sizes and formats that phones read, drawn when the page is published.

AVIF weighs least and is read by phones since 2020; WebP and JPEG are for the others. A reader's request only
looks up what is there.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Final

from wagtail.images.models import AbstractRendition, Filter
from wagtail.models import Page

from cms.models import CampaignPage, ContentChange, CustomImage, CustomRendition, GuidePage

SIZES: Final = "(min-width: 45rem) 34rem, 100vw"
SPECS: Final = tuple(
    f"format-{kind}|width-{width}" for kind in ("avif", "webp", "jpeg") for width in (320, 640)
)
IMAGE_BLOCK: Final = "image"


def made_of(image: CustomImage) -> dict[str, AbstractRendition]:
    """What has been drawn of it, by its specification. No query after `read_all`."""
    found = image.find_existing_renditions(*[Filter(spec=spec) for spec in SPECS])
    by_spec = {each.spec: rendition for each, rendition in found.items()}
    return {spec: by_spec[spec] for spec in SPECS if spec in by_spec}


def is_complete(made: dict[str, AbstractRendition]) -> bool:
    return len(made) == len(SPECS)


def draw(image: CustomImage) -> dict[str, AbstractRendition]:
    """Draw what is missing. Half a second for a photograph; nothing when all is there."""
    return image.get_renditions(*SPECS)


def images_on(page: Page) -> list[CustomImage]:
    """The images of a page's text, each once. One query when there are any, none else."""
    if not any(block["type"] == IMAGE_BLOCK for block in page.body.raw_data):
        return []
    blocks = [block.value["image"] for block in page.body if block.block_type == IMAGE_BLOCK]
    return list({image.pk: image for image in blocks if image is not None}.values())


def read_all(page: Page) -> int:
    """Read at once what has been drawn of all images of a page; returns how many sizes there are.

    Two queries when it has images, none else.
    """
    images = images_on(page)
    found: dict[int, list[AbstractRendition]] = {}
    if images:
        for each in CustomRendition.objects.filter(image__in=images, filter_spec__in=SPECS).order_by("pk"):
            found.setdefault(each.image_id, []).append(each)
    for block in page.body if images else []:
        image = block.value["image"] if block.block_type == IMAGE_BLOCK else None
        if image is not None:
            image.prefetched_renditions = found.get(image.pk, [])
            for each in image.prefetched_renditions:
                each.image = image
    return sum(map(len, found.values()))


def follow(changes: Iterable[ContentChange], now: datetime.datetime) -> None:
    """Draw the images of the pages that were published; of all pages when the site changed."""
    asked = [change for change in changes if change.kind in {"page", "site"}]
    everywhere = any(change.kind == "site" or change.object_id is None for change in asked)
    ids = {change.object_id for change in asked}
    for model in (GuidePage, CampaignPage):
        pages = model.objects.filter(live=True).order_by("pk")
        for page in pages if everywhere else pages.filter(pk__in=ids):
            for image in images_on(page):
                draw(image)

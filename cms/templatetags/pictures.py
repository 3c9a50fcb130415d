"""`{% load pictures %}`: images of guides in the sizes that were made at publish."""

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.images.models import Picture

from cms import renditions
from cms.models import CustomImage

register = template.Library()


@register.simple_tag(takes_context=True)
def picture_of(context: Context, image: CustomImage | None, alt: str) -> SafeString:
    """The image in its sizes; what it shows, in words, while they are being made.

    A reader's request draws nothing. An editor's preview does: its page is not published yet.
    """
    if image is None:
        return format_html("")
    is_preview = getattr(context.get("request"), "is_preview", False)
    made = renditions.draw(image) if is_preview else renditions.made_of(image)
    if not renditions.is_complete(made):
        return format_html('<p class="box">{}</p>', alt)
    attributes = {"alt": alt, "loading": "lazy", "decoding": "async", "sizes": renditions.SIZES}
    return Picture(made, attributes).__html__()

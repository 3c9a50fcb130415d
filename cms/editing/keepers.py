"""Which union keeps a page, for readers. Knows nothing of drafts."""

from __future__ import annotations

from wagtail.models import Page

from cms.models import PageOwner


def keeper_of(page: Page) -> str:
    """The name of the union that keeps a page in all its languages; "" when the house does. One query."""
    names = PageOwner.objects.filter(translation_key=page.translation_key).values_list(
        "union__name", flat=True
    )
    return str(names.first() or "")

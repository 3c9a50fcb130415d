"""The papers of a guide for its page."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils import translation
from wagtail.models import Page

from cms.models import Print


@dataclass(frozen=True)
class PrintLink:
    """One PDF of a guide and its weight in bytes."""

    kind: str
    url: str
    byte_count: int


def prints_of(page: Page) -> list[PrintLink]:
    """The PDFs of a guide that are made, the booklet first. One query."""
    made = (
        Print.objects.filter(page_id=page.pk, file__gt="").order_by("kind").values_list("kind", "byte_count")
    )
    with translation.override(page.locale.language_code):
        return [
            PrintLink(kind=kind, url=reverse(f"prints:{kind}", args=[page.slug]), byte_count=byte_count)
            for kind, byte_count in made
        ]

"""Entries of the index, without pages."""

from __future__ import annotations

import uuid

from cms.models import SearchEntry
from cms.search import services

NAMESPACE = uuid.UUID("3a0c7f4e-1f57-5b0c-9f39-5f0a1c6b2d11")


def index(
    title: str, body: str = "", *, language: str = "en", slug: str = "", summary: str = ""
) -> SearchEntry:
    """A guide in the index; the same slug in two languages is one guide."""
    slug = slug or title.lower().replace(" ", "-")
    family = uuid.uuid5(NAMESPACE, slug)
    entry = SearchEntry(
        kind=SearchEntry.Kind.GUIDE,
        object_id=family.int % 1_000_000,
        language=language,
        family=family,
        title=title,
        summary=summary,
        path=f"guides/{slug}/",
    )
    services.save_entries([services.Found(entry, title=title, summary=summary, body=[body])])
    return entry

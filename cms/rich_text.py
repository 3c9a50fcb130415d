"""Links between pages inside rich text: always in the reader's language, one query for a whole page.

A link keeps the reader under her own language prefix. Where the other page is not translated, that address
answers with the honest fallback, so no look-up of translations is needed here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.utils.html import escape
from django.utils.translation import get_language
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from cms import addresses

LINK = re.compile(r"<a [^>]*>")
PAGE_ID = re.compile(r'\bid=\\?"(\d+)')
_known: ContextVar[dict[str, str | None] | None] = ContextVar("linked_page_paths", default=None)


def linked_page_ids(stored: str) -> set[int]:
    """Ids of the pages that a stored text or stream links to."""
    if "linktype" not in stored:
        return set()
    found = (
        PAGE_ID.search(link)
        for link in LINK.findall(stored)
        if 'linktype=\\"page' in link or 'linktype="page' in link
    )
    return {int(each[1]) for each in found if each}


def paths_of(page_ids: Iterable[int]) -> dict[str, str | None]:
    """Paths below home by page ids as text; None for a page that is not live. One query, none without ids."""
    paths: dict[str, str | None] = {str(each): None for each in page_ids}
    if paths:
        for page in Page.objects.filter(pk__in=paths, live=True).only("id", "url_path").order_by("pk"):
            paths[str(page.pk)] = addresses.path_below_home(page)
    return paths


@contextmanager
def links_prefetched(stored: str) -> Iterator[None]:
    """While open, rich text expands its links to the pages named in `stored` without a query."""
    token = _known.set(paths_of(linked_page_ids(stored)))
    try:
        yield
    finally:
        _known.reset(token)


class ReaderPageLinkHandler(PageLinkHandler):
    """Expands a stored link to a page; a page that is gone leaves its words without a link."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, Any]]) -> list[str]:
        known = _known.get()
        ids = [str(attrs.get("id", "")) for attrs in attrs_list]
        if known is None or any(each not in known for each in ids):
            known = (known or {}) | paths_of(int(each) for each in ids if each.isdigit())
        language = get_language() or "en"
        paths = [known.get(each) for each in ids]
        return [
            "<a>" if path is None else f'<a href="{escape(addresses.address(language, path))}">'
            for path in paths
        ]

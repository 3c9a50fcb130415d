"""What a draft will cost a reader: its HTML as it is sent, and its pictures as a phone asks for them."""

from __future__ import annotations

import gzip
import io
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import brotli
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.handlers.wsgi import WSGIRequest
from django.utils import translation

from cms import addresses, rendering, renditions
from cms.models import TranslatedPage
from frontend import stored_pages

MOST_BYTES = 14 * 1024
"""What fits into the first ten packets of a connection (RFC 6928): a page that is there at once."""


@dataclass(frozen=True)
class Weight:
    """Sizes in bytes."""

    html: str
    plain_bytes: int
    gzip_bytes: int
    brotli_bytes: int
    picture_bytes: int
    undrawn_count: int
    """Pictures that nobody has drawn yet: they are when the page is published."""

    @property
    def is_light(self) -> bool:
        return self.gzip_bytes <= MOST_BYTES

    @property
    def percent(self) -> int:
        return round(100 * self.gzip_bytes / MOST_BYTES)


def of_draft(page: TranslatedPage) -> Weight:
    """Draw the draft for somebody without an account, as readers get it, and weigh it.

    gzip decides, because every phone takes it; newer ones take brotli, which is smaller. Pictures are counted
    in the smallest size and the format that phones since 2020 read.
    """
    language = page.locale.language_code
    with translation.override(language):
        html = rendering.rendered(page, _reader(page, language)).content
    pictures, undrawn = _pictures(page)
    return Weight(
        html=html.decode(),
        plain_bytes=len(html),
        gzip_bytes=len(gzip.compress(html, stored_pages.GZIP_LEVEL, mtime=0)),
        brotli_bytes=len(brotli.compress(html, mode=brotli.MODE_TEXT, quality=stored_pages.BROTLI_QUALITY)),
        picture_bytes=pictures,
        undrawn_count=undrawn,
    )


def _reader(page: TranslatedPage, language: str) -> Any:
    """The request of somebody who has neither an account nor a cookie."""
    site = urlsplit(settings.SITE_URL)
    is_secure = site.scheme == "https"
    request: Any = WSGIRequest(
        {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": addresses.address(language, addresses.path_below_home(page) or ""),
            "SERVER_NAME": site.hostname or "localhost",
            "SERVER_PORT": str(site.port or (443 if is_secure else 80)),
            "HTTP_HOST": site.netloc,
            "HTTP_ACCEPT_LANGUAGE": language,
            "wsgi.url_scheme": site.scheme,
            "wsgi.input": io.BytesIO(),
        }
    )
    request.user = AnonymousUser()
    request.LANGUAGE_CODE = language
    return request


def _pictures(page: TranslatedPage) -> tuple[int, int]:
    if not hasattr(page, "body"):
        return 0, 0
    total = undrawn = 0
    for image in renditions.images_on(page):
        made = renditions.made_of(image)
        smallest = made.get(renditions.SPECS[0])
        if smallest is None:
            undrawn += 1
        else:
            total += smallest.file.size
    return total, undrawn

"""Where a page is found: `/{language}/` and the slugs below its home page, the same in all languages.

Nothing here asks the database: the paths of the homes come from the note that Wagtail keeps of them in
Valkey. Only while Valkey does not answer they are read from their rows.
"""

from __future__ import annotations

import re
import uuid

from django.conf import settings
from django.http import HttpRequest
from wagtail.models import Page, Site

from frontend import stored_pages

LANGUAGE_LIKE = r"[A-Za-z]{2,3}(?:[-_](?:[A-Za-z]{2}|[A-Za-z]{4}|[0-9]{3}))*"
"""What looks like a language code (BCP 47). No page at the top of a language has such a slug."""

PAGE_PATH = rf"(?P<path>(?:(?!{LANGUAGE_LIKE}/)[\w\-]+/(?:[\w\-]+/)*)?)"


def home_paths(request: HttpRequest | None = None) -> dict[str, str]:
    """The tree path of each language's home page, such as {"en": "/home/", "ar": "/home-ar/"}."""
    if request is None:
        if not stored_pages.valkey_answers():
            return _home_paths_in_rows()
        return {root.language_code: root.root_path for root in reversed(Site.get_site_root_paths())}
    if not hasattr(request, "_corridor_home_paths"):
        request._corridor_home_paths = home_paths()  # type: ignore[attr-defined]
    return request._corridor_home_paths  # type: ignore[attr-defined]


def _home_paths_in_rows() -> dict[str, str]:
    site = Site.objects.select_related("root_page").order_by("-is_default_site", "pk").first()
    if site is None:
        return {}
    homes = site.root_page.get_translations(inclusive=True).select_related("locale").order_by("pk")
    return {home.locale.language_code: home.url_path for home in homes}


def path_below_home(page: Page, request: HttpRequest | None = None) -> str | None:
    """The slugs of a page below its home: "guides/fees/", "" for a home; None outside every language."""
    return below_home(page.url_path, request)


def below_home(url_path: str, request: HttpRequest | None = None) -> str | None:
    """The same for a path in the tree."""
    for root in sorted(home_paths(request).values(), key=len, reverse=True):
        if url_path.startswith(root):
            return url_path[len(root) :]
    return None


def address(language: str, path: str = "") -> str:
    """The address of a path in a language, for links on this site."""
    return f"/{language}/{path}"


def full_address(language: str, path: str = "") -> str:
    """The address with scheme and host, for canonical links and for sharing."""
    return settings.SITE_URL + address(language, path)


def looks_like_language(segment: str) -> bool:
    return re.fullmatch(LANGUAGE_LIKE, segment) is not None


CODE_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"
"""Crockford's base 32: no letter that is read as a digit, and none that makes words with the others."""
CODE_LENGTH = 6
_CODE_SHIFT = 128 - 5 * CODE_LENGTH


def code_of(page: Page) -> str:
    """Six letters and digits that all translations of a page share: the first 30 bits of their key.

    Made from what the translations have in common, it stays when the original is deleted, and it is on paper.
    """
    bits = page.translation_key.int >> _CODE_SHIFT
    return "".join(CODE_DIGITS[bits >> 5 * place & 31] for place in reversed(range(CODE_LENGTH)))


def keys_of_code(code: str) -> tuple[uuid.UUID, uuid.UUID] | None:
    """The first and the last translation key that has this code, however it was typed; None if none can."""
    typed = code.lower().translate(str.maketrans("ilo", "110"))
    if len(typed) != CODE_LENGTH or any(letter not in CODE_DIGITS for letter in typed):
        return None
    bits = 0
    for letter in typed:
        bits = bits << 5 | CODE_DIGITS.index(letter)
    return uuid.UUID(int=bits << _CODE_SHIFT), uuid.UUID(int=(bits + 1 << _CODE_SHIFT) - 1)


def short_address(page: Page) -> str:
    """An address for paper and messages in the language of the page: "https://corridor.example/ne/g/7k2m9x/"."""
    return full_address(page.locale.language_code, f"g/{code_of(page)}/")

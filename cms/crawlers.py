"""What search engines are told: where not to look, and which pages there are in which languages.

https://www.rfc-editor.org/rfc/rfc9309 and https://www.sitemaps.org/protocol.html
"""

from __future__ import annotations

from collections import defaultdict

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe
from wagtail.models import Page

from cms import addresses
from frontend import stored_pages

FOR_PEOPLE_ONLY = ("/cms/", "/*/desk/", "/*/account/", "/*/search/", "/*/alerts/confirm/", "/*/alerts/stop/")
"""Desks, accounts, and what belongs to one person. Nothing is protected by this."""
SECONDS = 600
MOST = 50_000
"""Addresses in one file, says the protocol."""


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Everything readers read may be found; a search for it leads to them."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in FOR_PEOPLE_ONLY)]
    lines.append(f"Sitemap: {settings.SITE_URL}/sitemap.xml")
    return _public(HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8"))


@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every page with its translations, which Google reads as `hreflang`. Four queries at most."""
    homes = addresses.home_paths(request)
    found = Page.objects.live().public().filter(alias_of__isnull=True, depth__gt=1)
    rows = found.order_by("path").values_list(
        "translation_key", "locale__language_code", "url_path", "last_published_at"
    )
    groups: dict[object, list[dict[str, object]]] = defaultdict(list)
    for key, language, url_path, changed_at in rows[:MOST]:
        home = homes.get(language)
        if home and url_path.startswith(home):
            url = addresses.full_address(language, url_path[len(home) :])
            groups[key].append({"language": language, "url": url, "changed_at": changed_at})
    response = render(
        request, "cms/sitemap.xml", {"groups": list(groups.values())}, content_type="application/xml"
    )
    return _public(response)


def _public(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, public=True, max_age=SECONDS)
    return stored_pages.store(response, is_same_in_every_language=True)

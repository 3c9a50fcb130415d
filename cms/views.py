"""Serving pages: the page itself, the honest fallback where a language has no translation, the way back
from an address without a language."""

from __future__ import annotations

import functools
import gzip
import hashlib
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import quote_etag
from django.utils.translation import get_language_from_request, get_supported_language_variant
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.models import Page

from cms import addresses, pages, queries, rich_text
from cms.models import GuidePage, TranslatedPage
from frontend import assets, languages

PAGE_MAX_AGE_SECONDS = 60


@require_safe
def serve(request: HttpRequest, path: str) -> HttpResponse:
    """The page at a path of the reader's language; else the fallback; else 404 in her language."""
    language = pages.active_language()
    found = queries.find_page(request, language, path)
    if found is None:
        return _missing(request, language, path)
    page = found.specific
    page._state.fields_cache.update(found._state.fields_cache)
    for before in hooks.get_hooks("before_serve_page"):
        refusal = before(page, request, [], {})
        if isinstance(refusal, HttpResponse):
            return refusal
    if not isinstance(page, GuidePage):
        return _finish(request, _render(page, request))
    etag = guide_etag(page, queries.translations_of(page))
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return _public(unchanged)
    response = _render(page, request)
    response["ETag"] = etag
    return _public(response)


def _render(page: TranslatedPage, request: HttpRequest) -> HttpResponse:
    """The page as HTML that says its own compressed size."""
    body = getattr(page, "body", None)
    stored = page._meta.get_field("body").value_to_string(page) if body is not None else ""
    with rich_text.links_prefetched(stored):
        response = page.serve(request)
        if isinstance(response, TemplateResponse):
            response.render()
    html = response.content.decode()
    if pages.SIZE_MARK in html:
        size = len(gzip.compress(html.encode(), compresslevel=6))
        response.content = html.replace(pages.SIZE_MARK, languages.filesize_short(size))
    return response


def _finish(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Name the content by its hash: a list depends on too many rows to name them."""
    response["ETag"] = quote_etag(hashlib.md5(response.content, usedforsecurity=False).hexdigest())
    conditional = get_conditional_response(request, etag=response["ETag"], response=response)
    return _public(conditional if conditional is not None else response)


def _public(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, public=True, max_age=PAGE_MAX_AGE_SECONDS)
    return response


def guide_etag(page: GuidePage, translations: list[Page]) -> str:
    """Changes when the page is published, when a translation appears or its address moves, when its source
    changes, on the day it falls due, and when templates or styles are other ones."""
    stamp = pages.stale_stamp(page)
    parts = [
        build_stamp(),
        str(page.pk),
        str(page.live_revision_id),
        str(page.last_published_at),
        *(f"{each.locale_id}:{each.url_path}" for each in translations),
        str(stamp.source_changed_at if stamp else ""),
        str(page.is_overdue(on=timezone.localdate())),
    ]
    return quote_etag(hashlib.md5("|".join(parts).encode(), usedforsecurity=False).hexdigest())


@functools.cache
def build_stamp() -> str:
    """One hash of the templates, catalogues and styles this process serves with."""
    digest = hashlib.md5(assets.critical_css().encode(), usedforsecurity=False)
    folders = [settings.BASE_DIR / "frontend" / "templates", *map(Path, settings.LOCALE_PATHS)]
    for folder in folders:
        for file in sorted([*folder.rglob("*.html"), *folder.rglob("*.mo")]):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _missing(request: HttpRequest, language: str, path: str) -> HttpResponse:
    """Say what exists in other languages, in the reader's own; 404 when nothing does.

    The answer is 200 and not a redirect: the reader stays under her language and is told why. Search engines
    are sent to the page that exists.
    """
    elsewhere = queries.same_path_elsewhere(request, language, path)
    if not elsewhere:
        raise Http404(path)
    moved = [page for page in queries.translations_of(elsewhere[0]) if page.locale.language_code == language]
    if moved:
        return HttpResponseRedirect(
            addresses.address(language, addresses.path_below_home(moved[0], request) or "")
        )
    best = elsewhere[0].specific
    links = queries.links_to(elsewhere, request)
    response = TemplateResponse(
        request,
        "cms/fallback.html",
        {
            "best": links[0],
            "summary": getattr(best, "summary", "") or getattr(best, "intro", ""),
            "existing": links,
            "language_links": [
                {"code": link.language, "name": link.endonym, "dir": link.dir, "url": link.url}
                for link in links
            ],
            "canonical_url": settings.SITE_URL + links[0].url,
            "here": request.path,
        },
    )
    return _public(response.render())


@require_safe
def without_language(request: HttpRequest, path: str) -> HttpResponse:
    """An address without a language, or with one we do not speak.

    `/guides/…` goes to the reader's best language; `/en-gb/guides/…` to English; `/xx/guides/…` is not found,
    and the page offers the same path in every language there is.
    """
    first, _slash, rest = path.partition("/")
    if not addresses.looks_like_language(first):
        response: HttpResponse = HttpResponseRedirect(
            addresses.address(get_language_from_request(request), path) + _query(request)
        )
        patch_vary_headers(response, ["Accept-Language"])
        return response
    try:
        known = get_supported_language_variant(first.lower().replace("_", "-"))
    except LookupError:
        return _unknown_language(request, first, rest)
    return HttpResponseRedirect(addresses.address(known, rest) + _query(request))


def _query(request: HttpRequest) -> str:
    query = request.META.get("QUERY_STRING", "")
    return f"?{query}" if query else ""


def _unknown_language(request: HttpRequest, code: str, rest: str) -> HttpResponse:
    links = [
        {
            "code": each,
            "name": languages.endonym(each),
            "dir": languages.direction(each),
            "url": f"/{each}/{rest}",
        }
        for each, _name in settings.LANGUAGES
    ]
    response = TemplateResponse(
        request,
        "cms/unknown_language.html",
        {"asked": code, "links": links, "language_links": links},
        status=404,
    ).render()
    patch_vary_headers(response, ["Accept-Language"])
    response["Cache-Control"] = "no-store"
    return response

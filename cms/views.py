"""Serving pages: the page itself, the honest fallback where a language has no translation, the way back
from an address without a language."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import quote_etag
from django.utils.translation import get_language_from_request, get_supported_language_variant
from django.views.decorators.http import require_safe
from wagtail import hooks

from cms import addresses, pages, queries, rendering
from cms.models import CampaignIndexPage, CampaignPage, HomePage
from frontend import languages, stored_pages

COUNT_SECONDS = 60
"""How old a count on a stored page may be. A signature is no change that anything is forgotten for."""

WITH_COUNTS = (HomePage, CampaignIndexPage, CampaignPage)


@require_safe
def serve(request: HttpRequest, path: str) -> HttpResponse:
    """The page at a path of the reader's language; else the fallback; else 404 in her language."""
    language = pages.active_language()
    page = queries.find_page(request, language, path)
    if page is None:
        return _missing(request, language, path)
    for before in hooks.get_hooks("before_serve_page"):
        refusal = before(page, request, [], {})
        if isinstance(refusal, HttpResponse):
            return refusal
    response = rendering.rendered(page, request)
    if not isinstance(page, CampaignPage):
        response["Referrer-Policy"] = "no-referrer"
    return _kept(request, response, seconds=COUNT_SECONDS if isinstance(page, WITH_COUNTS) else None)


def _kept(request: HttpRequest, response: HttpResponse, *, seconds: int | None = None) -> HttpResponse:
    """A public answer, named by the hash of what it says; stored where its address allows it.

    The store answers 304 itself, and needs the whole page to do so. Not by revision or date: a page shows too
    many rows to name them all, and one that was forgotten would keep an old telephone number alive.
    """
    patch_cache_control(response, public=True, max_age=stored_pages.BROWSER_SECONDS)
    if stored_pages.is_variant(request):
        return stored_pages.store(response, seconds=seconds or stored_pages.LONGEST_SECONDS)
    response["ETag"] = quote_etag(hashlib.md5(response.content, usedforsecurity=False).hexdigest())
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def _missing(request: HttpRequest, language: str, path: str) -> HttpResponse:
    """Say what exists in other languages, in the reader's own; 404 when nothing does.

    The answer is 200 and not a redirect: the reader stays under her language and is told why. Search engines
    are sent to the page that exists.
    """
    elsewhere = queries.same_path_elsewhere(request, language, path)
    if not elsewhere:
        raise Http404(path)
    moved = [link for link in queries.translations_of(elsewhere[0], request) if link.language == language]
    if moved:
        return HttpResponseRedirect(moved[0].url)
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
    response["Referrer-Policy"] = "no-referrer"
    return _kept(request, response.render())


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

"""Packs as readers and their phones ask for them. Nothing is built here: a worker process has done it."""

from __future__ import annotations

import gzip
import re

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from cms.models import PackFile
from cms.packs import queries
from frontend import assets, stored_pages

FOR_EVER = "public, max-age=31536000, immutable"
DIGEST = re.compile(r"[0-9a-f]{32}")
STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
TAKES_GZIP = re.compile(r"\bgzip\b")


@require_safe
@cache_control(public=True, max_age=stored_pages.BROWSER_SECONDS)
def index(request: HttpRequest) -> HttpResponse:
    """Every corridor with what its pack holds and how big it is."""
    response = render(request, "packs/index.html", {"cards": queries.pack_cards(get_language() or "en")})
    response["Referrer-Policy"] = "no-referrer"
    return stored_pages.store(response)


@require_safe
@cache_control(public=True, max_age=stored_pages.BROWSER_SECONDS)
def manifest(request: HttpRequest, slug: str) -> HttpResponse:
    """What a pack holds now, for the phone that compares it with what it has kept."""
    pack = queries.pack_of(slug, get_language() or "en")
    if pack is None:
        raise Http404(slug)
    etag = quote_etag(pack.version)
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    response = JsonResponse(pack.manifest, json_dumps_params={"ensure_ascii": False})
    response["ETag"] = etag
    return stored_pages.store(response)


@require_safe
def pack_file(request: HttpRequest, digest: str) -> HttpResponse:
    """One file of packs. It never changes, so it may be kept for ever; unpacked for who cannot unpack."""
    file = PackFile.objects.filter(digest=digest).first() if DIGEST.fullmatch(digest) else None
    if file is None:
        return _no_such_file(request)
    etag = f'W/"{digest}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        packed = bytes(file.content)
        html = gzip.decompress(packed)
        takes_gzip = TAKES_GZIP.search(request.headers.get("Accept-Encoding", "")) is not None
        response = HttpResponse(packed if takes_gzip else html)
        if takes_gzip:
            response["Content-Encoding"] = "gzip"
        _allow_own_styles(response, html.decode())
    response["ETag"] = etag
    response["Cache-Control"] = FOR_EVER
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


def _no_such_file(request: HttpRequest) -> HttpResponse:
    """A short 404 for a phone. Django would look for the same address below a language, and send it there."""
    request.urlconf = "cms.packs.urls"  # there are no addresses with a language in there
    response = HttpResponseNotFound("There is no such file.", content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "no-store"
    return response


def _allow_own_styles(response: HttpResponse, html: str) -> None:
    """A shell of the last release carries the styles of the last release: it must go on looking right."""
    hashes = [f"'{assets.inline_hash(style)}'" for style in STYLE.findall(html)]
    if hashes:
        response._csp_update = {"style-src": hashes}  # type: ignore[attr-defined]

"""PDFs of guides, and the short address that stands on them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import content_disposition_header, http_date, quote_etag
from django.views.decorators.http import require_safe

from cms import addresses, pages, queries
from cms.models import Print

MAX_AGE_SECONDS = 600
REDIRECT_MAX_AGE_SECONDS = 600


@require_safe
def pdf(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """The booklet or the card of a guide; 404 in the reader's language while there is none."""
    language = pages.active_language()
    page = queries.find_page(request, language, f"guides/{slug}/")
    made = Print.objects.filter(page_id=page.pk, kind=kind).exclude(file="").first() if page else None
    if made is None or made.made_at is None:
        raise Http404
    etag = quote_etag(f"{made.kind}-{made.made_from}")
    unchanged = get_conditional_response(request, etag=etag)
    response = unchanged if unchanged is not None else _file(made, f"{slug}-{kind}-{language}.pdf")
    response["ETag"] = etag
    response["Last-Modified"] = http_date(made.made_at.timestamp())
    patch_cache_control(response, public=True, max_age=MAX_AGE_SECONDS)
    return response


def _file(made: Print, name: str) -> HttpResponse:
    """The whole file at once: it is small, and a reader is told how much is still to come."""
    try:
        with made.file.open("rb") as file:
            content = file.read()
    except FileNotFoundError:  # taken down, or made anew, a moment ago
        raise Http404 from None
    disposition = content_disposition_header(False, name) or "inline"
    headers = {"Content-Disposition": disposition}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@require_safe
def short_address(request: HttpRequest, code: str) -> HttpResponse:
    """Leads from the address on paper and in messages to the guide, in the language of the address.

    Where the guide does not exist in that language, the page that says so answers there.
    """
    path = queries.path_of_code(code, request)
    if path is None:
        raise Http404
    response = HttpResponseRedirect(addresses.address(pages.active_language(), path))
    patch_cache_control(response, public=True, max_age=REDIRECT_MAX_AGE_SECONDS)
    return response

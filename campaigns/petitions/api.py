"""The public count as JSON, for embeds and for the page that shows it."""

from __future__ import annotations

import dataclasses
import hashlib
import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from campaigns.petitions import queries
from campaigns.petitions.models import Petition
from frontend import stored_pages

COUNT_SECONDS = 5


@require_safe
def count(request: HttpRequest, slug: str) -> HttpResponse:
    """Total and parts at one instant; `by_country`, `by_language` and `by_channel` each add up to it."""
    petition = get_object_or_404(Petition.objects.public(), slug=slug)
    body = {"petition": petition.slug, **dataclasses.asdict(queries.public_count(petition))}
    etag = '"' + hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:32] + '"'
    response: HttpResponse = JsonResponse(body)
    response["ETag"] = etag
    response = get_conditional_response(request, etag=etag, response=response) or response
    response["Access-Control-Allow-Origin"] = "*"
    patch_cache_control(
        response,
        public=True,
        max_age=COUNT_SECONDS,
        stale_while_revalidate=2 * COUNT_SECONDS,
        stale_if_error=60 * COUNT_SECONDS,
    )
    return stored_pages.store(response, seconds=COUNT_SECONDS, is_same_in_every_language=True)

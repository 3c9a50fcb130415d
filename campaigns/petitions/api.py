"""The public count as JSON."""

from django.http import HttpRequest, HttpResponse, JsonResponse


def count(request: HttpRequest, slug: str) -> HttpResponse:
    return JsonResponse({"slug": slug})

"""A publication that is refused, on whatever way somebody asked for it, is a sentence and no broken page."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import ResolverMatch, reverse

from cms.models import DraftRefused, MachineWordsUnsigned, TranslationIncomplete

MODAL = "XMLHttpRequest"


class RefusedPublicationMiddleware:
    """Answers for Wagtail's views that publish: workflows, bulk actions, scheduled dates."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, TranslationIncomplete | MachineWordsUnsigned | DraftRefused):
            return None
        match = request.resolver_match
        if match is None or not request.path_info.startswith("/cms/"):
            return None
        messages.error(request, " ".join(exception.messages))
        back = _editor_of(match)
        if request.headers.get("x-requested-with") == MODAL:
            return JsonResponse({"step": "success", "redirect": back})
        return HttpResponseRedirect(back)


def _editor_of(match: ResolverMatch) -> str:
    """Where the page, the contact or the fee rule is edited whose publication was refused."""
    if page_id := match.kwargs.get("page_id"):
        return reverse("wagtailadmin_pages:edit", args=[page_id])
    pk = match.kwargs.get("pk")
    if pk and match.namespace.startswith("wagtailsnippets_"):
        return reverse(f"{match.namespace}:edit", args=[pk])
    return reverse("wagtailadmin_home")

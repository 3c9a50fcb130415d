"""What is refused before any page is asked."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.core.handlers.exception import response_for_exception
from django.http import HttpRequest, HttpResponse
from django.urls import resolve
from django.utils import translation


class PlainAddressMiddleware:
    """Refuses an address with a NUL behind its question mark: PostgreSQL stores none, so it finds nothing.

    Our own views read such words through forms, which say so; Wagtail's lists and choosers look them up as
    they are. Raises BadRequest, which answers with the page for it in the reader's language.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        query = request.META.get("QUERY_STRING", "")
        if "%00" in query or "\0" in query:
            raise BadRequest("The address holds a NUL.")
        return self.get_response(request)


class AnonymousFormMiddleware:
    """Answers what people send without an account, without asking who they are.

    Sessions, accounts and the gates of staff have nothing to say about a signature, and in a rush they would
    cost more than writing it down. Guarded by `frontend.anonymous` or by the token in the address.
    """

    FORMS = re.compile(r"/(?!cms/)[^/]+/petitions/(?:confirm/)?[^/]+/")

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or not self.FORMS.fullmatch(request.path_info):
            return self.get_response(request)
        with translation.override(translation.get_language_from_path(request.path_info) or "en"):
            try:
                view, args, kwargs = request.resolver_match = resolve(request.path_info)
                response = view(request, *args, **kwargs)
            except Exception as problem:  # the page that says so is drawn in the reader's language
                response = response_for_exception(request, problem)
        response.headers.setdefault("Content-Length", str(len(response.content)))
        return response

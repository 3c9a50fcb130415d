"""What is refused before any page is asked."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse


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

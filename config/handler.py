"""The web process reads requests as Django does, with one difference: what people send is UTF-8."""

from __future__ import annotations

from typing import Any

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest


class Request(WSGIRequest):
    """A request whose sender has no say in how its text is decoded."""

    def _set_content_type_params(self, meta: dict[str, Any]) -> None:
        """Take the kind of the body from the header, and nothing about its encoding.

        Our pages are UTF-8 and so is what their forms send (RFC 7578, section 5.1.2). Django would use any
        codec of Python that the header names: some raise, before there is a view that could answer, and
        some make characters that no database stores.
        """
        try:
            super()._set_content_type_params(meta)
        except ValueError:  # an extended parameter (RFC 8187) in a codec that nobody knows or that raises
            self.content_type, self.content_params = "", {}
        self._encoding = None


class Handler(WSGIHandler):
    request_class = Request

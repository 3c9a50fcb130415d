"""A reader who comes through the door of the web process, as a browser does."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import brotli
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import RequestFactory

from frontend.stored_pages import Application, StoredPages


@dataclass(frozen=True)
class Answer:
    """What came back, with its body as it is after decoding."""

    status: int
    headers: dict[str, str]
    sent: bytes

    @property
    def text(self) -> str:
        decode = {"br": brotli.decompress, "gzip": gzip.decompress}.get(
            self.headers.get("Content-Encoding", "")
        )
        return (decode(self.sent) if decode else self.sent).decode()


def ask(door: Application, path: str, *, method: str = "GET", **headers: str) -> Answer:
    """Ask for an address. Headers are named as in Python: `accept_encoding="br"`."""
    path, _, query = path.partition("?")
    environ: dict[str, Any] = RequestFactory()._base_environ(
        REQUEST_METHOD=method, PATH_INFO=path, QUERY_STRING=query, HTTP_HOST="testserver"
    )
    environ.pop("HTTP_COOKIE", None)
    for name, value in headers.items():
        environ[name if name == "wsgi.url_scheme" else f"HTTP_{name.upper()}"] = value
    begun: list[Any] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> None:
        begun[:] = [status, headers]

    with _connections_kept():
        body = door(environ, start_response)
        try:
            sent = b"".join(body)
        finally:
            if hasattr(body, "close"):
                body.close()
    return Answer(status=int(begun[0].split()[0]), headers=dict(begun[1]), sent=sent)


@contextmanager
def _connections_kept() -> Iterator[None]:
    """Django closes the connection of a test at the ends of a request; as its own test client does not."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


def site() -> StoredPages:
    """The site as a web process serves it: one that has nothing at hand yet."""
    from config.handler import Handler

    return StoredPages(Handler())

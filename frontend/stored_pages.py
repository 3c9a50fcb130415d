"""Public pages, kept as they were answered and answered again without Django and without the database.

A view marks an answer with `store`. The door `StoredPages` stands before Django, keeps what was marked, in
this process and in Valkey for all of them, and answers the next reader from there: identity, gzip or brotli,
304 to whoever has it already. Every name in the store holds the generation, a random word in Valkey that each
process reads at most once a second; `forget_all` writes another word, and every stored page is gone.

A page goes at most ten minutes after it was drawn, so that what depends on the day changes with the day. When
Valkey does not answer, Django does.

Only what is the same for everybody is kept: 200 to a GET without a query, a cookie or credentials; no cookie
set, no `Vary` but on the encoding, nothing that calls itself private. Compressed copies are not padded
against BREACH (http://breachattack.com): there is no secret in them, and nothing of the request.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import json
import logging
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import brotli
import redis
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger(__name__)

LONGEST_SECONDS = 600
BROWSER_SECONDS = 3
"""A browser asks again after this: with the second that the store takes, a change is seen within five. Asking
again costs a 304."""
MAX_BYTES_IN_PROCESS = 64 * 1024 * 1024
MAX_BYTES_OF_A_PAGE = 1024 * 1024
MAX_PATH_CHARACTERS = 300
GENERATION_SECONDS = 1.0
REDRAW_SECONDS = 2.0
"""For how long the others wait for the thread that draws an expired page anew, before the next one tries."""
STALE_SECONDS = 60.0
"""For how long an expired page is answered while it cannot be drawn."""
VALKEY_SECONDS = 0.25
"""How long one question to Valkey may take before Django answers instead."""

VARIANTS = frozenset({"", "letters"})
"""The query strings under which a page is kept; any other goes to Django."""

# Measured on guides in Nepali and English, beside gzip 9: brotli 6 takes 2 to 4 ms and saves 6 %; 11 takes 80
# to 100 ms, longer than drawing the page, and saves 14 %.
BROTLI_QUALITY = 6
GZIP_LEVEL = 9
_MARK = "_stored_for_seconds"
_SAME = "_stored_for_every_language"
_NOT_KEPT = frozenset({"content-length", "content-encoding", "etag", "vary", "date", "connection"})
_IN_304 = frozenset({"cache-control", "content-location", "etag", "expires", "vary"})  # RFC 9110, 15.4.5
_PERSONAL = frozenset({"private", "no-store", "no-cache"})

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]
Headers = list[tuple[str, str]]


class StoredPage:
    """One page in its encodings, ready to be sent."""

    __slots__ = ("answers", "claimed", "etag", "expires", "size", "unchanged")

    def __init__(self, headers: Headers, etag: str, bodies: dict[str, bytes], expires: float) -> None:
        own = [*headers, ("Vary", "Accept-Encoding"), ("ETag", etag)]
        self.etag = etag
        self.expires = expires
        """On the clock `time.monotonic` of this process."""
        self.claimed = 0.0
        """Until when a thread of this process is drawing it anew."""
        self.unchanged = [(name, value) for name, value in own if name.lower() in _IN_304]
        self.answers = {
            encoding: (
                own
                + ([("Content-Encoding", encoding)] if encoding else [])
                + [("Content-Length", str(len(body)))],
                body,
            )
            for encoding, body in bodies.items()
        }
        self.size = sum(map(len, bodies.values())) + 2000

    def respond(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        """Answer one request with this page."""
        asked = environ.get("HTTP_IF_NONE_MATCH")
        if asked is not None and _is_named(self.etag, asked):
            start_response("304 Not Modified", self.unchanged.copy())
            return []
        encoding = _best_encoding(environ.get("HTTP_ACCEPT_ENCODING", ""))
        headers, body = self.answers.get(encoding) or self.answers[""]
        start_response("200 OK", headers.copy())
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _is_named(etag: str, asked: str) -> bool:
    """Whether If-None-Match names this version (RFC 9110, 13.1.2: compared without regard to W/)."""
    if asked == etag:
        return True
    known = [each.removeprefix("W/") for each in parse_etags(asked)]
    return etag.removeprefix("W/") in known or known == ["*"]


@lru_cache(maxsize=512)
def _best_encoding(accepted: str) -> str:
    """The smallest encoding that Accept-Encoding allows: "br", "gzip", or "" for none."""
    refused, named = set(), set()
    for part in accepted.lower().split(","):
        name, _, parameters = part.partition(";")
        weight = parameters.replace(" ", "").removeprefix("q=")
        is_refused = weight.startswith("0") and not weight.strip("0.")
        (refused if is_refused else named).add(name.strip())
    for encoding in ("br", "gzip"):
        if encoding in named or ("*" in named and encoding not in refused):
            return encoding
    return ""


def store(
    response: HttpResponse, *, seconds: int = LONGEST_SECONDS, is_same_in_every_language: bool = False
) -> HttpResponse:
    """Mark a public answer to be kept for so many seconds, at most ten minutes, and served without Django.

    The mark is an attribute of the answer, so it never leaves. What is not the same for everybody is not kept
    even when it is marked (see above). Such an answer needs no ETag: the store makes one and answers 304.
    Django says of every address without a language that it varies by Accept-Language; of a file for machines
    that is not so.
    """
    setattr(response, _MARK, min(seconds, LONGEST_SECONDS))
    setattr(response, _SAME, is_same_in_every_language)
    return response


def is_variant(request: HttpRequest) -> bool:
    """Whether this address is one under which a page can be kept: without a query, or `?letters`."""
    return request.META.get("QUERY_STRING", "") in VARIANTS


def forget_all() -> None:
    """Forget every stored page, everywhere within a second.

    Call it when the change has been committed. Raises redis.RedisError when Valkey does not answer.
    """
    _valkey().set(_generation_name(), secrets.token_hex(8))
    _generation.check_again()


@lru_cache(maxsize=1)
def _valkey() -> redis.Redis:
    return redis.Redis.from_url(
        settings.CACHES["default"]["LOCATION"],
        socket_timeout=VALKEY_SECONDS,
        socket_connect_timeout=VALKEY_SECONDS,
        retry=Retry(NoBackoff(), 1),  # once more, because Valkey may have closed an idle connection
    )


def _generation_name() -> str:
    return f"{settings.CACHES['default'].get('KEY_PREFIX', '')}:pages:generation"


class _Generation:
    """The word that stands in the name of every stored page, as this process last read it."""

    def __init__(self) -> None:
        self._word: str | None = None
        self._read_again = 0.0
        self._lock = threading.Lock()

    def check_again(self) -> None:
        """Ask Valkey before the next answer."""
        self._read_again = 0.0

    def give_up(self) -> None:
        """Valkey did not answer: leave it alone until the next second."""
        self._word, self._read_again = None, time.monotonic() + GENERATION_SECONDS

    def current(self, now: float) -> str | None:
        """The generation, at most a second old; None while Valkey does not answer."""
        if now < self._read_again or not self._lock.acquire(blocking=False):
            return self._word  # while one thread reads, the others need not wait
        try:
            self._word = self._read()
            self._read_again = time.monotonic() + GENERATION_SECONDS
            return self._word
        finally:
            self._lock.release()

    def _read(self) -> str | None:
        name = _generation_name()
        try:
            word = _valkey().get(name)
            if word is None:
                _valkey().set(name, secrets.token_hex(8), nx=True)
                word = _valkey().get(name)
        except redis.RedisError as problem:
            logger.warning("Pages are drawn anew for each reader: %s", type(problem).__name__)
            return None
        return word.decode() if word else None


_generation = _Generation()


def valkey_answers() -> bool:
    """Whether Valkey answered when this process last asked it, at most a second ago."""
    return _generation.current(time.monotonic()) is not None


class _Shelf:
    """The pages that this process has at hand, the least asked for given up first."""

    def __init__(self, max_bytes: int = MAX_BYTES_IN_PROCESS) -> None:
        self._max_bytes = max_bytes
        self._bytes = 0
        self._pages: OrderedDict[str, StoredPage] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, name: str, now: float) -> StoredPage | None:
        """A page that may be answered. Of one that has expired, whoever asks first gets None and draws it
        anew; the others are answered with the old one meanwhile, so that a page which thousands read is not
        drawn by all of them at once. When nobody can draw it, it is answered for a minute more.
        """
        page = self._pages.get(name)
        if page is None or page.expires + STALE_SECONDS <= now:
            return None
        if max(page.expires, page.claimed) <= now:
            with self._lock:
                if page.claimed <= now:
                    page.claimed = now + REDRAW_SECONDS
                    return None
        with contextlib.suppress(KeyError):  # given up by another thread in between
            self._pages.move_to_end(name)
        return page

    def old(self, name: str, now: float) -> StoredPage | None:
        """A page that has expired, for the minute in which it is better than an error."""
        page = self._pages.get(name)
        return page if page is not None and page.expires + STALE_SECONDS > now else None

    def put(self, name: str, page: StoredPage) -> None:
        with self._lock:
            old = self._pages.pop(name, None)
            self._bytes += page.size - (old.size if old else 0)
            self._pages[name] = page
            while self._bytes > self._max_bytes:
                self._bytes -= self._pages.popitem(last=False)[1].size


class StoredPages:
    """The WSGI door before Django: answers what is stored, keeps what was marked, lets the rest through."""

    def __init__(self, application: Application) -> None:
        self._application = application
        self._shelf = _Shelf()
        self._prefix = f"{settings.CACHES['default'].get('KEY_PREFIX', '')}:pages"
        self._hosts = _own_hosts()
        header, value = settings.SECURE_PROXY_SSL_HEADER or ("", "")
        self._scheme_header, self._secure_value = header, value

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        if method not in ("GET", "HEAD") or environ.get("QUERY_STRING", "") not in VARIANTS:
            return self._application(environ, start_response)
        now = time.monotonic()
        name, generation = self._name(environ), _generation.current(now)
        if name is not None and generation is not None:
            name = f"{generation}:{name}"
            page = self._shelf.get(name, now) or self._fetch(name)
            if page is not None:
                return page.respond(environ, start_response)
        if method == "HEAD":
            return self._application(environ, start_response)
        return self._draw(environ, start_response, name if generation is not None else None)

    def _name(self, environ: dict[str, Any]) -> str | None:
        """What the page is called in the store; None for a request that cannot be about a stored page.

        The hosts are those that the settings name, one by one, and the query strings two, so nobody can fill
        the store with copies of a page.
        """
        path, host = environ.get("PATH_INFO", ""), environ.get("HTTP_HOST", "")
        if host not in self._hosts or len(path) > MAX_PATH_CHARACTERS:
            return None
        if "HTTP_AUTHORIZATION" in environ or environ.get("SCRIPT_NAME"):
            return None
        return f"{self._scheme(environ)}:{host}:{environ.get('QUERY_STRING', '')}:{path}"

    def _scheme(self, environ: dict[str, Any]) -> str:
        """As `HttpRequest.scheme`: by the header of a trusted proxy, else by the connection."""
        said = environ.get(self._scheme_header) if self._scheme_header else None
        if said is None:
            return str(environ.get("wsgi.url_scheme", "http"))
        return "https" if said.split(",", 1)[0].strip() == self._secure_value else "http"

    def _fetch(self, name: str) -> StoredPage | None:
        """The page as another process, or this one before, has put it into Valkey."""
        try:
            packed = _valkey().get(f"{self._prefix}:{name}")
        except redis.RedisError:
            _generation.give_up()
            return None
        page = _unpack(packed) if packed else None
        if page is not None:
            self._shelf.put(name, page)
        return page

    def _draw(self, environ: dict[str, Any], start_response: Any, name: str | None) -> Iterable[bytes]:
        """Let Django answer; keep the answer if it was marked and is the same for everybody.

        A request with a cookie is answered from the store and never fills it: whatever a view may do with a
        cookie, no other reader sees it.
        """
        begun: list[Any] = []

        def begin(status: str, headers: Headers, exc_info: Any = None) -> None:
            begun[:] = [status, headers]

        response = self._application(environ, begin)
        old = self._shelf.old(name, time.monotonic()) if name is not None else None
        if old is not None and getattr(response, "status_code", 200) >= 500:
            response.close()  # type: ignore[attr-defined]
            return old.respond(environ, start_response)
        packed = _pack(response, begun[1]) if is_public(response) else b""  # type: ignore[arg-type]
        page = _unpack(packed) if packed else None
        if page is None:
            start_response(*begun)
            return response
        response.close()  # type: ignore[attr-defined]  # marked, so it is Django's: this ends the request
        if name is not None and "HTTP_COOKIE" not in environ:
            self._shelf.put(name, page)
            try:
                seconds = max(1, int(page.expires - time.monotonic()))
                _valkey().set(f"{self._prefix}:{name}", packed, ex=seconds)
            except redis.RedisError:
                _generation.give_up()  # the other processes draw it for themselves
        return page.respond(environ, start_response)


def is_public(response: Any) -> bool:
    """Whether an answer is marked and the same for everybody."""
    if not getattr(response, _MARK, 0) or response.status_code != 200 or response.streaming:
        return False
    if response.cookies or response.has_header("Set-Cookie"):
        return False
    vary = {each.strip().lower() for each in response.get("Vary", "").split(",") if each.strip()}
    control = {each.strip().lower().split("=")[0] for each in response.get("Cache-Control", "").split(",")}
    policy = response.get("Content-Security-Policy", "")
    may_vary = (
        {"accept-encoding", "accept-language"} if getattr(response, _SAME, False) else {"accept-encoding"}
    )
    return (
        vary <= may_vary
        and not control & _PERSONAL
        and "'nonce-" not in policy
        and response.get("Content-Encoding", "gzip") == "gzip"
        and len(response.content) <= MAX_BYTES_OF_A_PAGE
    )


def _pack(response: HttpResponse, headers: Headers) -> bytes:
    """A page as it lies in Valkey: a line of JSON about it, then its bodies one after the other."""
    content = response.content
    if response.get("Content-Encoding") == "gzip":
        content = gzip.decompress(content)
    bodies = {
        "": content,
        "gzip": gzip.compress(content, GZIP_LEVEL, mtime=0),
        "br": brotli.compress(content, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY),
    }
    kept = [(key, value) for key, value in headers if key.lower() not in _NOT_KEPT]
    about = {
        "headers": kept,
        "etag": f'W/"{hashlib.sha256(content).hexdigest()[:32]}"',
        "expires": time.time() + getattr(response, _MARK),
        "bodies": [(encoding, len(body)) for encoding, body in bodies.items()],
    }
    return json.dumps(about).encode() + b"\n" + b"".join(bodies.values())


def _unpack(packed: bytes) -> StoredPage | None:
    """The page; None when it is over or when its form is another version's."""
    try:
        line, _, rest = packed.partition(b"\n")
        about = json.loads(line)
        bodies, start = {}, 0
        for encoding, length in about["bodies"]:
            bodies[encoding] = rest[start : start + length]
            start += length
        seconds = min(about["expires"] - time.time(), LONGEST_SECONDS)
        if seconds <= 0 or start != len(rest):
            return None
        headers = [(str(key), str(value)) for key, value in about["headers"]]
        return StoredPage(headers, about["etag"], bodies, time.monotonic() + seconds)
    except (ValueError, KeyError, TypeError):
        return None


def _own_hosts() -> frozenset[str]:
    """The hosts whose pages are kept: that of SITE_URL, and each that ALLOWED_HOSTS names in full."""
    own = urlsplit(settings.SITE_URL)
    port = f":{own.port}" if own.port else ""
    names = [each for each in settings.ALLOWED_HOSTS if not each.startswith((".", "*"))]
    return frozenset([own.netloc, *names, *(f"{each}{port}" for each in names)])

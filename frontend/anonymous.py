"""Guard for forms that people send without an account.

Such a form has no session and no CSRF cookie, so that the page around it can be kept by caches and by the
reader's phone. In their place stand three checks: the request says that it comes from our own pages (Origin
or Referer, RFC 6454 and RFC 9110; Sec-Fetch-Site, Fetch Metadata), it carries a token that we signed for
this purpose, and a field that people do not see is still empty.

A request from another site is refused. A token that is missing, expired or forged loses nothing: the view
finds a sentence in `request.form_guard_error` and shows the form again with what was typed and a new token.
"""

import json
import re
import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

TOKEN_FIELD = "form_token"  # noqa: S105 - the name of a field
TOKEN_HEADER = "X-Form-Token"  # noqa: S105 - the name of a header
HONEYPOT_FIELD = "website"
_FIRST, _AGAIN = "form", "again"
# Pages are kept by caches and read offline for days; the form in them must still work.
MAX_AGE_SECONDS = 7 * 24 * 60 * 60
MAX_JSON_BYTES = 8_000
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

View = Callable[..., HttpResponseBase]


def _signer(purpose: str) -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=f"frontend.anonymous:{purpose}")


def form_token(purpose: str, *, again: bool = False) -> str:
    """A token for one purpose, such as "petition-sign". It names nobody and is the same for all readers.

    `again` is for a form that is shown once more with what was typed: how soon it comes back says nothing.
    """
    return _signer(purpose).sign(_AGAIN if again else _FIRST)


def is_token_valid(purpose: str, token: str) -> bool:
    """Whether we signed this token for this purpose within the last seven days."""
    return _drawn(purpose, token) in (_FIRST, _AGAIN)


def token_age(purpose: str, token: str) -> float | None:
    """How many seconds ago the form of this token was drawn: never too few, at most one too many.

    Caches keep pages, so a great age says nothing about whoever sends the form. None for a token that is not
    valid, and for a form that was shown again.
    """
    if _drawn(purpose, token) != _FIRST:
        return None
    return time.time() - signing.b62_decode(token.rsplit(":", 2)[1])


def _drawn(purpose: str, token: str) -> str:
    try:
        return _signer(purpose).unsign(token, max_age=MAX_AGE_SECONDS)
    except signing.BadSignature:
        return ""


def is_from_our_pages(request: HttpRequest) -> bool:
    """Whether the browser says that one of our own pages sent this request.

    `Sec-Fetch-Site` cannot be set by a page, so "same-origin" alone is proof: browsers send `Origin: null`
    with it when the page allows no referrer. "none" (typed in, opened from an app) needs a matching origin.
    Older browsers send no such header; then Origin or Referer must be ours.
    """
    site = request.META.get("HTTP_SEC_FETCH_SITE", "")
    origin = request.META.get("HTTP_ORIGIN", "")
    if origin == "null":
        return site == "same-origin"
    if site not in ("", "same-origin", "none"):
        return False
    if origin:
        return _is_our_origin(request, origin)
    if site == "same-origin":
        return True
    return site == "" and _is_our_origin(request, request.headers.get("Referer", ""))


def _is_our_origin(request: HttpRequest, address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    origin = f"{parts.scheme}://{parts.netloc}".lower()
    scheme = "https" if request.is_secure() else "http"
    return origin == f"{scheme}://{request.get_host()}".lower() or origin in settings.CSRF_TRUSTED_ORIGINS


def json_body(request: HttpRequest) -> dict[str, Any]:
    """The JSON object that was sent; {} for anything else, also for one that is too long or too deep."""
    if request.content_type != "application/json" or len(request.body) > MAX_JSON_BYTES:
        return {}
    try:
        body = json.loads(request.body)
    except (ValueError, RecursionError):  # thousands of brackets one in the other
        return {}
    return body if isinstance(body, dict) else {}


def json_text(body: dict[str, Any], *path: str) -> str:
    """A text inside a JSON object; "" when it is missing, no text, or one that no database stores.

    JSON can write a NUL, which PostgreSQL refuses, and half a character, which has no UTF-8.
    """
    value: Any = body
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, str) and not _UNSTORABLE.search(value) else ""


def _sent_token(request: HttpRequest) -> str:
    token = request.headers.get(TOKEN_HEADER, "")
    if token:
        return token
    if request.content_type == "application/json":
        return json_text(json_body(request), TOKEN_FIELD)
    return request.POST.get(TOKEN_FIELD, "")


def anonymous_form(purpose: str) -> Callable[[View], View]:
    """Guard a view that takes an anonymous form. It replaces the CSRF check of Django for this view.

    The view can rely on three attributes of the request:
    `form_guard_error`, a translated sentence to show as a form error, "" when all is well;
    `form_guard_suspicious`, True when the field that people do not see was filled in: answer as if all were
    well and keep nothing; and `form_guard_age`, what `token_age` says.

    Raises PermissionDenied when another site sent the form.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            request.form_guard_error = ""  # type: ignore[attr-defined]
            request.form_guard_suspicious = False  # type: ignore[attr-defined]
            request.form_guard_age = None  # type: ignore[attr-defined]
            if request.method not in SAFE_METHODS:
                if not is_from_our_pages(request):
                    raise PermissionDenied("The form was not sent from our own pages.")
                token = _sent_token(request)
                request.form_guard_age = token_age(purpose, token)  # type: ignore[attr-defined]
                if not is_token_valid(purpose, token):
                    request.form_guard_error = _(  # type: ignore[attr-defined]
                        "This page was open for a long time. Nothing you typed is lost. Please send it again."
                    )
                if request.content_type != "application/json":
                    request.form_guard_suspicious = bool(  # type: ignore[attr-defined]
                        request.POST.get(HONEYPOT_FIELD, "")
                    )
            return view(request, *args, **kwargs)

        return csrf_exempt(guarded)

    return decorate

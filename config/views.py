"""Addresses that belong to the site as a whole: the root, health, uploaded media."""

from __future__ import annotations

from pathlib import PurePosixPath

import redis
from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import get_language_from_request
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.static import serve

from config import ranges
from members.users import desk
from members.users.middleware import used_second_factor
from members.users.models import CMS_ROLES, User

SHOWN_ON_PAGES = ("images/", "recordings/")
"""Where Wagtail keeps the sizes it makes of an image (AbstractRendition.get_upload_to), and where recordings
are. What stands there never changes: a new file gets a new name."""
SOUNDS = {".ogg": "audio/ogg", ".mp3": "audio/mpeg", ".m4a": "audio/mp4"}
"""Machines differ in what they call these."""


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """Send a reader to the home page of the language her browser asks for."""
    response = HttpResponseRedirect(f"/{get_language_from_request(request)}/")
    response["Vary"] = "Accept-Language"
    return response


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Database and queue answer; 503 with the name of what does not."""
    state = {"database": True, "queue": True}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:  # whatever the driver raises means the same here: not ready
        state["database"] = False
    try:
        redis.Redis.from_url(settings.CELERY_BROKER_URL, socket_timeout=2).ping()
    except redis.RedisError:
        state["queue"] = False
    return JsonResponse(state, status=200 if all(state.values()) else 503)


def _is_in_cms(request: HttpRequest) -> bool:
    user = request.user
    return isinstance(user, User) and desk.may_enter(user, *CMS_ROLES) and used_second_factor(request, user)


@require_safe
def media(request: HttpRequest, path: str) -> HttpResponse:
    """Images and recordings as pages show them, a part of a file too.

    Enough for one machine; object storage takes over by django-storages.

    What editors uploaded stays with them: an original tells where and with which device it was taken, and a
    document has a door of its own (`/documents/`) that knows who may read it.
    """
    is_shown_on_pages = path.startswith(SHOWN_ON_PAGES) and ".." not in path
    if not is_shown_on_pages and not _is_in_cms(request):
        raise Http404
    try:
        response = serve(request, path, document_root=settings.MEDIA_ROOT)
    except (OSError, SuspiciousFileOperation):  # a name that no file can have, or one outside the folder
        raise Http404 from None
    suffix = PurePosixPath(path).suffix
    if suffix in SOUNDS:
        response["Content-Type"] = SOUNDS[suffix]
        response = ranges.answer(request, response)
    keep = "public, max-age=31536000, immutable" if is_shown_on_pages else "no-store, private"
    response["Cache-Control"] = keep
    response["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    return response

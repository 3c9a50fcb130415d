"""Pages that belong to no subject: the service worker and its offline page, the manifest, errors."""

import json

from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import conditional_page, require_safe

from frontend import assets, languages, stored_pages
from frontend import offline as offline_pages
from frontend.styleguide import samples

COLOURS = {"paper": "#fffdf8", "ink": "#1a1613"}
OFFLINE_CSS = offline_pages.CSS
DAY = 24 * 60 * 60


@require_safe
@conditional_page
def service_worker(request: HttpRequest) -> HttpResponse:
    """The service worker, served from the root so that it may answer for every page.

    Browsers ask for it anew at every visit: with an ETag, the answer is mostly "not modified".
    """
    code = assets.service_worker()
    if not code:
        raise Http404("The front end is not built.")
    site = {
        "languages": [code for code, _name in settings.LANGUAGES],
        "icon": static("icons/icon-192.png"),
        "files": f"{settings.STATIC_URL}frontend/",
        "offline": offline_pages.sheets(),
    }
    told = json.dumps(site, ensure_ascii=False, separators=(",", ":"))
    response = HttpResponse(f"self.CORRIDOR={told};\n{code}", content_type="text/javascript; charset=utf-8")
    response["Service-Worker-Allowed"] = "/"
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """The web app manifest in the language named by `?lang=`; in the default language without it."""
    code = request.GET.get("lang", "")
    if code not in dict(settings.LANGUAGES):
        code = settings.LANGUAGE_CODE
    with translation.override(code):
        body = {
            "id": "/",
            "name": "Corridor",
            "short_name": "Corridor",
            "description": _("Know your rights, find help and act together with your union."),
            "lang": code,
            "dir": languages.direction(code),
            "start_url": f"/{code}/",
            "scope": "/",
            "display": "standalone",
            "background_color": COLOURS["paper"],
            "theme_color": COLOURS["paper"],
            "icons": [
                {"src": static("icons/icon.svg"), "sizes": "any", "type": "image/svg+xml"},
                {"src": static("icons/icon-192.png"), "sizes": "192x192", "type": "image/png"},
                {"src": static("icons/icon-512.png"), "sizes": "512x512", "type": "image/png"},
                {
                    "src": static("icons/icon-maskable-512.png"),
                    "sizes": "512x512",
                    "type": "image/png",
                    "purpose": "maskable",
                },
            ],
        }
    response = JsonResponse(
        body, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False}
    )
    response["Cache-Control"] = f"public, max-age={DAY}"
    return response


@require_safe
@csp_update({"style-src": [f"'{assets.inline_hash(OFFLINE_CSS)}'"]})
def offline(request: HttpRequest) -> HttpResponse:
    """What a reader without a connection sees when the page is not kept. It carries a style of its own."""
    response = render(request, "frontend/offline.html", offline_pages.context())
    response["Cache-Control"] = f"public, max-age={DAY}"
    return stored_pages.store(response)


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component with its samples; only while DEBUG is on. `?lang=` shows it in another language."""
    if not settings.DEBUG:
        raise Http404
    code = request.GET.get("lang", "")
    if code not in dict(settings.LANGUAGES):
        code = settings.LANGUAGE_CODE
    with translation.override(code):
        links = [
            {"code": c, "name": languages.endonym(c), "dir": languages.direction(c), "url": f"?lang={c}"}
            for c, _name in settings.LANGUAGES
        ]
        context = {"components": samples(), "language_links": links, "is_desk": "desk" in request.GET}
        return render(request, "frontend/styleguide.html", context)


def _language_of(request: HttpRequest) -> tuple[str, bool]:
    """The language of an error page, and whether it came from the Accept-Language header."""
    code = translation.get_language_from_path(request.path_info)
    if code:
        return code, False
    return translation.get_language_from_request(request), True


def _error(request: HttpRequest, status: int) -> HttpResponse:
    code, by_header = _language_of(request)
    with translation.override(code):
        # The page is missing or closed in the other languages too: their links lead home.
        context = {"language_links": languages.links_for(None)}
        response = render(request, f"{status}.html", context, status=status)
    response["Content-Language"] = code
    response["Cache-Control"] = "no-store"
    if by_header:
        patch_vary_headers(response, ["Accept-Language"])
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, 403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """For CSRF_FAILURE_VIEW: the same page as any other refusal."""
    return _error(request, 403)


def server_error(request: HttpRequest) -> HttpResponse:
    """The last resort: asks neither the database nor the session nor the static files for anything."""
    code, _by_header = _language_of(request)
    try:
        with translation.override(code):
            body: str = render_to_string("500.html", {"css": OFFLINE_CSS})
    except Exception:
        # Something is broken already, perhaps the templates themselves: this page must not fail as well.
        body = "<!doctype html><html lang=en><title>Error</title><h1>Something went wrong. Try again.</h1>"
    response = HttpResponse(body, status=500)
    response["Content-Language"] = code
    response["Cache-Control"] = "no-store"
    response._csp_update = {"style-src": [f"'{assets.inline_hash(OFFLINE_CSS)}'"]}  # type: ignore[attr-defined]
    return response

"""A small site for the tests of the frontend: a page, an anonymous form, a mistake."""

import gzip
import hashlib
import json
import threading
import time
from typing import Any

from django.conf.urls.i18n import i18n_patterns
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import engines
from django.urls import include, path
from django.utils import translation

from frontend import languages, styleguide
from frontend.anonymous import anonymous_form

# While this is set, every guide takes longer than a reader waits.
SLOW = threading.Event()
SUBSCRIBED: list[tuple[str, dict[str, object]]] = []
# Guides that have been taken down, by their slug.
GONE: set[str] = set()
# Whether the server makes nothing but mistakes.
ILL = threading.Event()


def page(request: HttpRequest, slug: str = "") -> HttpResponse:
    if ILL.is_set():
        return HttpResponse("out of order", status=503)
    if slug in GONE:
        raise Http404(slug)
    if SLOW.is_set():
        time.sleep(6)
    return drawn("{{ slug }}", "{{ slug }}", {"slug": slug}, request)


def drawn(title: str, content: str, context: dict[str, Any], request: HttpRequest | None) -> HttpResponse:
    """A page of the site from the templates of its title and of its content."""
    source = '{% extends "base.html" %}{% block title %}' + title + "{% endblock %}"
    source += "{% block content %}" + content + "{% endblock %}"
    return HttpResponse(engines["django"].from_string(source).render(context, request))


class PackServer:
    """Packs as `cms.packs` sends them: what was fetched, what is broken, how slow the road is."""

    def __init__(self) -> None:
        self.guides = {f"road-{n}": f"<h1>Road {n}</h1><p>Keep your passport, {n}.</p>" for n in range(8)}
        self.fetched: list[str] = []
        self.broken: set[str] = set()
        self.closed = threading.Event()
        self.slowly = 0.0

    def digest(self, slug: str) -> str:
        return hashlib.sha256(self.guides[slug].encode()).hexdigest()[:32]

    def pieces(self, language: str) -> dict[str, tuple[str, str]]:
        """Path and HTML of each file by its digest; the shell first."""
        shell = drawn("<!--corridor:title-->", "<!--corridor:main-->", {}, None).content.decode()
        found = {hashlib.sha256(shell.encode()).hexdigest()[:32]: ("", shell)}
        for slug, html in self.guides.items():
            found[self.digest(slug)] = (f"/{language}/guides/{slug}/", html)
        return found

    def manifest(self, request: HttpRequest, slug: str) -> JsonResponse:
        language = translation.get_language()
        files = [
            {
                "digest": digest,
                "kind": "guide" if path else "shell",
                "path": path,
                "title": path.split("/")[-2].title() if path else "",
                "language": language,
                "bytes": len(gzip.compress(html.encode())),
            }
            for digest, (path, html) in self.pieces(language).items()
        ]
        version = hashlib.sha256("".join(file["digest"] for file in files).encode()).hexdigest()[:16]
        body = {"format": 1, "language": language, "dir": languages.direction(language), "corridor": slug}
        body |= {"title": "Nepal – Malaysia"}
        body |= {"version": version, "made_at": "2026-11-22T03:00:00Z", "files": files}
        return JsonResponse(body | {"bytes": sum(file["bytes"] for file in files)})

    def file(self, request: HttpRequest, digest: str) -> HttpResponse:
        if self.closed.is_set():
            return HttpResponse(status=503)
        time.sleep(self.slowly)
        self.fetched.append(digest)
        for language in ("en", "ne", "ar"):
            with translation.override(language):
                piece = self.pieces(language).get(digest)
            if piece:
                html = piece[1].encode()
                if digest in self.broken:
                    self.broken.remove(digest)
                    html = html[: len(html) // 2]
                response = HttpResponse(html, content_type="text/html; charset=utf-8")
                response["Cache-Control"] = "public, max-age=31536000, immutable"
                return response
        raise Http404(digest)

    def page(self, request: HttpRequest) -> HttpResponse:
        """The page with the button, and the one that deletes everything."""
        url = f"/{translation.get_language()}/packs/nepal-malaysia.json"
        manifest = json.loads(self.manifest(request, "nepal-malaysia").content)
        content = "<h1>Packs</h1>{% include saver %}{% include forget %}"
        context = {key: manifest[key] for key in ("title", "bytes", "version")} | {"url": url}
        context["saver"] = "components/pack_saver/pack_saver.html"
        context["forget"] = "components/forget/forget.html"
        return drawn("Packs", content, context, request)


PACKS: dict[str, PackServer] = {"now": PackServer()}


def alerts(request: HttpRequest) -> HttpResponse:
    """The component with a key of the right shape: an uncompressed point on P-256."""
    key = "BNNL5ZaTfK81qhXOx23-wewhigUeFb632jN6LvRWCFH1ubQr77FE_9qV1FuojuRmHP42zmf34rXgW80OvUVDgTk"
    context = {"topic_slug": "wages", "topic_name": "Wages", "public_key": key}
    context |= {"subscribe_url": "/push/on/", "unsubscribe_url": "/push/off/"}
    source = '{% extends "base.html" %}{% block content %}{% include component %}{% endblock %}'
    context["component"] = "components/push_subscribe/push_subscribe.html"
    return HttpResponse(engines["django"].from_string(source).render(context, request))


def all_components(request: HttpRequest) -> HttpResponse:
    return render(request, "frontend/styleguide.html", {"components": styleguide.samples()})


@anonymous_form("push")
def push(request: HttpRequest, act: str) -> JsonResponse:
    SUBSCRIBED.append((act, json.loads(request.body)))
    return JsonResponse({"message": request.form_guard_error or f"Alerts are {act}."})


@anonymous_form("test.form")
def form(request: HttpRequest) -> JsonResponse:
    return JsonResponse(
        {
            "error": request.form_guard_error,
            "suspicious": request.form_guard_suspicious,
            "typed": request.POST.get("name", ""),
        }
    )


def boom(request: HttpRequest) -> HttpResponse:
    raise ValueError("a mistake of ours")


urlpatterns = [path("form/", form), path("push/<str:act>/", push), path("", include("frontend.urls"))]
urlpatterns += [path("packs/files/<str:digest>", lambda request, digest: PACKS["now"].file(request, digest))]
urlpatterns += i18n_patterns(
    path("", include("frontend.localised_urls")),
    path("boom/", boom),
    path("guides/<slug:slug>/", page, name="guide"),
    path("desk/", page, name="desk"),
    path("topic/", alerts, name="topic"),
    path("packs/", lambda request: PACKS["now"].page(request), name="packs"),
    path("packs/<slug:slug>.json", lambda request, slug: PACKS["now"].manifest(request, slug)),
    path("guides/", page, name="guides"),
    path("search/", page, name="search"),
    path("components/", all_components, name="components"),
    path("petitions/confirm/<str:token>/", page, name="confirm"),
    path("petitions/<slug:slug>/thanks/", page, name="thanks"),
    path("", page, name="home"),
)

handler400 = "frontend.views.bad_request"
handler403 = "frontend.views.permission_denied"
handler404 = "frontend.views.page_not_found"
handler500 = "frontend.views.server_error"

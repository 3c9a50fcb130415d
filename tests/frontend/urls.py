"""A small site for the tests of the frontend: a page, an anonymous form, a mistake."""

import json
import threading
import time

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import engines
from django.urls import include, path

from frontend import styleguide
from frontend.anonymous import anonymous_form

# While this is set, every guide takes longer than a reader waits.
SLOW = threading.Event()
SUBSCRIBED: list[tuple[str, dict[str, object]]] = []


def page(request: HttpRequest, slug: str = "") -> HttpResponse:
    if SLOW.is_set():
        time.sleep(6)
    return render(request, "base.html")


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
urlpatterns += i18n_patterns(
    path("", include("frontend.localised_urls")),
    path("boom/", boom),
    path("guides/<slug:slug>/", page, name="guide"),
    path("desk/", page, name="desk"),
    path("topic/", alerts, name="topic"),
    path("components/", all_components, name="components"),
    path("petitions/confirm/<str:token>/", page, name="confirm"),
    path("", page, name="home"),
)

handler400 = "frontend.views.bad_request"
handler403 = "frontend.views.permission_denied"
handler404 = "frontend.views.page_not_found"
handler500 = "frontend.views.server_error"

"""A small site for the tests of the frontend: a page, an anonymous form, a mistake."""

from django.conf.urls.i18n import i18n_patterns
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import include, path

from frontend.anonymous import anonymous_form


def page(request: HttpRequest, slug: str = "") -> HttpResponse:
    return render(request, "base.html")


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


urlpatterns = [path("form/", form), path("", include("frontend.urls"))]
urlpatterns += i18n_patterns(
    path("", include("frontend.localised_urls")),
    path("boom/", boom),
    path("guides/<slug:slug>/", page, name="guide"),
    path("desk/", page, name="desk"),
    path("", page, name="home"),
)

handler400 = "frontend.views.bad_request"
handler403 = "frontend.views.permission_denied"
handler404 = "frontend.views.page_not_found"
handler500 = "frontend.views.server_error"

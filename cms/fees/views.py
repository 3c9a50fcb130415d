"""The fee check: one page that asks and answers. What is typed is in no address, in no log, and not kept."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cms.fees import queries
from cms.fees.forms import FeeForm
from frontend import languages
from frontend.anonymous import anonymous_form


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@anonymous_form("fees.check")
def check(request: HttpRequest) -> HttpResponse:
    """The empty form; after sending, the answer above it with everything that was typed still in it."""
    if request.method != "POST":
        empty = render(request, "cms/fees/check.html", {"form": FeeForm()})
        patch_cache_control(empty, public=True, max_age=60)
        return empty
    form = FeeForm(request.POST)
    problem = request.form_guard_error  # type: ignore[attr-defined]  # set by anonymous_form
    context = {"form": form, "problem": problem}
    is_answered = form.is_valid() and not problem
    if is_answered:
        asked = form.asked()
        context |= {
            "answer": queries.answer(asked, language=languages.active_code()),
            "items": form.item_labels(),
        }
    response = render(request, "cms/fees/check.html", context, status=200 if is_answered else 422)
    patch_cache_control(response, no_store=True)
    return response

"""The fee check: one page that asks and answers. What is typed is in no address, in no log, and not kept."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from cms.directory import queries as directory
from cms.fees import queries
from cms.fees.forms import FeeForm
from cms.models import Need
from frontend import languages, stored_pages
from frontend.anonymous import anonymous_form

HELPERS = 6
"""So many contacts fit below an answer; the directory has the others."""


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@anonymous_form("fees.check")
def check(request: HttpRequest) -> HttpResponse:
    """The empty form; after sending, the answer above it with everything that was typed still in it."""
    if request.method != "POST":
        return _empty(request)
    form = FeeForm(request.POST)
    problem = request.form_guard_error  # type: ignore[attr-defined]  # set by anonymous_form
    context = {"form": form, "problem": problem}
    is_answered = form.is_valid() and not problem
    if is_answered:
        asked, reader = form.asked(), languages.active_code()
        wish = directory.Wish(country=asked.destination, origin=asked.origin, need=Need.FEES)
        context |= {
            "answer": queries.answer(asked, language=reader),
            "items": form.item_labels(),
            "helpers": directory.find(wish, reader=reader, limit=HELPERS),
        }
    response = render(request, "cms/fees/check.html", context, status=200 if is_answered else 422)
    patch_cache_control(response, no_store=True)
    return response


def _empty(request: HttpRequest) -> HttpResponse:
    """The same page for everybody: readers' phones and our own store may keep it."""
    response = render(request, "cms/fees/check.html", {"form": FeeForm()})
    patch_cache_control(response, public=True, max_age=stored_pages.BROWSER_SECONDS)
    return stored_pages.store(response)

"""Pages of the directory: the list with its filter, and one page for each contact."""

from __future__ import annotations

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from cms.directory import queries
from cms.directory.forms import FindForm
from cms.directory.queries import Wish
from cms.models import Need
from frontend import languages, stored_pages

ENTRIES_A_PAGE = 12
"""So many fit the first flight of a connection, 14 KB, in every script."""


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Who helps: filters at the top, then the contacts, nearest first. At most eight queries."""
    reader = languages.active_code()
    form = FindForm(request.GET, choices=queries.choices())
    wish = form.wish()
    page = Paginator(queries.fitting(wish, reader=reader), ENTRIES_A_PAGE).get_page(request.GET.get("page"))
    more = 0
    if wish.language:
        more = queries.fitting(wish.without("language"), reader=reader).count() - page.paginator.count
    context = {
        "form": form,
        "wish": wish,
        "page": page,
        "entries": queries.entries(page.object_list, reader=reader),
        "more_languages": more,
        "any_language_url": wish.without("language").address,
        "in_danger": wish.need == Need.DANGER,
        "danger_url": Wish(country=wish.country, need=Need.DANGER).address,
        "wider": _wider(form, wish),
        "here": reverse("directory:index"),
        "canonical_url": settings.SITE_URL + reverse("directory:index"),
    }
    return _public(request, render(request, "cms/directory/index.html", context))


def _wider(form: FindForm, wish: Wish) -> list[tuple[str, str]]:
    """For an empty list: each thing that was asked for in words, and the address without it."""
    asked = [(name, value) for name, value in vars(wish).items() if value]
    return [(form.label_of(name, value), wish.without(name).address) for name, value in asked]


@require_safe
def contact(request: HttpRequest, slug: str) -> HttpResponse:
    """One contact, to be read and passed on. Four queries."""
    found = queries.public_contact(slug)
    if found is None:
        raise Http404
    entry = queries.entry(found, reader=languages.active_code())
    context = {
        "entry": entry,
        "here": reverse("directory:index"),
        "share_url": settings.SITE_URL + entry.url,
        "thanks": "thanks" in request.GET,
    }
    response = _public(request, render(request, "cms/directory/contact.html", context))
    # Others still hear nothing; our own form must be told that it came from here.
    response["Referrer-Policy"] = "same-origin"
    return response


def _public(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Everybody gets the same; nobody we link to hears from where the reader comes."""
    response["Referrer-Policy"] = "no-referrer"
    patch_cache_control(response, public=True, max_age=stored_pages.BROWSER_SECONDS)
    return stored_pages.store(response) if stored_pages.is_variant(request) else response

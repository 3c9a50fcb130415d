"""The page of results. Nobody but the reader learns what she looks for."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cms.search import queries
from cms.search.forms import SearchForm
from frontend import languages


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Guides, contacts and campaigns that answer `?q=`. At most three queries.

    Never stored outside the reader's browser; her browser takes the words off its address bar.
    """
    form = SearchForm(request.GET)
    language = languages.active_code()
    found = queries.find(form.asked, language=language)
    context = {
        "form": form,
        "results": [each for each in found if each.language == language],
        "elsewhere": [each for each in found if each.language != language],
        "count": len(found),
    }
    response = render(request, "search/results.html", context)
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "private, max-age=60"
    return response

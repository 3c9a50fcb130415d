"""The public progress pages. They read no session, so that any cache may keep them for a minute."""

from __future__ import annotations

import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from organising.records import calendar, counts, progress
from organising.unions import queries as unions
from organising.unions.models import Union


@require_safe
@cache_control(public=True, max_age=60)
def home(request: HttpRequest) -> HttpResponse:
    """All unions together, against the floor."""
    found = progress.progress_of_all(timezone.now())
    return render(request, "progress/home.html", _context(found))


@require_safe
@cache_control(public=True, max_age=60)
def union(request: HttpRequest, slug: str) -> HttpResponse:
    """One union, against its own target."""
    one = get_object_or_404(Union, slug=slug)
    now = timezone.now()
    found = progress.progress_of_union(one, now)
    centre = unions.centres_of([one], on=now.date()).get(one.pk, "")
    return render(request, "progress/union.html", {"union": one, "centre": centre, **_context(found)})


def _context(found: progress.Progress | None) -> dict[str, object]:
    mirrored = translation.get_language_bidi()
    context: dict[str, object] = {
        "progress": found,
        "mirrored": mirrored,
        "levels": {"verified": counts.Level.VERIFIED, "claimed": counts.Level.CLAIMED},
        "silent_after": progress.SILENT_AFTER_MONTHS,
    }
    if found is not None:
        chart = found.chart(mirrored=mirrored)
        context["chart"] = chart
        context["ticks"] = [
            {"at": mark.at, "label": _month_name(found.cycle.starts_date, mark.value)}
            for mark in chart.months
        ]
        context["month_rows"] = [{"label": calendar.name(one.month), "totals": one} for one in found.months]
    return context


def _month_name(first: datetime.date, index: int) -> str:
    return calendar.name(calendar.later(first, index), short=True)

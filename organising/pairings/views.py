"""The public pages of pairings and corridors. They read no session, so that any cache may keep them."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from organising.pairings import queries, registry
from organising.pairings.models import Corridor
from organising.unions import queries as unions


@require_safe
@cache_control(public=True, max_age=60)
def corridors(request: HttpRequest) -> HttpResponse:
    """Every corridor with the agreements in force on it."""
    found = queries.public_corridors()
    context = {
        "paired": [one for one in found if one.active],
        "unpaired": [one for one in found if not one.active],
    }
    return render(request, "pairings/list.html", context)


@require_safe
@cache_control(public=True, max_age=60)
def corridor(request: HttpRequest, slug: str) -> HttpResponse:
    """Two places, the unions at both ends, what they agreed on, and the figures."""
    now = timezone.now()
    try:
        ends = queries.corridor_ends(slug)
    except Corridor.DoesNotExist:
        raise Http404 from None
    at_ends = [*ends.origin_unions, *ends.destination_unions]
    context = {
        "ends": ends,
        "corridor": ends.corridor,
        "centres": unions.centres_of(at_ends, on=now.date()),
        "partner_ids": {party.union_id for one in ends.active for party in one.parties.all()},
        "figures": registry.figures_of(ends.corridor, now),
        "guide_links": registry.links_for(ends.corridor, get_language() or "en"),
        "now": now,
    }
    return render(request, "pairings/corridor.html", context)

"""The targets desk: the floor, the unions' own targets, and the cycle they belong to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.users import desk
from members.users.models import Role
from organising.targets import forms, permissions, queries, services
from organising.targets.models import CycleState, TargetCycle
from organising.unions import permissions as union_permissions
from organising.unions import queries as unions
from organising.unions.models import MandateRole, Union
from organising.unions.refusals import Refused
from organising.unions.requests import StaffRequest

_desk = desk.desk_view(Role.ORGANISER, Role.ADMINISTRATOR)


@_desk
@require_safe
def targets(request: StaffRequest) -> HttpResponse:
    """The floor, what the unions took on of it, and what this person can set."""
    today = timezone.now().date()
    cycle = queries.cycle_in_view()
    is_administrator = union_permissions.is_administrator(request.user)
    signs_for = unions.unions_acted_for(request.user, on=today, role=MandateRole.OFFICER)
    allocation = queries.allocation(cycle, with_revisions=True) if cycle else None
    adopted = {target.union_id for target in allocation.targets} if allocation else set()
    context = {
        "cycle": cycle,
        "allocation": allocation,
        "is_open": cycle is not None and cycle.state == CycleState.OPEN,
        "is_administrator": is_administrator,
        "signs_for_ids": {union.pk for union in signs_for},
        "without_target": [union for union in signs_for if union.pk not in adopted],
        "planned": list(queries.all_cycles().filter(state=CycleState.PLANNED)) if is_administrator else [],
    }
    return desk.render(request, "targets/list.html", context)


@_desk
@require_http_methods(["GET", "HEAD", "POST"])
def target(request: StaffRequest, slug: str) -> HttpResponse:
    """Adopt or revise one union's own target."""
    return _target(request, get_object_or_404(Union, slug=slug))


@_desk
@require_http_methods(["GET", "HEAD", "POST"])
def floor(request: StaffRequest) -> HttpResponse:
    """Adopt or revise the floor of all unions together."""
    return _target(request, None)


def _target(request: StaffRequest, union: Union | None) -> HttpResponse:
    now = timezone.now()
    if not permissions.can_adopt_target(request.user, union, on=now.date()):
        raise PermissionDenied
    cycle = queries.cycle_in_view()
    if cycle is None or cycle.state != CycleState.OPEN:
        messages.warning(request, _("No cycle is open. An administrator opens one."))
        return redirect("desk_targets:list")
    found = queries.target_of(cycle, union)
    form_class = forms.ReviseForm if found else forms.AdoptForm
    initial = {"value": found.value} if found else None
    form = form_class(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        data: dict[str, Any] = form.cleaned_data
        try:
            if found:
                services.revise_target(target=found, by=request.user, now=now, **data)
            else:
                services.adopt_target(cycle=cycle, union=union, by=request.user, now=now, **data)
        except Refused as refusal:
            refusal.show_on(form)
        else:
            messages.success(request, _("Revised.") if found else _("Adopted."))
            return redirect("desk_targets:list")
    context = {"form": form, "union": union, "cycle": cycle, "target": found}
    return desk.render(request, "targets/target.html", context, status=422 if form.errors else 200)


@_desk
@require_http_methods(["GET", "HEAD", "POST"])
def open_cycle(request: StaffRequest, slug: str) -> HttpResponse:
    """A page that asks once more, and the act itself."""
    return _change_cycle(request, slug, services.open_cycle, "targets/open.html", _("The cycle is open."))


@_desk
@require_http_methods(["GET", "HEAD", "POST"])
def close_cycle(request: StaffRequest, slug: str) -> HttpResponse:
    return _change_cycle(request, slug, services.close_cycle, "targets/close.html", _("The cycle is closed."))


def _change_cycle(
    request: StaffRequest, slug: str, act: Callable[..., TargetCycle], template: str, done: str
) -> HttpResponse:
    cycle = get_object_or_404(queries.all_cycles(), slug=slug)
    if not permissions.can_open_cycle(request.user, cycle):
        raise PermissionDenied
    if request.method != "POST":
        return desk.render(request, template, {"cycle": cycle})
    try:
        act(cycle=cycle, by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("desk_targets:list")

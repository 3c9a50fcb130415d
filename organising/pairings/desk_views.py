"""The pairings desk: what waits for us, what we wait for; propose, accept, end."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from members.users import desk
from members.users.models import Role
from organising.pairings import forms, permissions, queries, services
from organising.pairings.models import Corridor, Pairing, PairingState, PartyRole
from organising.unions import queries as unions
from organising.unions.models import MandateRole, Union
from organising.unions.refusals import Refused
from organising.unions.requests import StaffRequest

_desk = desk.desk_view(Role.ORGANISER, Role.ADMINISTRATOR)


@_desk
@require_safe
def pairings(request: StaffRequest) -> HttpResponse:
    """Sorted by whose turn it is."""
    today = timezone.now().date()
    found = queries.desk_pairings(request.user, on=today)
    proposed = [one for one in found if one.pairing.state == PairingState.PROPOSED]
    context = {
        "for_us": [one for one in proposed if one.may_accept],
        "for_others": [one for one in proposed if not one.may_accept],
        "active": [one for one in found if one.pairing.state == PairingState.ACTIVE],
        "ended": [one for one in found if one.pairing.state == PairingState.ENDED],
        "signs_for": unions.unions_acted_for(request.user, on=today, role=MandateRole.OFFICER),
    }
    return desk.render(request, "pairings/desk_list.html", context)


@_desk
@require_safe
def choose_corridor(request: StaffRequest) -> HttpResponse:
    """Step one of a proposal, a GET form: it only leads to the corridor's own form."""
    own = unions.unions_acted_for(request.user, on=timezone.now().date(), role=MandateRole.OFFICER)
    corridors = queries.corridors_between({union.country for union in own})
    form = forms.CorridorForm(request.GET or None, corridors=corridors)
    if form.is_bound and form.is_valid():
        return redirect("desk_pairings:propose", slug=form.cleaned_data["corridor"].slug)
    context = {"form": form, "own": own, "corridors": corridors}
    return desk.render(request, "pairings/choose_corridor.html", context)


@_desk
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: StaffRequest, slug: str) -> HttpResponse:
    corridor = get_object_or_404(Corridor, slug=slug)
    now = timezone.now()
    signs_for = unions.unions_acted_for(request.user, on=now.date(), role=MandateRole.OFFICER)
    own = [union for union in signs_for if queries.role_in(corridor, union)]
    if not own:
        messages.warning(request, str(services.OfficerMandateMissing()))
        return redirect("desk_pairings:choose_corridor")
    others = [one for one in queries.unions_at(corridor) if len(own) > 1 or one != own[0]]
    form = forms.ProposeForm(request.POST or None, own=own, others=others)
    if request.method == "POST" and form.is_valid():
        parties = {form.cleaned_data["own"], *form.cleaned_data["partners"]}
        roles = {union: queries.role_in(corridor, union) or PartyRole.ORIGIN for union in parties}
        try:
            pairing = services.propose_pairing(
                corridor=corridor, parties=roles, aim=form.cleaned_data["aim"], by=request.user, now=now
            )
        except Refused as refusal:
            refusal.show_on(form)
        else:
            messages.success(request, _("Proposed. It is in force when every union has accepted it."))
            return redirect("desk_pairings:detail", pairing_id=pairing.pk)
    context = {"form": form, "corridor": corridor, "own": own, "others": others}
    return desk.render(request, "pairings/propose.html", context, status=422 if form.errors else 200)


@_desk
@require_safe
def detail(request: StaffRequest, pairing_id: uuid.UUID) -> HttpResponse:
    return desk.render(request, "pairings/detail.html", {"shown": _shown(request, pairing_id)})


@_desk
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: StaffRequest, pairing_id: uuid.UUID, slug: str) -> HttpResponse:
    """A page that asks once more, and the act itself."""
    shown, union = _shown(request, pairing_id), get_object_or_404(Union, slug=slug)
    if request.method == "POST":
        try:
            pairing = services.accept_pairing(
                pairing=shown.pairing, union=union, by=request.user, now=timezone.now()
            )
        except Refused as refusal:
            messages.warning(request, str(refusal))
        else:
            is_active = pairing.state == PairingState.ACTIVE
            in_force = _("Accepted. All unions have accepted: the pairing is in force.")
            messages.success(
                request, in_force if is_active else _("Accepted. The pairing waits for the others.")
            )
        return redirect("desk_pairings:detail", pairing_id=pairing_id)
    if not permissions.can_accept_pairing(request.user, shown.pairing, union, on=timezone.now().date()):
        messages.warning(request, _("There is nothing for you to accept here in the name of this union."))
        return redirect("desk_pairings:detail", pairing_id=pairing_id)
    return desk.render(request, "pairings/accept.html", {"shown": shown, "union": union})


@_desk
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: StaffRequest, pairing_id: uuid.UUID, slug: str) -> HttpResponse:
    """End an agreement, or decline or withdraw a proposal."""
    shown, union = _shown(request, pairing_id), get_object_or_404(Union, slug=slug)
    form = forms.EndForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.end_pairing(
                pairing=shown.pairing,
                union=union,
                reason=form.cleaned_data["reason"],
                by=request.user,
                now=timezone.now(),
            )
        except Refused as refusal:
            refusal.show_on(form)
        else:
            messages.success(request, _("Ended. The other unions see your reason."))
            return redirect("desk_pairings:detail", pairing_id=pairing_id)
    context: dict[str, Any] = {"shown": shown, "union": union, "form": form}
    return desk.render(request, "pairings/end.html", context, status=422 if form.errors else 200)


def _shown(request: StaffRequest, pairing_id: uuid.UUID) -> queries.DeskPairing:
    """A pairing of one of this person's unions; any other does not exist for her."""
    today = timezone.now().date()
    visible = queries.with_parties(Pairing.objects.visible_to(request.user, on=today))
    pairing = get_object_or_404(visible, pk=pairing_id)
    own = unions.unions_acted_for(request.user, on=today, role=MandateRole.OFFICER)
    return queries.desk_pairing(pairing, signs_for={union.pk for union in own})

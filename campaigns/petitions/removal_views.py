"""Below /cms/petitions/{id}/signatures/: what came in, from where, and the rules against bots."""

from __future__ import annotations

import datetime
import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from campaigns.petitions import permissions, removal_queries
from campaigns.petitions import services as petitions
from campaigns.petitions.models import Petition, Quarantine, Removal, RemovalState, Signature
from campaigns.petitions.removal_forms import RuleForm
from members.notifications import lanes

PAGE = "petition_signatures:page"
WORKER = "petitions.work_on_removals"
WINDOWS = {
    "": (gettext_lazy("all"), None),
    "day": (gettext_lazy("last 24 hours"), datetime.timedelta(days=1)),
    "hour": (gettext_lazy("last hour"), datetime.timedelta(hours=1)),
}


def _petition(request: HttpRequest, pk: uuid.UUID) -> Petition:
    if not permissions.can_remove_signatures(request.user):
        raise PermissionDenied
    return get_object_or_404(Petition.objects.prefetch_related("texts"), pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """The numbers, the busiest networks and domains, and the rules; a POST writes a rule and tries it out."""
    found = _petition(request, pk)
    with timezone.override(found.zone):
        return _page(request, found)


def _page(request: HttpRequest, found: Petition) -> HttpResponse:
    now = timezone.now()
    window = request.GET.get("window", "")
    length = WINDOWS.get(window, WINDOWS[""])[1]
    since = now - length if length else None
    networks = removal_queries.busiest_networks(found, since=since)
    form = RuleForm(request.POST if request.method == "POST" else None, networks=networks)
    if form.is_valid():
        try:
            removal = petitions.write_removal(petition=found, **form.cleaned_data, by=request.user, now=now)
        except petitions.EmptyRule:
            form.add_error(None, _("This rule would meet everybody. Fill in one more field."))
        else:
            _work(removal)
            return HttpResponseRedirect(reverse(PAGE, args=[found.pk]) + "#rules")
    domains, others = removal_queries.busiest_domains(found, since=since)
    context: dict[str, Any] = {
        "breadcrumbs_items": [
            {"url": reverse("petition_life:petition", args=[found.pk]), "label": found.slug},
            {"url": "", "label": _("Signatures")},
        ],
        "header_title": _("Signatures"),
        "header_icon": "group",
        "petition": found,
        "numbers": removal_queries.numbers(found),
        "windows": [(code, words, code == window) for code, (words, _length) in WINDOWS.items()],
        "networks": networks,
        "domains": domains,
        "others": others,
        "form": form,
        "rules": [_rule(each) for each in removal_queries.removals(found)],
    }
    return render(request, "petitions/signatures/page.html", context)


def _rule(removal: Removal) -> dict[str, Any]:
    """A rule with what may be done with it. While a worker is at it, nothing may."""
    tried = removal.state == RemovalState.TRIED
    waits = (tried and (removal.matched_count is None or removal.applied_at is not None)) or (
        removal.state == RemovalState.APPLIED and removal.undone_at is not None
    )
    return {
        "removal": removal,
        "network": removal.network[: removal_queries.HASH_LETTERS],
        "waits": waits,
        "confirmed": petitions.confirmed_count(removal) if tried else None,
        "can_apply": tried and not waits,
        "can_undo": removal.state == RemovalState.APPLIED and not waits,
    }


def _work(removal: Removal) -> None:
    """Do what the rule waits for at once while the petition is small; else a worker does it."""
    some = Signature.objects.filter(petition_id=removal.petition_id).order_by()
    if some[: petitions.AT_ONCE + 1].count() <= petitions.AT_ONCE:
        petitions.work_on_removal(pk=removal.pk)
    else:
        lanes.nudge(WORKER)


@require_POST
def apply(request: HttpRequest, pk: uuid.UUID, rule: uuid.UUID) -> HttpResponse:
    """Remove whom the rule meets."""
    found = _petition(request, pk)
    removal = get_object_or_404(Removal, pk=rule, petition=found)
    try:
        removal = petitions.ask_to_apply(removal=removal, by=request.user, now=timezone.now())
    except petitions.NotATriedRule:
        messages.error(request, _("This rule cannot be applied any more. Write a new one."))
    else:
        _work(removal)
    return HttpResponseRedirect(reverse(PAGE, args=[found.pk]) + "#rules")


@require_POST
def undo(request: HttpRequest, pk: uuid.UUID, rule: uuid.UUID) -> HttpResponse:
    """Give back whom the rule has taken."""
    found = _petition(request, pk)
    removal = get_object_or_404(Removal, pk=rule, petition=found)
    try:
        removal = petitions.ask_to_undo(removal=removal, by=request.user, now=timezone.now())
    except petitions.NotApplied:
        messages.error(request, _("This rule was not applied."))
    else:
        _work(removal)
    return HttpResponseRedirect(reverse(PAGE, args=[found.pk]) + "#rules")


@require_POST
def release(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """Let in what was kept aside for one reason."""
    found = _petition(request, pk)
    reason = request.POST.get("reason", "")
    if reason not in Quarantine.values:
        raise Http404
    petitions.release_from_quarantine(petition=found, reason=reason, by=request.user, now=timezone.now())
    return HttpResponseRedirect(reverse(PAGE, args=[found.pk]))

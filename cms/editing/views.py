"""Two pages in Wagtail: what is said of a draft before it is published, and what unions keep."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from wagtail.models import Page

from cms.editing import permissions, queries, services
from cms.editing.forms import GivePageForm, InviteForm, RemoveForm, StartGuideForm, TakeBackForm
from cms.editing.weight import MOST_BYTES
from cms.models import TranslatedPage
from cms.services import IndexMissing
from organising.unions.refusals import Refused


@require_safe
def check(request: HttpRequest, page_id: int) -> HttpResponse:
    """Before you publish: the latest draft, weighed, read and followed."""
    found = get_object_or_404(Page, pk=page_id)
    if not permissions.can_check_page(request.user, found):  # type: ignore[arg-type]
        raise PermissionDenied
    draft = found.get_latest_revision_as_object()
    if not isinstance(draft, TranslatedPage):
        raise Http404
    context = {
        "page": draft,
        "check": queries.check_of(draft, now=timezone.now()),
        "most_bytes": MOST_BYTES,
        "edit_url": reverse("wagtailadmin_pages:edit", args=[found.pk]),
        "modes": [
            {"code": code, "name": name, "url": _preview_url(found, code)}
            for code, name in draft.preview_modes
        ],
        "page_title": _("Before you publish"),
        "header_title": _("Before you publish"),
        "page_subtitle": draft.get_admin_display_title(),
        "header_icon": "glasses",
    }
    return TemplateResponse(request, "wagtailadmin/editing/check.html", context)


def _preview_url(page: Page, code: str) -> str:
    return reverse("wagtailadmin_pages:view_draft", args=[page.pk]) + f"?mode={code}"


@require_safe
def unions(request: HttpRequest) -> HttpResponse:
    return _unions(request)


def _unions(request: HttpRequest, *, status: int = 200, **forms: Any) -> HttpResponse:
    """What the unions that this person runs keep, with the forms as they were typed."""
    mine = permissions.unions_run_by(request.user, on=timezone.localdate())  # type: ignore[arg-type]
    if not mine:
        raise PermissionDenied
    context = {
        "desks": queries.desks_of(mine),
        "start_form": StartGuideForm(unions=mine, initial={"language": get_language()}, auto_id="start-%s"),
        "invite_form": InviteForm(unions=mine, initial={"language": get_language()}, auto_id="invite-%s"),
        "page_title": _("Pages of unions"),
        "header_title": _("Pages of unions"),
        "header_icon": "group",
    }
    if permissions.can_give_page(request.user):
        context["give_form"] = GivePageForm(unions=mine, auto_id="give-%s")
    return TemplateResponse(request, "wagtailadmin/editing/unions.html", context | forms, status=status)


@require_POST
def give(request: HttpRequest) -> HttpResponse:
    """A union keeps a page of the house from now on, in all its languages."""
    if not permissions.can_give_page(request.user):
        raise PermissionDenied
    form = GivePageForm(request.POST, unions=_mine(request), auto_id="give-%s")
    if form.is_valid():
        try:
            services.give_page_to_union(
                **form.cleaned_data,
                by=request.user,  # type: ignore[arg-type]
                now=timezone.now(),
            )
        except Refused as refusal:
            refusal.show_on(form)
        else:
            messages.success(request, _("The union keeps this page now, in every language."))
            return HttpResponseRedirect(reverse("editing_unions"))
    return _unions(request, status=422, give_form=form)


@require_POST
def take_back(request: HttpRequest) -> HttpResponse:
    """The house keeps a page again. One that it keeps already stays as it is."""
    if not permissions.can_give_page(request.user):
        raise PermissionDenied
    form = TakeBackForm(request.POST)
    if form.is_valid():
        services.give_page_to_union(
            page=form.cleaned_data["page"],
            union=None,
            by=request.user,  # type: ignore[arg-type]
            now=timezone.now(),
        )
        messages.success(request, _("The house keeps this page again."))
    else:
        messages.warning(request, _("No union keeps this page any more."))
    return HttpResponseRedirect(reverse("editing_unions"))


@require_POST
def start_guide(request: HttpRequest) -> HttpResponse:
    form = StartGuideForm(request.POST, unions=_mine(request), auto_id="start-%s")
    if form.is_valid():
        try:
            page = services.start_union_guide(
                **form.cleaned_data,
                by=request.user,  # type: ignore[arg-type]
                now=timezone.now(),
            )
        except IndexMissing:
            form.add_error("language", _("This language has no guides yet."))
        except Refused as refusal:
            refusal.show_on(form)
        else:
            if page.permissions_for_user(request.user).can_edit():
                return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))
            messages.success(request, _("The guide is made. Invite somebody to write it."))
            return HttpResponseRedirect(reverse("editing_unions"))
    return _unions(request, status=422, start_form=form)


@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    form = InviteForm(request.POST, unions=_mine(request), auto_id="invite-%s")
    if form.is_valid():
        try:
            services.invite_co_editor(
                **form.cleaned_data,
                by=request.user,  # type: ignore[arg-type]
                now=timezone.now(),
            )
        except Refused as refusal:
            refusal.show_on(form)
        else:
            messages.success(
                request,
                _("She can write now. A mail tells her how to sign in and set up a second factor."),
            )
            return HttpResponseRedirect(reverse("editing_unions"))
    return _unions(request, status=422, invite_form=form)


@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    form = RemoveForm(request.POST, unions=_mine(request))
    if not form.is_valid():
        raise Http404
    union = form.cleaned_data["union"]
    user = queries.co_editor_of(union, form.cleaned_data["user"])
    if user is not None:
        services.remove_co_editor(union=union, user=user, by=request.user, now=timezone.now())  # type: ignore[arg-type]
        messages.success(request, _("She writes for this union no more."))
    return HttpResponseRedirect(reverse("editing_unions"))


def _mine(request: HttpRequest) -> list[Any]:
    mine = permissions.unions_run_by(request.user, on=timezone.localdate())  # type: ignore[arg-type]
    if not mine:
        raise PermissionDenied
    return mine

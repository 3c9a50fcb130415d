"""Notes from readers and the rounds of the directory, below `/cms/reports/`."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cms.models import Contact, PhoneKind, ReaderReport
from cms.reports import permissions, queries, services
from cms.reports.forms import AnswerForm, FilterForm
from frontend.bidi import isolated

NOTES_A_PAGE = 20
INDEX = "reader_reports:index"


def _crumbs(*labels: str) -> list[dict[str, str]]:
    """From the list down to here; the last one is the page itself."""
    titles = [_("Notes from readers"), *labels]
    return [
        {"url": reverse(INDEX) if place == 0 and labels else "", "label": title}
        for place, title in enumerate(titles)
    ]


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What readers have written, and the contacts that wait to be checked."""
    if not permissions.can_read_notes(request.user):
        raise PermissionDenied
    form = FilterForm(request.GET)
    notes = queries.notes(request.user, form.wish())
    checks_contacts = permissions.can_check_contact(request.user)
    context = {
        "breadcrumbs_items": _crumbs(),
        "header_title": _("Notes from readers"),
        "header_icon": "comment",
        "form": form,
        "page": Paginator(notes, NOTES_A_PAGE).get_page(request.GET.get("page")),
        "query": "&".join(f"{name}={value}" for name, value in vars(form.wish()).items() if value),
        "chores": queries.contact_chores() if checks_contacts else [],
    }
    return render(request, "wagtailadmin/reports/notes.html", context)


@sensitive_post_parameters("answer")
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One note on a page: the words, and the answer."""
    found = get_object_or_404(
        ReaderReport.objects.select_related("page__locale", "answered_by__profile"), pk=pk, page__isnull=False
    )
    if not permissions.can_answer_note(request.user, found):
        raise PermissionDenied
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.answer_note(
                note=found, answer=form.cleaned_data["answer"], by=request.user, now=timezone.now()
            )
        except services.AlreadyAnswered:
            messages.error(request, _("Somebody has answered this already. Your answer was not kept."))
        else:
            messages.success(request, _("Answered. Whoever has the code can read it."))
            return HttpResponseRedirect(reverse(INDEX))
        found.refresh_from_db()
    context = {
        "breadcrumbs_items": _crumbs(found.page.title),
        "header_title": found.page.title,
        "header_icon": "comment",
        "note": found,
        "form": form,
        "edit_url": reverse("wagtailadmin_pages:edit", args=[found.page_id]),
    }
    return render(request, "wagtailadmin/reports/note.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """One contact on its round: its numbers, and "checked today"."""
    found = _contact(request, pk)
    if request.method == "POST":
        try:
            services.mark_contact_checked(contact=found, by=request.user, now=timezone.now())
        except services.NumbersWait:
            messages.error(request, _("Say first of each reported number whether it works."))
        else:
            messages.success(request, _("%(name)s is checked.") % {"name": isolated(found.name)})
            return HttpResponseRedirect(reverse(INDEX))
    return render(request, "wagtailadmin/reports/contact.html", _round_of(found))


def _contact(request: HttpRequest, pk: int) -> Contact:
    if not permissions.can_check_contact(request.user):
        raise PermissionDenied
    return get_object_or_404(Contact, pk=pk)


def _round_of(found: Contact) -> dict[str, Any]:
    return {
        "breadcrumbs_items": _crumbs(found.name),
        "header_title": found.name,
        "header_icon": "group",
        "contact": found,
        "numbers": queries.numbers_of(found),
        "edit_url": reverse("wagtailsnippets_cms_contact:edit", args=[found.pk]),
    }


@require_POST
def check_number(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody called a number of a contact: it works, or it is dead."""
    found = _contact(request, pk)
    number, kind = request.POST.get("number", ""), request.POST.get("kind", "")
    verdict = request.POST.get("verdict", "")
    acts = {
        "works": (services.find_number_working, _("%(number)s works. The notice is gone.")),
        "dead": (services.remove_dead_number, _("%(number)s is not in the directory any more.")),
    }
    if verdict not in acts or not number or "\0" in number or kind not in PhoneKind.values:
        raise Http404
    act, sentence = acts[verdict]
    act(contact=found, number=number, kind=kind, by=request.user, now=timezone.now())
    messages.success(request, sentence % {"number": isolated(number[:24])})
    return HttpResponseRedirect(reverse("reader_reports:contact", args=[found.pk]))

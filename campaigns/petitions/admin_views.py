"""Below /cms/petitions/: the queue of moderation, the life of one petition, and its changes of state."""

from __future__ import annotations

import datetime
import uuid
from typing import Any, NamedTuple

from babel.dates import format_timedelta
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.petitions import permissions, queries, waiting
from campaigns.petitions import services as petitions
from campaigns.petitions.admin_forms import MoveForm
from campaigns.petitions.models import NEXT_STATES, Petition, PetitionState, PetitionText
from frontend import languages
from frontend.bidi import isolated
from members.users.models import User

QUEUE = "petition_life:queue"
S = PetitionState

_AGAIN = gettext_lazy("Open again")
_BACK = gettext_lazy("Back to draft")
_CLOSE = gettext_lazy("Close")
LABELS = {
    (S.DRAFT, S.MODERATION): gettext_lazy("Submit for moderation"),
    (S.MODERATION, S.DRAFT): _BACK,
    (S.MODERATION, S.OPEN): gettext_lazy("Open for signatures"),
    (S.MODERATION, S.REJECTED): gettext_lazy("Reject"),
    (S.REJECTED, S.DRAFT): _BACK,
    (S.OPEN, S.CLOSED): _CLOSE,
    (S.OPEN, S.STOPPED): pgettext_lazy("petition", "Stop"),
    (S.STOPPED, S.OPEN): _AGAIN,
    (S.STOPPED, S.CLOSED): _CLOSE,
    (S.CLOSED, S.OPEN): _AGAIN,
    (S.CLOSED, S.HANDED_OVER): gettext_lazy("Mark as handed over"),
    (S.HANDED_OVER, S.ANSWERED): gettext_lazy("Mark as answered"),
}
_ENDS = gettext_lazy("It takes no signatures any more. Everybody can still read it.")
_TOLD = gettext_lazy("Its page says so to everybody.")
EFFECTS = {
    S.DRAFT: gettext_lazy("It can be changed again. Only staff see it."),
    S.MODERATION: gettext_lazy("A moderator reads it next. Until then nobody can change it."),
    S.OPEN: gettext_lazy("Everybody can read it, and sign it between its dates."),
    S.REJECTED: gettext_lazy("Its address gives the reason, and nothing of its text."),
    S.CLOSED: _ENDS,
    S.STOPPED: _ENDS,
    S.HANDED_OVER: _TOLD,
    S.ANSWERED: _TOLD,
}


class Move(NamedTuple):
    """A change of state that this person may make."""

    to_state: str
    label: Any
    url: str


def moves(petition: Petition, user: User) -> list[Move]:
    """What this person may do with a petition as it stands."""
    return [
        Move(
            each, LABELS[S(petition.state), S(each)], reverse("petition_life:move", args=[petition.pk, each])
        )
        for each in sorted(permissions.open_moves(user, petition), key=lambda state: state == S.DRAFT)
    ]


def _crumbs(user: User, *labels: str) -> list[dict[str, str]]:
    """From the queue, or for those without one from the list of petitions, down to here."""
    if permissions.can_moderate_petition(user):
        top = (reverse(QUEUE), _("Petitions to moderate"))
    else:
        top = (reverse("wagtailsnippets_petitions_petition:list"), _("Petitions"))
    trail = [top, *(("", label) for label in labels)]
    last = len(trail) - 1
    return [{"url": "" if place == last else url, "label": label} for place, (url, label) in enumerate(trail)]


def _texts(petition: Petition) -> list[PetitionText]:
    """Its texts, first the one that this person reads best."""
    texts = list(petition.texts.all())
    best = queries.text_in(texts, languages.active_code())
    return sorted(texts, key=lambda text: (text != best, text.language))


def _in_words(wait: datetime.timedelta) -> str:
    """A time of waiting in the active language: hours up to three days, then days."""
    return format_timedelta(wait, granularity="hour", threshold=3.01, locale=languages.date_locale())


@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits to be decided, the oldest first, and how long petitions wait."""
    if not permissions.can_moderate_petition(request.user):
        raise PermissionDenied
    now = timezone.now()
    median = waiting.median_wait(now=now)
    rows = [
        {
            "petition": each,
            "age": _in_words(now - each.waits_since) if each.waits_since else "",
            "is_own": each.submitted_by_id == request.user.pk,
            "moves": moves(each, request.user),
            "texts": _texts(each),
        }
        for each in waiting.queue()
    ]
    context = {
        "breadcrumbs_items": _crumbs(request.user),
        "header_title": _("Petitions to moderate"),
        "header_icon": "tasks",
        "rows": rows,
        "median": "" if median is None else _in_words(median),
        "goal": _in_words(waiting.GOAL),
        "is_late": median is not None and median > waiting.GOAL,
    }
    return render(request, "petitions/moderation/queue.html", context)


@require_safe
def petition(request: HttpRequest, pk: uuid.UUID) -> HttpResponse:
    """One petition: its texts, where it stands, what happened to it, and what may happen next."""
    found = _load(request, pk)
    context = {
        "breadcrumbs_items": _crumbs(request.user, found.slug),
        "header_title": found.slug,
        "header_icon": "edit",
        "petition": found,
        "texts": _texts(found),
        "steps": waiting.history(found),
        "moves": moves(found, request.user),
        "may_remove": permissions.can_remove_signatures(request.user),
    }
    return render(request, "petitions/moderation/petition.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pk: uuid.UUID, to_state: str) -> HttpResponse:
    """Ask before a change of state, then make it."""
    found = _load(request, pk)
    if to_state not in S.values:
        raise Http404
    life = HttpResponseRedirect(reverse("petition_life:petition", args=[found.pk]))
    if to_state not in NEXT_STATES[found.state]:
        messages.error(request, _("Somebody has moved this petition in between. Look at it again."))
        return life
    if not permissions.can_move_petition(request.user, found, to_state):
        raise PermissionDenied
    last = waiting.last_step(found)
    form = MoveForm(
        request.POST if request.method == "POST" else None,
        petition=found,
        to_state=to_state,
        initial={"step": last},
    )
    if form.is_valid():
        problem = _make(request, found, to_state, form, last=last)
        if not problem:
            messages.success(
                request,
                _("%(petition)s is now: %(state)s.")
                % {"petition": isolated(found.slug), "state": S(to_state).label},
            )
            was_waiting = found.state == S.MODERATION and permissions.can_moderate_petition(request.user)
            return HttpResponseRedirect(reverse(QUEUE)) if was_waiting else life
        messages.error(request, problem)
        return life
    label = str(LABELS[S(found.state), S(to_state)])
    context = {
        "breadcrumbs_items": _crumbs(request.user, found.slug, label),
        "header_title": label,
        "header_icon": "edit",
        "petition": found,
        "texts": _texts(found),
        "form": form,
        "label": label,
        "effect": EFFECTS[S(to_state)],
        "back": life.url,
    }
    return render(request, "petitions/moderation/move.html", context)


def _load(request: HttpRequest, pk: uuid.UUID) -> Petition:
    if not permissions.can_follow_petition(request.user):
        raise PermissionDenied
    return get_object_or_404(Petition.objects.select_related("union").prefetch_related("texts"), pk=pk)


def _make(request: HttpRequest, found: Petition, to_state: str, form: MoveForm, *, last: int) -> str:
    """Make the change; what stood in the way, in words, or ""."""
    if form.cleaned_data["step"] != last:
        return _("Somebody has moved this petition in between. Look at it again.")
    try:
        petitions.move_petition(
            petition=found,
            to_state=to_state,
            by=request.user,
            now=timezone.now(),
            reason=form.cleaned_data.get("reason", ""),
            note=form.cleaned_data["note"],
        )
    except petitions.NoSuchMove:
        return _("Somebody has moved this petition in between. Look at it again.")
    except petitions.NeedsOtherEyes:
        return _("You submitted this petition. Somebody else opens it.")
    return ""

"""The account pages that are ours: home, profile, what we hold, forget me."""

from __future__ import annotations

import json

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.users import holdings, queries, services
from members.users.forms import ForgetForm, ProfileForm
from members.users.models import User

DATA_FILE_NAME = "corridor-what-we-hold.json"


def _account(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 (login_required lets nobody else in)
    return request.user


def _home(request: HttpRequest, form: ProfileForm, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "account": queries.account_summary(_account(request))}
    return render(request, "users/home.html", context, status=status)


@never_cache
@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Who I am here and where to go from here."""
    return _home(request, ProfileForm(instance=services.ensure_profile(_account(request))))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Save the profile and go on in the language that was chosen."""
    user = _account(request)
    if request.method != "POST":
        return redirect("users:home")
    form = ProfileForm(request.POST, instance=services.ensure_profile(user))
    if not form.is_valid():
        return _home(request, form, status=422)
    saved = services.update_profile(user=user, now=timezone.now(), **form.cleaned_data)
    with translation.override(saved.language):
        messages.success(request, _("Saved."))
        return redirect("users:home")


@never_cache
@login_required
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """What we hold about this person."""
    user = _account(request)
    sections = holdings.ledger().describe(user)
    return render(request, "users/data.html", {"sections": sections, "form": ForgetForm(expected=user.email)})


@never_cache
@login_required
@require_safe
def download(request: HttpRequest) -> HttpResponse:
    """The same as a JSON file (GDPR, article 20)."""
    sections = [
        {
            "title": str(section.title),
            "why": str(section.why),
            "entries": [{"label": str(entry.label), "value": entry.value} for entry in section.entries],
        }
        for section in holdings.ledger().describe(_account(request))
    ]
    document = {"made_at": timezone.now().isoformat(timespec="seconds"), "sections": sections}
    response = HttpResponse(
        json.dumps(document, ensure_ascii=False, indent=2) + "\n",
        content_type="application/json; charset=utf-8",
    )
    response["Content-Disposition"] = f'attachment; filename="{DATA_FILE_NAME}"'
    return response


@never_cache
@login_required
@require_POST
def forget(request: HttpRequest) -> HttpResponse:
    """Erase this person everywhere, sign out, and say what had to stay."""
    user = _account(request)
    form = ForgetForm(request.POST, expected=user.email)
    if not form.is_valid():
        sections = holdings.ledger().describe(user)
        return render(request, "users/data.html", {"sections": sections, "form": form}, status=422)
    kept = holdings.ledger().forget(user, now=timezone.now())
    logout(request)
    return render(request, "users/forgotten.html", {"kept": kept})

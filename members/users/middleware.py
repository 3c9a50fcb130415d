"""The gate in front of /desk/ and /cms/: a role, a second factor, and this session used it."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from members.users.models import CMS_ROLES, DESK_ROLES, User

_DESK = re.compile(r"^/[^/]+/desk(?:/|$)", re.IGNORECASE)
_ACCOUNT = re.compile(r"^/[^/]+/account(?:/|$)", re.IGNORECASE)
_CMS = re.compile(r"^/cms(?:/|$)", re.IGNORECASE)
_CMS_SIGN_IN = re.compile(r"^/cms/(?:login|password_reset)(?:/|$)", re.IGNORECASE)
_CMS_SIGN_OUT = re.compile(r"^/cms/logout/$")
SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]

GetResponse = Callable[[HttpRequest], HttpResponse]


class StaffGateMiddleware:
    """Lets nobody below /desk/ or /cms/ who has no role there or has not used a second factor.

    Paths are matched here rather than views decorated, so that a view somebody forgets to guard is guarded.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        is_cms = bool(_CMS.match(path))
        if is_cms or _DESK.match(path):
            response = self._refusal(request, roles=CMS_ROLES if is_cms else DESK_ROLES)
            if response is None:
                response = self.get_response(request)
                if is_cms:
                    response._csp_config = settings.CMS_CONTENT_SECURITY_POLICY  # type: ignore[attr-defined]
        else:
            response = self.get_response(request)
            if not _ACCOUNT.match(path):
                return response
        # Phones are shared and browsers keep pages: nothing behind a sign-in is kept.
        response["Cache-Control"] = "no-store, private"
        return response

    def _refusal(self, request: HttpRequest, *, roles: frozenset[str]) -> HttpResponse | None:
        """What to answer instead of the page; None when this person may see it."""
        if _CMS_SIGN_IN.match(request.path_info):
            return _redirect(
                "account_login", request.GET.get(REDIRECT_FIELD_NAME) or reverse("wagtailadmin_home")
            )
        here = request.get_full_path() if request.method in {"GET", "HEAD"} else ""
        user = request.user
        if not isinstance(user, User) or not user.is_authenticated:
            return _redirect("account_login", here)
        if _CMS_SIGN_OUT.match(request.path_info):
            return None
        if not (user.may_enter_cms if roles is CMS_ROLES else user.roles & roles):
            return render(request, "users/no_role.html", {"has_role": user.is_role_holder}, status=403)
        if not is_mfa_enabled(user, SECOND_FACTORS):
            messages.warning(
                request, _("Staff accounts need a second factor. Set one up here, then go on to the desk.")
            )
            return _redirect("mfa_index", "")
        if not used_second_factor(request, user):
            return _redirect(_stage_for(user), here)
        return None


def used_second_factor(request: HttpRequest, user: User) -> bool:
    """Whether this session was opened, or confirmed since, with an app, a passkey or a recovery code."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, user))


def _stage_for(user: User) -> str:
    if is_mfa_enabled(user, [Authenticator.Type.TOTP]):
        return "mfa_reauthenticate"
    return "mfa_reauthenticate_webauthn"


def _redirect(url_name: str, next_url: str) -> HttpResponseRedirect:
    query = f"?{urlencode({REDIRECT_FIELD_NAME: next_url})}" if next_url else ""
    return HttpResponseRedirect(reverse(url_name) + query)

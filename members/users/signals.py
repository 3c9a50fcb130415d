"""What follows from signing up and from setting up a second factor."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.signals import user_signed_up
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.dispatch import receiver
from django.http import HttpRequest

from members.users import services
from members.users.models import User

FACTORS = {Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN}


@receiver(user_signed_up)
def make_profile(request: HttpRequest, user: User, **_: Any) -> None:
    """A new account speaks the language of the page it was made on."""
    services.ensure_profile(user)


@receiver(authenticator_added)
def count_set_up_as_used(request: HttpRequest, user: User, authenticator: Authenticator, **_: Any) -> None:
    """Who has just set up an app or a passkey has just used it: this session may go to the desk.

    Without this the next page would ask for a code again, and the app would show the one already used.
    """
    if authenticator.type in FACTORS:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type)

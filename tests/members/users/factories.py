"""Accounts for tests. `signed_in(...)` gives a client as the middleware sees it after a real sign-in."""

from __future__ import annotations

import itertools
import time

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client

from members.users import services
from members.users.models import Profile, User

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
PASSWORD = "four words for the tests"
_numbers = itertools.count(1)


def make_user(
    *,
    email: str = "",
    roles: tuple[str, ...] = (),
    second_factor: bool = False,
    language: str = "en",
    password: str = PASSWORD,
    verified: bool = True,
) -> User:
    email = email or f"person{next(_numbers)}@mail.example"
    user = User.objects.create_user(email=email, password=password or None)
    EmailAddress.objects.create(user=user, email=email, verified=verified, primary=True)
    Profile.objects.create(user=user, language=language, country="NP", time_zone="Asia/Kathmandu")
    services.set_roles(user=user, roles=roles)
    if second_factor:
        TOTP.activate(user, SECRET)
    return User.objects.get(pk=user.pk)


def signed_in(user: User, *, used_second_factor: bool = False, client: Client | None = None) -> Client:
    client = client or Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    records = [{"method": "password", "at": time.time(), "email": user.email}]
    if used_second_factor:
        app = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
        records.append({"method": "mfa", "at": time.time(), "id": app.pk, "type": "totp"})
    session = client.session
    session["account_authentication_methods"] = records
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def code_now(secret: str = SECRET, *, step: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + step))

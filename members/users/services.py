"""Acts on accounts: making staff, keeping a profile, erasing a person."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import encrypt
from django.conf import settings
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import ProtectedError, RestrictedError
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_variables

from members.users.models import Profile, Role, User


class UnknownRole(Exception):
    """A role that is not in `Role`."""


def ensure_profile(user: User) -> Profile:
    """The profile of this account; made in the language of the page at hand when there is none."""
    language = get_language() or settings.LANGUAGE_CODE
    profile, _created = Profile.objects.get_or_create(user=user, defaults={"language": language})
    return profile


@transaction.atomic
def update_profile(
    *, user: User, display_name: str, language: str, country: str, time_zone: str, now: datetime.datetime
) -> Profile:
    """Write down how a person likes to be addressed. Says nothing of who they are or may be."""
    profile, _created = Profile.objects.update_or_create(
        user=user,
        defaults={
            "display_name": display_name.strip(),
            "language": language,
            "country": country,
            "time_zone": time_zone,
        },
    )
    return profile


@transaction.atomic
def set_display_name(*, user: User, display_name: str) -> None:
    """Write down the name that colleagues see."""
    profile = ensure_profile(user)
    profile.display_name = display_name.strip()
    profile.save(update_fields=["display_name"])


@transaction.atomic
def sync_address(*, user: User) -> None:
    """Make the account's address the one it signs in with, unconfirmed until a code was entered from it.

    For addresses that an administrator typed. An address that was confirmed before stays confirmed.
    """
    addresses = EmailAddress.objects.filter(user=user)
    addresses.exclude(email__iexact=user.email).delete()
    if not addresses.filter(email__iexact=user.email).exists():
        EmailAddress.objects.create(user=user, email=user.email.lower(), primary=True, verified=False)


@transaction.atomic
def set_roles(*, user: User, roles: Iterable[str]) -> None:
    """Give an account exactly these staff roles. Raises UnknownRole."""
    wanted = set(roles)
    if unknown := wanted - set(Role.values):
        raise UnknownRole(", ".join(sorted(unknown)))
    groups = [Group.objects.get_or_create(name=name)[0] for name in sorted(wanted)]
    others = user.groups.exclude(name__in=Role.values)
    user.groups.set([*others, *groups])
    user.__dict__.pop("_group_names", None)


@sensitive_variables("password", "totp_secret")
@transaction.atomic
def make_staff(
    *,
    email: str,
    password: str,
    roles: Iterable[str],
    language: str,
    country: str,
    display_name: str,
    totp_secret: str,
    now: datetime.datetime,
    time_zone: str = "UTC",
) -> User:
    """Make an account with a confirmed address, a profile, roles and, with a secret, an authenticator app.

    Made a second time, the account keeps its id and gets these values again. An empty `password` leaves
    sign-in by code; an empty `totp_secret` (base32) leaves the second factor as it is. Raises UnknownRole.
    """
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User.objects.create_user(email=email, password=password or None, joined_at=now)
    elif password and not user.check_password(password):
        user.set_password(password)
        user.save(update_fields=["password"])
    EmailAddress.objects.update_or_create(
        user=user, email=user.email.lower(), defaults={"verified": True, "primary": True}
    )
    update_profile(
        user=user,
        display_name=display_name,
        language=language,
        country=country,
        time_zone=time_zone,
        now=now,
    )
    set_roles(user=user, roles=roles)
    if totp_secret:
        app = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
        if app is None:
            TOTP.activate(user, totp_secret)
        else:
            app.data = {"secret": encrypt(totp_secret)}
            app.save(update_fields=["data"])
    return user


@dataclass(frozen=True)
class Erased:
    """What `erase_account` did: the account is gone, or only its person is."""

    deleted_count: int = 0
    anonymised_count: int = 0


@transaction.atomic
def erase_account(*, user: User, now: datetime.datetime) -> Erased:
    """Delete an account with its profile, address and second factors; a second time does nothing.

    Where something must keep naming an account (a record somebody verified), the row stays without its
    person: no address, no name, no way to sign in.
    """
    locked = User.objects.select_for_update().filter(pk=user.pk).first()
    if locked is None:
        return Erased()
    try:
        with transaction.atomic():
            locked.delete()
    except (ProtectedError, RestrictedError):
        Profile.objects.filter(user=locked).delete()
        EmailAddress.objects.filter(user=locked).delete()
        Authenticator.objects.filter(user=locked).delete()
        locked.groups.clear()
        locked.user_permissions.clear()
        locked.email = f"{locked.pk}@deleted.invalid"
        locked.is_active = locked.is_staff = locked.is_superuser = False
        locked.set_unusable_password()
        locked.last_login = None
        locked.save()
        return Erased(anonymised_count=1)
    return Erased(deleted_count=1)

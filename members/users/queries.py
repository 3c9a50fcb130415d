"""Reading for the account pages."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.mfa.models import Authenticator

from members.users.models import Role, User


@dataclass(frozen=True)
class AccountSummary:
    """What the account's first page says beside the form."""

    email: str
    has_password: bool
    has_second_factor: bool
    roles: list[str]
    """Labels in the reader's language."""
    may_enter_desk: bool
    may_edit_pages: bool


def account_summary(user: User) -> AccountSummary:
    """Two queries: roles and second factors."""
    second = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return AccountSummary(
        email=user.email,
        has_password=user.has_usable_password(),
        has_second_factor=Authenticator.objects.filter(user=user, type__in=second).exists(),
        roles=[str(role.label) for role in Role if role in user.roles],
        may_enter_desk=user.is_role_holder,
        may_edit_pages=user.may_enter_cms,
    )

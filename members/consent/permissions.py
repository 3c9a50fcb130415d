"""Who may act on consents and on what we hold about a person."""

from __future__ import annotations

from members.consent.models import Consent
from members.consent.registry import Person
from members.users.models import Role, User


def can_withdraw_consent(user: User | None, consent: Consent) -> bool:
    """The account that gave it. A person without an account withdraws by the link of the subject."""
    return user is not None and user.is_active and consent.user_id == user.pk


def can_forget_person(user: User | None, person: Person) -> bool:
    """The person, or an administrator on their request."""
    if user is None or not user.is_active:
        return False
    return (person.user is not None and person.user.pk == user.pk) or Role.ADMINISTRATOR in user.roles

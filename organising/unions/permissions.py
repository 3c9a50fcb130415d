"""Who may act for a union, and who may say so."""

from __future__ import annotations

import datetime

from django.contrib.auth.models import AnonymousUser

from members.users.models import Role, User
from organising.unions.models import Mandate, Union


def is_administrator(user: User | AnonymousUser) -> bool:
    return isinstance(user, User) and user.is_active and Role.ADMINISTRATOR in user.roles


def can_act_for_union(
    user: User | AnonymousUser, union: Union, *, on: datetime.date, role: str | None = None
) -> bool:
    """Whether `user` holds a mandate of `union` on the day `on`, in `role` or in any."""
    if not isinstance(user, User) or not user.is_active:
        return False
    held = Mandate.objects.in_force(on=on).filter(user=user, union=union)
    return (held.filter(role=role) if role else held).exists()


def can_give_mandate(user: User | AnonymousUser, union: Union) -> bool:
    return is_administrator(user)


def can_end_mandate(user: User | AnonymousUser, mandate: Mandate) -> bool:
    return is_administrator(user)


def can_affiliate_union(user: User | AnonymousUser, union: Union) -> bool:
    return is_administrator(user)

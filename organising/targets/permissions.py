"""Who may set a target: an officer for her union, an administrator for the floor and for any union."""

from __future__ import annotations

import datetime

from django.contrib.auth.models import AnonymousUser

from members.users.models import User
from organising.targets.models import OrganisingTarget, TargetCycle
from organising.unions import permissions as unions
from organising.unions.models import MandateRole, Union


def can_open_cycle(user: User | AnonymousUser, cycle: TargetCycle) -> bool:
    return unions.is_administrator(user)


def can_adopt_target(user: User | AnonymousUser, union: Union | None, *, on: datetime.date) -> bool:
    """`union` None is the floor of all unions together."""
    if unions.is_administrator(user):
        return True
    return union is not None and unions.can_act_for_union(user, union, on=on, role=MandateRole.OFFICER)


def can_revise_target(user: User | AnonymousUser, target: OrganisingTarget, *, on: datetime.date) -> bool:
    return can_adopt_target(user, target.union, on=on)

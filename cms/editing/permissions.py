"""Who may let a union keep pages, and who may look at a draft."""

from __future__ import annotations

import datetime

from django.contrib.auth.models import AnonymousUser
from wagtail.models import Page

from members.users.models import User
from organising.unions import permissions as unions
from organising.unions.models import MandateRole, Union


def can_run_union_pages(user: User | AnonymousUser, union: Union, *, on: datetime.date) -> bool:
    """Start guides of a union and choose who writes them: administrators, and the union's own officers."""
    if unions.is_administrator(user):
        return True
    return unions.can_act_for_union(user, union, on=on, role=MandateRole.OFFICER)


def can_give_page(user: User | AnonymousUser) -> bool:
    """Hand a page of the house, or of another union, to a union."""
    return unions.is_administrator(user)


def can_check_page(user: User, page: Page) -> bool:
    """Read what is said of a draft before it is published."""
    may = page.permissions_for_user(user)
    return bool(may.can_edit() or may.can_publish())


def unions_run_by(user: User, *, on: datetime.date) -> list[Union]:
    """The unions whose pages somebody may run, by name. One query."""
    if unions.is_administrator(user):
        return list(Union.objects.order_by("name"))
    return list(Union.objects.acted_for_by(user, on=on, role=MandateRole.OFFICER).order_by("name"))

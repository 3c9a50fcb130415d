"""Who may let a union keep pages, who writes for one, and who may look at a draft."""

from __future__ import annotations

import datetime
import uuid

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from wagtail.models import Page

from cms.models import PageOwner
from members.users.models import CO_EDITORS, User
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


def unions_written_for(user: User) -> frozenset[int]:
    """The numbers of the unions that somebody writes for. No query of its own."""
    names = [each.removeprefix(CO_EDITORS) for each in user.group_names if each.startswith(CO_EDITORS)]
    return frozenset(int(each.partition("-")[0]) for each in names)


def keys_written_by(user: User) -> QuerySet[PageOwner, uuid.UUID]:
    """The translation keys of what the unions keep that somebody writes for."""
    return PageOwner.objects.filter(union__in=unions_written_for(user)).values_list(
        "translation_key", flat=True
    )


def writes_for_keeper_of(user: User, page: Page) -> bool:
    """Whether somebody writes for the union that keeps a page. One query."""
    return keys_written_by(user).filter(translation_key=page.translation_key).exists()

"""Reading what waits for one person: chores with their days, outdated translations, notes from readers."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Final, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from cms.board import permissions
from cms.models import Chore, ChoreKind, GuidePage, SourceStamp
from cms.reports import permissions as reports
from cms.reports import queries as notes
from members.users.models import User

ON_THE_BOARD: Final = ("guidepage", "campaignpage")


@dataclass(frozen=True, slots=True)
class Wish:
    """Which chores somebody wants to see."""

    everybodys: bool = False
    """Those that a colleague has, too; otherwise hers and those that nobody has taken."""
    kind: str = ""


def chores(user: User, wish: Wish) -> QuerySet[Chore]:
    """Open chores that somebody may do, the longest due first. No query yet, but those for her rights.

    A guide waits for whoever may change it, a contact for those who keep the directory. `has_reported` says
    that a reader found a number of the contact dead.
    """
    editable = permissions.editable_pages(user).order_by().values("pk")
    hers = Q(kind=ChoreKind.REVIEW) & (Q(assigned_to=user) | Q(page__in=editable))
    if reports.can_check_contact(user):
        hers |= Q(kind=ChoreKind.CONTACT)
    found = Chore.objects.filter(hers, done_at=None)
    if not wish.everybodys:
        found = found.filter(Q(assigned_to=user) | Q(assigned_to=None))
    if wish.kind:
        found = found.filter(kind=wish.kind)
    reported = notes.doubted_numbers().filter(contact=OuterRef("contact"))
    return (
        found.select_related("page__locale", "contact", "assigned_to__profile")
        .annotate(has_reported=Exists(reported))
        .order_by("due_date", "pk")
    )


def guides_due_next(user: User, *, on: datetime.date, limit: int = 3) -> list[GuidePage]:
    """Guides of hers that will be due next. One query, and those for her rights."""
    editable = permissions.editable_pages(user).order_by().values("pk")
    due = GuidePage.objects.filter(pk__in=editable, live=True, alias_of__isnull=True, review_due__gte=on)
    return list(
        due.select_related("locale")
        .only("title", "review_due", "locale__language_code")
        .order_by("review_due", "title", "pk")[:limit]
    )


class Waiting(NamedTuple):
    """How much waits for one person."""

    review_count: int
    """Guides to read again: hers, and those that nobody has taken and she may change."""
    contact_count: int
    outdated_count: int
    """Live translations that are outdated and that she may change."""
    report_count: int

    def __bool__(self) -> bool:
        return any(self)


def waiting_for(user: User) -> Waiting:
    """What waits for an editor, in numbers. Three queries, and those for her rights."""
    by_kind = dict(chores(user, Wish()).order_by().values_list("kind").annotate(Count("pk")))
    editable = permissions.editable_pages(user).filter(
        live=True, content_type__app_label="cms", content_type__model__in=ON_THE_BOARD
    )
    outdated = SourceStamp.objects.filter(page__in=editable.order_by().values("pk")).filter(
        outdated_since__isnull=False
    )
    return Waiting(
        review_count=by_kind.get(ChoreKind.REVIEW, 0),
        contact_count=by_kind.get(ChoreKind.CONTACT, 0),
        outdated_count=outdated.count(),
        report_count=reports.visible_to(user).filter(answered_at=None).count(),
    )

"""Who reads and answers notes from readers, and who checks contacts."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from cms.models import ReaderReport, ReportKind
from members.users.models import User


def can_check_contact(user: User) -> bool:
    """Whether somebody may call numbers and say whether they work. Who keeps the directory may."""
    return user.has_perm("cms.change_contact")


def can_answer_note(user: User, note: ReaderReport) -> bool:
    """Those who may edit the page answer a note on it; those who keep the directory, one on a number."""
    if note.kind == ReportKind.DEAD_NUMBER:
        return can_check_contact(user)
    return note.page is not None and bool(note.page.specific_deferred.permissions_for_user(user).can_edit())


def can_read_notes(user: User) -> bool:
    """Whether there can be any note for this person."""
    return can_check_contact(user) or bool(page_permission_policy.user_has_permission(user, "change"))


def visible_to(user: User) -> QuerySet[ReaderReport]:
    """The notes that somebody may answer. No query yet."""
    pages = page_permission_policy.instances_user_has_permission_for(user, "change")
    theirs = Q(page__in=Page.objects.filter(pk__in=pages.order_by().values("pk")))
    if can_check_contact(user):
        theirs |= Q(kind=ReportKind.DEAD_NUMBER)
    return ReaderReport.objects.filter(theirs)

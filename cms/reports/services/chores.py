"""The clock: what is to be read or called again becomes a chore, and the work itself closes it.

A guide is due the day after its `review_due`, as its readers are told; a contact the day after its
`check_due`, when nobody ever checked it, and when somebody reported one of its numbers, whether the number is
behind a notice by now or the note alone waits.
"""

from __future__ import annotations

import datetime
import uuid
from typing import Final

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from cms.models import Chore, ChoreKind, Contact, ContactPhone, GuidePage, ReaderReport, ReportKind
from cms.reports import queries
from members.users.models import CMS_ROLES, User

CHECK_EVERY: Final = datetime.timedelta(days=180)


class NumbersWait(Exception):
    """A number of this contact was reported, and nobody has said yet whether it works."""


@transaction.atomic
def mark_contact_checked(*, contact: Contact, by: User, now: datetime.datetime) -> None:
    """Somebody has checked the whole contact today. It is due again in 180 days.

    Raises:
        NumbersWait: first say of each reported number whether it works.
    """
    if queries.doubted_numbers().filter(contact=contact).exists():
        raise NumbersWait
    contact.checked_on = timezone.localdate(now)
    contact.check_due = contact.checked_on + CHECK_EVERY
    contact.save(update_fields=["checked_on", "check_due"])
    _open().filter(contact=contact).update(done_at=now, done_by=by)


@transaction.atomic
def close_contact_if_done(*, contact: Contact, by: User, now: datetime.datetime) -> None:
    """Close the chore of a contact whose last reported number was settled and that is not due anyway."""
    waits = _contacts_due(timezone.localdate(now)).filter(pk=contact.pk).exists()
    if not waits:
        _open().filter(contact=contact).update(done_at=now, done_by=by)


@transaction.atomic
def close_review(*, page: GuidePage, by: User | None, now: datetime.datetime) -> None:
    """After a publication: a guide that is not overdue any more waits for nobody."""
    if page.live and not page.is_overdue(on=timezone.localdate(now)):
        _open().filter(page_id=page.pk).update(done_at=now, done_by=by)


@transaction.atomic
def open_chores(*, now: datetime.datetime) -> int:
    """Open a chore for everything that is due and close those without a reason; returns how many were opened.

    Safe to run twice, also at once: the database holds one open chore for a page or contact.
    """
    today = timezone.localdate(now)
    _give_due_dates(today)
    _close_settled_notes(now)
    guides, contacts = _guides_due(today), _contacts_due(today)
    done = (Q(kind=ChoreKind.REVIEW) & ~Q(page_id__in=guides.values("pk"))) | (
        Q(kind=ChoreKind.CONTACT) & ~Q(contact_id__in=contacts.values("pk"))
    )
    _open().filter(done).update(done_at=now)
    staff = _staff_ids()
    _open().filter(assigned_to__isnull=False).exclude(assigned_to__in=staff).update(assigned_to=None)
    fresh = [*_reviews(guides, staff, now), *_checks(contacts, today, now)]
    Chore.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


def _open() -> QuerySet[Chore]:
    return Chore.objects.filter(done_at__isnull=True)


def _guides_due(today: datetime.date) -> QuerySet[GuidePage]:
    return GuidePage.objects.filter(live=True, alias_of__isnull=True, review_due__lt=today).order_by()


def _contacts_due(today: datetime.date) -> QuerySet[Contact]:
    waits = Exists(queries.doubted_numbers().filter(contact=OuterRef("pk")))
    return Contact.objects.filter(
        Q(check_due__lt=today) | Q(checked_on__isnull=True) | waits, live=True
    ).order_by()


def _give_due_dates(today: datetime.date) -> None:
    """Contacts that were never given a day, and those that somebody checked by hand since they fell due."""
    Contact.objects.filter(check_due__isnull=True, checked_on__isnull=True).update(check_due=today)
    Contact.objects.filter(
        Q(check_due__isnull=True) | Q(check_due__lte=F("checked_on")), checked_on__isnull=False
    ).update(check_due=F("checked_on") + CHECK_EVERY)


def _close_settled_notes(now: datetime.datetime) -> None:
    """Notes on numbers that an editor has changed or taken out in the entry itself, or called since."""
    waiting = (
        ContactPhone.objects.filter(
            contact=OuterRef("contact"), number=OuterRef("number"), kind=OuterRef("phone_kind")
        )
        .exclude(found_working_at__gte=OuterRef("reported_at"))
        .order_by()
    )
    ReaderReport.objects.filter(
        ~Exists(waiting), kind=ReportKind.DEAD_NUMBER, answered_at__isnull=True
    ).update(answered_at=now)


def _staff_ids() -> set[uuid.UUID]:
    staff = User.objects.filter(Q(is_superuser=True) | Q(groups__name__in=CMS_ROLES), is_active=True)
    return set(staff.order_by().values_list("pk", flat=True))


def _reviews(guides: QuerySet[GuidePage], staff: set[uuid.UUID], now: datetime.datetime) -> list[Chore]:
    waiting = _open().filter(page=OuterRef("pk")).order_by()
    due = guides.filter(~Exists(waiting)).order_by("pk").values_list("pk", "owner_id", "review_due")
    return [
        Chore(
            kind=ChoreKind.REVIEW,
            page_id=pk,
            assigned_to_id=owner if owner in staff else None,
            due_date=review_due,
            opened_at=now,
        )
        for pk, owner, review_due in due
    ]


def _checks(contacts: QuerySet[Contact], today: datetime.date, now: datetime.datetime) -> list[Chore]:
    """A number that was reported is due at once, however far the next check was."""
    waiting = _open().filter(contact=OuterRef("pk")).order_by()
    due = contacts.filter(~Exists(waiting)).order_by("pk").values_list("pk", "check_due")
    return [
        Chore(kind=ChoreKind.CONTACT, contact_id=pk, due_date=min(check_due or today, today), opened_at=now)
        for pk, check_due in due
    ]

"""Numbers of the directory: reported by readers, called by editors.

A number is one way to reach a contact: the same digits for calls and for WhatsApp are two.

    works ── a reader reports it ──▶ reported ── an editor: it works ──▶ works, believed for seven days
      │                                 └──────── an editor: it is dead ──▶ deleted
      └── somebody who reports many ──▶ works, with a note that waits for an editor
"""

from __future__ import annotations

import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from cms.drafts import services as drafts
from cms.models import Contact, ContactPhone, ReaderReport, ReportKind
from cms.reports import codes
from cms.reports.services import chores, notes
from members.users.models import User

BELIEVED_FOR: Final = datetime.timedelta(days=7)
"""So long an editor who called a number is believed, whatever readers say: one who wants a helpline gone
would report it again at once."""


@transaction.atomic
def report_number(
    *, phone: ContactPhone, language: str, now: datetime.datetime, takes_effect: bool = True
) -> None:
    """A reader says that a number does not work. It goes behind a notice until somebody called it.

    Without `takes_effect` the number stays as it is and the note alone waits for an editor: for those who
    have put many numbers behind notices already.

    Nothing changes when an editor found it working within the last seven days, or when it is gone.
    """
    locked = ContactPhone.objects.select_for_update(of=("self",)).filter(pk=phone.pk).first()
    if locked is None:
        return
    if locked.found_working_at is not None and now < locked.found_working_at + BELIEVED_FOR:
        return
    if locked.reported_at is None and takes_effect:
        locked.reported_at = now
        locked.save(update_fields=["reported_at"])
    kind = ReportKind.DEAD_NUMBER
    about = {"contact_id": locked.contact_id, "number": locked.number, "phone_kind": locked.kind}
    if not notes.is_full(kind=kind, now=now, **about):
        # Nobody gets this code: one tap asks for no answer. The number itself is the answer.
        ReaderReport.objects.create(
            kind=kind, language=language, code_hash=codes.index_of(codes.new_code()), reported_at=now, **about
        )


@transaction.atomic
def find_number_working(
    *, contact: Contact, number: str, kind: str, by: User, now: datetime.datetime
) -> None:
    """An editor called and somebody answered: the notice goes, and all notes on the number are closed."""
    for phone in _locked(contact, number, kind):
        phone.reported_at, phone.found_working_at = None, now
        phone.save(update_fields=["reported_at", "found_working_at"])
    _settle(contact, number, kind, by, now)


@transaction.atomic
def remove_dead_number(*, contact: Contact, number: str, kind: str, by: User, now: datetime.datetime) -> None:
    """An editor called and the number is dead: it leaves the directory, and the drafts of the entry.

    Gone already: only notes close.
    """
    for phone in _locked(contact, number, kind):
        phone.delete()
    drafts.take_number_out(contact=contact, number=number, kind=kind)
    _settle(contact, number, kind, by, now)


def _locked(contact: Contact, number: str, kind: str) -> QuerySet[ContactPhone]:
    return (
        ContactPhone.objects.select_for_update(of=("self",))
        .filter(contact_id=contact.pk, number=number, kind=kind)
        .order_by("pk")
    )


def _settle(contact: Contact, number: str, kind: str, by: User, now: datetime.datetime) -> None:
    ReaderReport.objects.filter(
        kind=ReportKind.DEAD_NUMBER,
        contact_id=contact.pk,
        number=number,
        phone_kind=kind,
        answered_at__isnull=True,
    ).update(answered_at=now, answered_by=by)
    chores.close_contact_if_done(contact=contact, by=by, now=now)

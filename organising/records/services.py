"""Acts on records: add one, decide on one, answer a verifier who asked back."""

from __future__ import annotations

import datetime
import uuid

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from members.users.models import User
from organising.pairings import queries as pairings
from organising.pairings.models import Corridor
from organising.records import calendar, permissions, photos
from organising.records.models import Answer, Evidence, RecordState, RecruitmentRecord, Verdict, Verification
from organising.targets.models import CycleState, TargetCycle
from organising.unions import permissions as unions
from organising.unions.models import MandateRole, Union
from organising.unions.refusals import Refused

MOST_WORKERS = 100_000


class RecordActRefused(Refused):
    """The base of what the acts below raise."""


class OrganiserMandateMissing(RecordActRefused):
    sentence = _(
        "You hold no organiser's mandate of this union that is in force today. "
        "An administrator can give you one."
    )
    field = "union"


class MonthInFuture(RecordActRefused):
    sentence = _("This month has not begun. Choose this month or an earlier one.")
    field = "month"


class NoOpenCycle(RecordActRefused):
    sentence = _("This month is not in the open target cycle. Choose a month of the cycle.")
    field = "month"


class CountOutOfRange(RecordActRefused):
    sentence = _("Write how many workers joined: a whole number from 1 to 100,000.")
    field = "joined_count"


class CorridorElsewhere(RecordActRefused):
    sentence = _("Your union's country is at neither end of this corridor.")
    field = "corridor"


class RecordAlreadyAdded(RecordActRefused):
    """The same form was sent twice. `record` is the one that the first sending made."""

    sentence = _("This record has been added already.")

    def __init__(self, record: RecruitmentRecord) -> None:
        super().__init__()
        self.record = record


class ReferenceTaken(RecordActRefused):
    sentence = _("This form is out of date. Open it anew and enter the record again.")


class RecordNotWaiting(RecordActRefused):
    sentence = _("Nobody needs to decide on this record: somebody has just done so, or asked the union back.")


class VerifierIsRecorder(RecordActRefused):
    sentence = _("You entered this record. Somebody else has to verify it.")


class VerifierOfClaimingUnion(RecordActRefused):
    sentence = _("You act for the union that claims this. A verifier comes from another union.")


class VerifierMandateMissing(RecordActRefused):
    sentence = _("You hold no verifier's mandate of that union that is in force today.")
    field = "verifying_union"


class NoteMissing(RecordActRefused):
    sentence = _("Say why in a sentence: the union will read it.")
    field = "note"


class RecordNotQueried(RecordActRefused):
    sentence = _("Nobody waits for an answer on this record.")


@transaction.atomic
def add_record(
    *,
    union: Union,
    month: datetime.date,
    joined_count: int,
    corridor: Corridor | None,
    note: str,
    evidence: photos.Photo | None,
    by: User,
    now: datetime.datetime,
    reference: uuid.UUID | None = None,
) -> RecruitmentRecord:
    """Claim that `joined_count` workers joined `union` in a month (any day of it; UTC).

    `reference` becomes the record's id: whoever sends the same one twice adds one record. The record belongs
    to the open cycle that contains the month.

    Raises OrganiserMandateMissing, MonthInFuture, NoOpenCycle, CountOutOfRange, CorridorElsewhere,
    RecordAlreadyAdded, or ReferenceTaken when the id belongs to something else.
    """
    if not permissions.can_add_record(by, union, on=now.date()):
        raise OrganiserMandateMissing
    month = calendar.first_of(month)
    check_claim(union=union, month=month, joined_count=joined_count, corridor=corridor, today=now.date())
    cycle = _open_cycle_of(month)
    record = RecruitmentRecord(
        id=reference or uuid.uuid4(),
        cycle=cycle,
        union=union,
        corridor=corridor,
        month_date=month,
        joined_count=joined_count,
        note=note.strip(),
        recorded_by=by,
        recorded_at=now,
    )
    try:
        with transaction.atomic():
            record.save(force_insert=True)
    except IntegrityError:
        known = RecruitmentRecord.objects.filter(pk=record.pk, union=union).first()
        if known is None:
            raise ReferenceTaken from None
        raise RecordAlreadyAdded(known) from None
    if evidence is not None:
        Evidence.objects.create(
            record=record,
            image=evidence.jpeg,
            content_type=photos.CONTENT_TYPE,
            added_by=by,
            added_at=now,
        )
    return record


@transaction.atomic
def verify_record(
    *,
    record: RecruitmentRecord,
    verdict: str,
    note: str,
    by: User,
    verifying_union: Union,
    now: datetime.datetime,
) -> Verification:
    """Decide on a claim in the name of another union. Confirmed and refused are final.

    Raises RecordNotWaiting, VerifierIsRecorder, VerifierOfClaimingUnion, VerifierMandateMissing, or
    NoteMissing when a question or a refusal comes without a reason.
    """
    record = RecruitmentRecord.objects.select_for_update().get(pk=record.pk)
    verdict = Verdict(verdict)
    if record.state != RecordState.CLAIMED:
        raise RecordNotWaiting
    if record.recorded_by_id is not None and record.recorded_by_id == by.pk:
        raise VerifierIsRecorder
    if verifying_union.pk == record.union_id or unions.can_act_for_union(by, record.union, on=now.date()):
        raise VerifierOfClaimingUnion
    if not unions.can_act_for_union(by, verifying_union, on=now.date(), role=MandateRole.VERIFIER):
        raise VerifierMandateMissing
    note = note.strip()
    if verdict != Verdict.CONFIRMED and not note:
        raise NoteMissing
    verification = Verification.objects.create(
        record=record,
        verdict=verdict,
        note=note,
        verified_by=by,
        verifying_union=verifying_union,
        verified_at=now,
    )
    record.state = RecordState(verdict.value)
    record.save(update_fields=["state"])
    return verification


@transaction.atomic
def answer_query(*, record: RecruitmentRecord, note: str, by: User, now: datetime.datetime) -> Answer:
    """Answer a verifier who asked back: the record is a claim again and waits for a verdict.

    Raises RecordNotQueried, OrganiserMandateMissing or NoteMissing.
    """
    record = (
        RecruitmentRecord.objects.select_for_update(of=("self",)).select_related("union").get(pk=record.pk)
    )
    if record.state != RecordState.QUERIED:
        raise RecordNotQueried
    if not permissions.can_answer_query(by, record, on=now.date()):
        raise OrganiserMandateMissing
    note = note.strip()
    if not note:
        raise NoteMissing
    answer = Answer.objects.create(record=record, note=note, answered_by=by, answered_at=now)
    record.state = RecordState.CLAIMED
    record.save(update_fields=["state"])
    return answer


def check_claim(
    *, union: Union, month: datetime.date, joined_count: int, corridor: Corridor | None, today: datetime.date
) -> None:
    """The rules that need no database. Raises MonthInFuture, CountOutOfRange or CorridorElsewhere."""
    if month > today:
        raise MonthInFuture
    if not 1 <= joined_count <= MOST_WORKERS:
        raise CountOutOfRange
    if corridor is not None and pairings.role_in(corridor, union) is None:
        raise CorridorElsewhere


def _open_cycle_of(month: datetime.date) -> TargetCycle:
    """The open cycle in which a month begins or ends. Raises NoOpenCycle."""
    cycle = TargetCycle.objects.filter(state=CycleState.OPEN).first()
    if cycle is None or not calendar.first_of(cycle.starts_date) <= month <= cycle.ends_date:
        raise NoOpenCycle
    return cycle

"""Take over a union's books: many months of records at once, with the decisions that were made on them."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from members.users.models import User
from organising.pairings.models import Corridor
from organising.records import calendar, services
from organising.records.models import RecordState, RecruitmentRecord, Verdict, Verification
from organising.targets.models import CycleState, TargetCycle
from organising.unions.models import Union

BATCH = 1000


@dataclass(frozen=True)
class Decision:
    """What a verifier of another union said. `by` may be unknown: she had no account."""

    verdict: str
    verifying_union: Union
    at: datetime.datetime
    by: User | None = None
    note: str = ""


@dataclass(frozen=True)
class PastRecord:
    """One line of the books. The same `reference` is taken over once, however often it is sent."""

    reference: uuid.UUID
    union: Union
    month: datetime.date
    joined_count: int
    recorded_at: datetime.datetime
    corridor: Corridor | None = None
    note: str = ""
    recorded_by: User | None = None
    decision: Decision | None = None


@transaction.atomic
def take_over_records(*, entries: Iterable[PastRecord], now: datetime.datetime) -> int:
    """Write past records and their decisions; return how many were new. Three queries per thousand.

    The rules of `services` hold, but for the mandates: these acts happened before the platform knew of them.
    Raises the exceptions of `services.add_record` and `services.verify_record`, and then writes nothing.
    """
    cycle = TargetCycle.objects.filter(state=CycleState.OPEN).first()
    lines = {entry.reference: entry for entry in entries}
    known = set(
        RecruitmentRecord.objects.filter(pk__in=list(lines)).values_list("pk", flat=True).iterator(BATCH)
    )
    fresh = [entry for reference, entry in lines.items() if reference not in known]
    records = [_record(entry, cycle, now) for entry in fresh]
    RecruitmentRecord.objects.bulk_create(records, batch_size=BATCH)
    Verification.objects.bulk_create(
        [_verification(entry, entry.decision, now) for entry in fresh if entry.decision], batch_size=BATCH
    )
    return len(fresh)


def _record(entry: PastRecord, cycle: TargetCycle | None, now: datetime.datetime) -> RecruitmentRecord:
    month = calendar.first_of(entry.month)
    recorded_on = min(entry.recorded_at, now).date()
    services.check_claim(
        union=entry.union,
        month=month,
        joined_count=entry.joined_count,
        corridor=entry.corridor,
        today=recorded_on,
    )
    if cycle is None or not calendar.first_of(cycle.starts_date) <= month <= cycle.ends_date:
        raise services.NoOpenCycle
    state = RecordState(entry.decision.verdict) if entry.decision else RecordState.CLAIMED
    return RecruitmentRecord(
        id=entry.reference,
        cycle=cycle,
        union=entry.union,
        corridor=entry.corridor,
        month_date=month,
        joined_count=entry.joined_count,
        note=entry.note.strip(),
        state=state,
        recorded_by=entry.recorded_by,
        recorded_at=entry.recorded_at,
    )


def _verification(entry: PastRecord, decision: Decision, now: datetime.datetime) -> Verification:
    if decision.verifying_union.pk == entry.union.pk:
        raise services.VerifierOfClaimingUnion
    if decision.by is not None and decision.by == entry.recorded_by:
        raise services.VerifierIsRecorder
    if decision.verdict != Verdict.CONFIRMED and not decision.note.strip():
        raise services.NoteMissing
    return Verification(
        record_id=entry.reference,
        verdict=Verdict(decision.verdict),
        note=decision.note.strip(),
        verified_by=decision.by,
        verifying_union=decision.verifying_union,
        verified_at=decision.at,
    )

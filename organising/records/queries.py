"""Reading records: the desk's lists, a record's page, the export."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from members.users.models import User
from organising.records.models import Answer, Evidence, RecordState, RecruitmentRecord, Verdict, Verification
from organising.targets.models import CycleState, TargetCycle
from organising.unions import permissions as unions
from organising.unions.models import MandateRole, Union


@dataclass(frozen=True)
class Step:
    """One thing that happened to a record. `kind` is recorded, a verdict, or answered."""

    kind: str
    at: datetime.datetime
    who: str
    union: Union | None
    note: str


@dataclass(frozen=True)
class RecordPage:
    record: RecruitmentRecord
    steps: tuple[Step, ...]
    evidence_ids: tuple[str, ...]


def listed(records: QuerySet[RecruitmentRecord]) -> QuerySet[RecruitmentRecord]:
    """Records as lists show them, newest first, without opening anything sealed."""
    with_photo = Exists(Evidence.objects.filter(record=OuterRef("pk")))
    return (
        records.select_related("union", "corridor", "recorded_by__profile")
        .annotate(has_photo=with_photo)
        .order_by("-month_date", "-recorded_at", "id")
    )


def records_of_my_unions(
    user: User,
    *,
    on: datetime.date,
    union: Union | None = None,
    state: str = "",
    month: datetime.date | None = None,
) -> QuerySet[RecruitmentRecord]:
    """The records of the unions that `user` acts for (all unions for an administrator), filtered."""
    records = RecruitmentRecord.objects.all()
    if not can_read_all(user):
        records = records.filter(union__in=Union.objects.acted_for_by(user, on=on))
    if union is not None:
        records = records.filter(union=union)
    if state:
        records = records.filter(state=state)
    if month is not None:
        records = records.filter(month_date=month)
    return listed(records)


def can_read_all(user: User) -> bool:
    return unions.is_administrator(user)


def unions_to_read(user: User, *, on: datetime.date) -> list[Union]:
    """Whose records the list can show: one's own unions; to an administrator all with records. One query."""
    if can_read_all(user):
        with_records = RecruitmentRecord.objects.filter(union=OuterRef("pk"))
        return list(Union.objects.filter(Exists(with_records)).order_by("name"))
    return list(Union.objects.acted_for_by(user, on=on).order_by("name"))


def verifying_unions(user: User, record: RecruitmentRecord, *, on: datetime.date) -> list[Union]:
    """In whose name `user` can decide on a record. One query."""
    mine = Union.objects.acted_for_by(user, on=on, role=MandateRole.VERIFIER)
    return list(mine.exclude(pk=record.union_id).order_by("name"))


def open_cycle() -> TargetCycle | None:
    return TargetCycle.objects.select_related("rule").filter(state=CycleState.OPEN).first()


def record_page(record: RecruitmentRecord) -> RecordPage:
    """A record with everything that happened to it, oldest first. Three queries."""
    steps = [
        Step("recorded", record.recorded_at, _name(record.recorded_by), record.union, record.note),
        *(
            Step(
                Verdict(one.verdict).value,
                one.verified_at,
                _name(one.verified_by),
                one.verifying_union,
                one.note,
            )
            for one in Verification.objects.filter(record=record).select_related(
                "verified_by__profile", "verifying_union"
            )
        ),
        *(
            Step("answered", one.answered_at, _name(one.answered_by), record.union, one.note)
            for one in Answer.objects.filter(record=record).select_related("answered_by__profile")
        ),
    ]
    evidence = Evidence.objects.filter(record=record).order_by("added_at").values_list("pk", flat=True)
    return RecordPage(
        record=record,
        steps=tuple(sorted(steps, key=lambda step: step.at)),
        evidence_ids=tuple(str(pk) for pk in evidence),
    )


def to_verify_count(user: User, now: datetime.datetime) -> int:
    """One query."""
    return RecruitmentRecord.objects.to_verify_by(user, on=now.date()).count()


def to_answer_count(user: User, now: datetime.datetime) -> int:
    """One query."""
    return RecruitmentRecord.objects.to_answer_by(user, on=now.date()).count()


def export_rows(records: QuerySet[RecruitmentRecord]) -> Iterator[list[object]]:
    """One row per record: month, union, corridor, workers, state, note, when recorded."""
    for record in records.iterator(1000):
        yield [
            f"{record.month_date:%Y-%m}",
            record.union.name,
            record.corridor.name if record.corridor else "",
            record.joined_count,
            RecordState(record.state).label,
            record.note,
            record.recorded_at.isoformat(timespec="seconds"),
        ]


def _name(user: User | None) -> str:
    """The name shown to colleagues; "" when the account is gone or has none. Never an address."""
    profile = getattr(user, "profile", None)
    return profile.display_name if profile else ""

"""How far the unions have come: the numbers behind the public progress pages."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Max, Q, QuerySet, Sum

from organising.pairings.models import Corridor
from organising.pairings.registry import CorridorFigures
from organising.records import calendar, charts, counts
from organising.records.counts import Count
from organising.records.models import WAITING_STATES, RecordState, RecruitmentRecord
from organising.targets import queries as targets
from organising.targets.models import CycleState, OrganisingTarget, TargetCycle
from organising.unions.models import Union

SILENT_AFTER_MONTHS: Final = 3
PACE_MONTHS: Final = 6
LEAST_PACE_MONTHS: Final = 4
"""With fewer months than this nobody can say how fast it goes."""

_VERIFIED = Sum("joined_count", filter=Q(state=RecordState.CONFIRMED))
_CLAIMED = Sum("joined_count", filter=Q(state__in=WAITING_STATES))


@dataclass(frozen=True)
class MonthTotals:
    """One month, and the cycle up to its end."""

    month: datetime.date
    verified: Count
    claimed: Count
    verified_so_far: Count
    claimed_so_far: Count


@dataclass(frozen=True)
class Standing:
    """Where one union stands. `pace` and `needed_pace` are verified workers a month; None is not known."""

    union: Union
    target_count: int | None
    verified: Count
    claimed: Count
    pace: int | None
    needed_pace: int | None
    last_month: datetime.date | None
    is_silent: bool


@dataclass(frozen=True)
class Progress:
    """Everything a progress page shows, with its date, rule and levels."""

    cycle: TargetCycle
    as_of: datetime.datetime
    goal_count: int | None
    verified: Count
    claimed: Count
    months: tuple[MonthTotals, ...]
    standings: tuple[Standing, ...]
    allocation: targets.Allocation
    pace_months: tuple[datetime.date, ...]
    cycle_months: int

    @property
    def silent(self) -> list[Standing]:
        return [standing for standing in self.standings if standing.is_silent]

    @property
    def rule_version(self) -> int:
        return self.cycle.rule.version

    def chart(self, *, mirrored: bool) -> charts.BurnUp:
        months = [charts.Month(one.verified.workers, one.claimed.workers) for one in self.months]
        return charts.burn_up(months, goal=self.goal_count, cycle_months=self.cycle_months, mirrored=mirrored)


def progress_of_all(now: datetime.datetime) -> Progress | None:
    """Progress to the floor in the open cycle, else the latest closed one; None before the first.

    Four queries, whatever the number of records, unions and months.
    """
    cycle = targets.cycle_in_view()
    if cycle is None:
        return None
    allocation = targets.allocation(cycle)
    months = _months(cycle, RecruitmentRecord.objects.filter(cycle=cycle), now)
    window = _pace_window(months, now)
    standings = _standings(cycle, allocation.targets, window, now)
    return _progress(cycle, allocation, months, standings, window, goal=allocation.floor_count, now=now)


def progress_of_union(union: Union, now: datetime.datetime) -> Progress | None:
    """Progress of one union to its own target. Five queries."""
    cycle = targets.cycle_in_view()
    if cycle is None:
        return None
    allocation = targets.allocation(cycle)
    own = tuple(target for target in allocation.targets if target.union_id == union.pk)
    records = RecruitmentRecord.objects.filter(cycle=cycle, union=union)
    months = _months(cycle, records, now)
    window = _pace_window(months, now)
    standings = _standings(cycle, own, window, now, only=union)
    goal = own[0].value if own else None
    return _progress(cycle, allocation, months, standings, window, goal=goal, now=now)


def corridor_figures(corridor: Corridor, now: datetime.datetime) -> CorridorFigures | None:
    """Workers who joined on a corridor in the cycle in view. Two queries."""
    cycle = targets.cycle_in_view()
    if cycle is None:
        return None
    sums = RecruitmentRecord.objects.filter(cycle=cycle, corridor=corridor).aggregate(
        verified=_VERIFIED, claimed=_CLAIMED
    )
    return CorridorFigures(
        cycle=cycle.name,
        rule_version=cycle.rule.version,
        verified_count=sums["verified"] or 0,
        claimed_count=sums["claimed"] or 0,
    )


def _progress(
    cycle: TargetCycle,
    allocation: targets.Allocation,
    months: tuple[MonthTotals, ...],
    standings: tuple[Standing, ...],
    window: tuple[datetime.date, ...],
    *,
    goal: int | None,
    now: datetime.datetime,
) -> Progress:
    return Progress(
        cycle=cycle,
        as_of=now,
        goal_count=goal,
        verified=months[-1].verified_so_far if months else counts.verified(0),
        claimed=months[-1].claimed_so_far if months else counts.claimed(0),
        months=months,
        standings=standings,
        allocation=allocation,
        pace_months=window,
        cycle_months=len(calendar.between(cycle.starts_date, cycle.ends_date)),
    )


def _months(
    cycle: TargetCycle, records: QuerySet[RecruitmentRecord], now: datetime.datetime
) -> tuple[MonthTotals, ...]:
    """Every month of the cycle up to the present one, also those in which nobody joined. One query."""
    rows = records.values("month_date").annotate(verified=_VERIFIED, claimed=_CLAIMED).order_by("month_date")
    found: dict[datetime.date, Any] = {row["month_date"]: row for row in rows}
    last = min(now.date(), cycle.ends_date)
    totals: list[MonthTotals] = []
    verified_so_far, claimed_so_far = counts.verified(0), counts.claimed(0)
    for month in calendar.between(cycle.starts_date, last):
        row = found.get(month, {})
        verified = counts.verified(row.get("verified"))
        claimed = counts.claimed(row.get("claimed"))
        verified_so_far += verified
        claimed_so_far += claimed
        totals.append(MonthTotals(month, verified, claimed, verified_so_far, claimed_so_far))
    return tuple(totals)


def _pace_window(months: Sequence[MonthTotals], now: datetime.datetime) -> tuple[datetime.date, ...]:
    """The last six closed months up to the newest with verified workers, the same for all unions.

    Verification takes weeks: months in which everything still waits would make everybody look slow.
    """
    closed = [one for one in months if one.month < calendar.first_of(now.date())]
    while closed and not closed[-1].verified:
        closed.pop()
    return tuple(one.month for one in closed[-PACE_MONTHS:])


def _standings(
    cycle: TargetCycle,
    adopted: Sequence[OrganisingTarget],
    window: tuple[datetime.date, ...],
    now: datetime.datetime,
    *,
    only: Union | None = None,
) -> tuple[Standing, ...]:
    """Unions with a target or a record in the cycle, by name. One query, two when some have no target."""
    records = RecruitmentRecord.objects.filter(cycle=cycle)
    if only is not None:
        records = records.filter(union=only)
    rows: dict[int | None, Any] = {
        row["union_id"]: row
        for row in records.order_by("union_id")
        .values("union_id")
        .annotate(
            verified=_VERIFIED,
            claimed=_CLAIMED,
            in_window=Sum("joined_count", filter=Q(state=RecordState.CONFIRMED, month_date__in=window)),
            last_month=Max("month_date", filter=~Q(state=RecordState.REFUSED)),
        )
    }
    goals = {target.union_id: target for target in adopted}
    unions = {target.union_id: target.union for target in adopted if target.union is not None}
    without_target = [pk for pk in rows if pk is not None and pk not in unions]
    if only is not None:
        unions[only.pk] = only
    elif without_target:
        unions |= {union.pk: union for union in Union.objects.filter(pk__in=without_target)}
    months_left = _months_left(cycle, now)
    standings = []
    for pk, union in unions.items():
        target = goals.get(pk)
        row = rows.get(pk, {})
        standings.append(_standing(union, target.value if target else None, row, window, months_left, now))
    return tuple(sorted(standings, key=lambda one: one.union.name.casefold()))


def _standing(
    union: Union,
    target_count: int | None,
    row: dict[str, Any],
    window: tuple[datetime.date, ...],
    months_left: int,
    now: datetime.datetime,
) -> Standing:
    verified = counts.verified(row.get("verified"))
    in_window = row.get("in_window") or 0
    last_month = row.get("last_month")
    silent_before = calendar.later(now.date(), -SILENT_AFTER_MONTHS)
    missing = max(0, (target_count or 0) - verified.workers)
    return Standing(
        union=union,
        target_count=target_count,
        verified=verified,
        claimed=counts.claimed(row.get("claimed")),
        pace=round(int(in_window) / len(window)) if len(window) >= LEAST_PACE_MONTHS else None,
        needed_pace=-(-missing // months_left) if target_count and months_left else None,
        last_month=last_month,
        is_silent=last_month is None or last_month < silent_before,
    )


def _months_left(cycle: TargetCycle, now: datetime.datetime) -> int:
    """Months in which somebody can still join: the present one and those after it."""
    if cycle.state == CycleState.CLOSED or now.date() > cycle.ends_date:
        return 0
    return len(calendar.between(max(now.date(), cycle.starts_date), cycle.ends_date))

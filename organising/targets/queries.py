"""Reading targets: how much of the floor the unions have taken on."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Case, Prefetch, QuerySet, Value, When

from organising.targets.models import CycleState, OrganisingTarget, TargetCycle, TargetRevision
from organising.unions.models import Union


@dataclass(frozen=True)
class Allocation:
    """A floor and the unions' own targets under it. All values count workers.

    The three figures of a floor: `allocated` is what the unions took on; `unallocated` is the part of the
    floor that nobody took on; `over_pledged` is what the unions took on beyond it. One of the last two is 0.
    """

    floor: OrganisingTarget | None
    targets: tuple[OrganisingTarget, ...]

    @property
    def floor_count(self) -> int | None:
        return self.floor.value if self.floor else None

    @property
    def allocated_count(self) -> int:
        return sum(target.value for target in self.targets)

    @property
    def unallocated_count(self) -> int | None:
        return None if self.floor is None else max(0, self.floor.value - self.allocated_count)

    @property
    def over_pledged_count(self) -> int | None:
        return None if self.floor is None else max(0, self.allocated_count - self.floor.value)


def cycle_in_view() -> TargetCycle | None:
    """The open cycle with its rule; else the latest closed one; else None. One query."""
    order = Case(When(state=CycleState.OPEN, then=Value(0)), default=Value(1))
    cycles = TargetCycle.objects.filter(state__in=[CycleState.OPEN, CycleState.CLOSED])
    return cycles.select_related("rule").order_by(order, "-ends_date").first()


def all_cycles() -> QuerySet[TargetCycle]:
    return TargetCycle.objects.select_related("rule").order_by("-starts_date")


def allocation(cycle: TargetCycle, *, with_revisions: bool = False) -> Allocation:
    """The floor and all unions' targets of a cycle. One query, two with the revisions of each."""
    rows = OrganisingTarget.objects.filter(cycle=cycle).select_related("union").order_by("union__name")
    if with_revisions:
        revisions = TargetRevision.objects.order_by("-revised_at")
        rows = rows.prefetch_related(Prefetch("revisions", queryset=revisions))
    targets = list(rows)
    return Allocation(
        floor=next((row for row in targets if row.union_id is None), None),
        targets=tuple(row for row in targets if row.union_id is not None),
    )


def target_of(cycle: TargetCycle, union: Union | None) -> OrganisingTarget | None:
    """A union's target in a cycle with its revisions, the floor's with `union` None. Two queries."""
    revisions = TargetRevision.objects.order_by("-revised_at")
    targets = OrganisingTarget.objects.filter(cycle=cycle, union=union).select_related("union")
    return targets.prefetch_related(Prefetch("revisions", queryset=revisions)).first()

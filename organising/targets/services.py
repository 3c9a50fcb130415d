"""Acts on targets: open and close a cycle, adopt a target, revise it."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from members.users.models import User
from organising.targets import permissions
from organising.targets.models import CountingRule, CycleState, OrganisingTarget, TargetCycle, TargetRevision
from organising.unions.models import Union
from organising.unions.refusals import Refused

LARGEST_TARGET = 1_000_000


class TargetActRefused(Refused):
    """The base of what the acts below raise."""


class NotEntitled(TargetActRefused):
    sentence = _("You need an officer's mandate of this union for this, in force today.")


class CycleNotPlanned(TargetActRefused):
    sentence = _("This cycle has been opened already.")


class CycleNotOpen(TargetActRefused):
    sentence = _("This cycle is not open.")


class AnotherCycleIsOpen(TargetActRefused):
    sentence = _("Another cycle is open. Close it first.")


class CycleClosed(TargetActRefused):
    sentence = _("This cycle is closed. Its targets stay as they are.")


class TargetOutOfRange(TargetActRefused):
    sentence = _("Write a whole number from 1 to 1,000,000.")
    field = "value"


class TargetAlreadyAdopted(TargetActRefused):
    sentence = _("This target has been adopted already. Revise it instead.")
    field = "value"


class ReasonMissing(TargetActRefused):
    sentence = _("Say why the target changes. Everybody who reads the figures will see it.")
    field = "reason"


class NothingChanged(TargetActRefused):
    sentence = _("This is the target already.")
    field = "value"


@transaction.atomic
def open_cycle(*, cycle: TargetCycle, by: User, now: datetime.datetime) -> TargetCycle:
    """Open a planned cycle and freeze its counting rule: from now on all unions count alike.

    Raises NotEntitled, CycleNotPlanned or AnotherCycleIsOpen.
    """
    if not permissions.can_open_cycle(by, cycle):
        raise NotEntitled
    cycles = {row.pk: row for row in TargetCycle.objects.select_for_update().order_by("pk")}
    cycle = cycles[cycle.pk]
    if cycle.state != CycleState.PLANNED:
        raise CycleNotPlanned
    if any(other.state == CycleState.OPEN for other in cycles.values()):
        raise AnotherCycleIsOpen
    CountingRule.objects.filter(pk=cycle.rule_id, frozen_at__isnull=True).update(frozen_at=now)
    cycle.state = CycleState.OPEN
    cycle.save(update_fields=["state"])
    return cycle


@transaction.atomic
def close_cycle(*, cycle: TargetCycle, by: User, now: datetime.datetime) -> TargetCycle:
    """Close an open cycle: no record and no target is added to it any more.

    Raises NotEntitled or CycleNotOpen.
    """
    if not permissions.can_open_cycle(by, cycle):
        raise NotEntitled
    cycle = TargetCycle.objects.select_for_update().get(pk=cycle.pk)
    if cycle.state != CycleState.OPEN:
        raise CycleNotOpen
    cycle.state = CycleState.CLOSED
    cycle.save(update_fields=["state"])
    return cycle


@transaction.atomic
def adopt_target(
    *, cycle: TargetCycle, union: Union | None, value: int, by: User, now: datetime.datetime
) -> OrganisingTarget:
    """Adopt a union's own target in a cycle, or with `union` None the floor of all unions together.

    The floor is a least number, not a quota: unions' own targets may add up to more.
    Raises NotEntitled, CycleClosed, TargetOutOfRange or TargetAlreadyAdopted.
    """
    if not permissions.can_adopt_target(by, union, on=now.date()):
        raise NotEntitled
    cycle = TargetCycle.objects.select_for_update().get(pk=cycle.pk)
    _check(cycle, value)
    if OrganisingTarget.objects.filter(cycle=cycle, union=union).exists():
        raise TargetAlreadyAdopted
    return OrganisingTarget.objects.create(cycle=cycle, union=union, value=value, adopted_date=now.date())


@transaction.atomic
def revise_target(
    *, target: OrganisingTarget, value: int, reason: str, by: User, now: datetime.datetime
) -> TargetRevision:
    """Change a target and keep the old value readable, with the reason.

    Raises NotEntitled, CycleClosed, TargetOutOfRange, ReasonMissing or NothingChanged.
    """
    target = (
        OrganisingTarget.objects.select_for_update(of=("self",))
        .select_related("union", "cycle")
        .get(pk=target.pk)
    )
    if not permissions.can_revise_target(by, target, on=now.date()):
        raise NotEntitled
    _check(target.cycle, value)
    reason = reason.strip()
    if not reason:
        raise ReasonMissing
    if value == target.value:
        raise NothingChanged
    revision = TargetRevision.objects.create(
        target=target,
        old_value=target.value,
        new_value=value,
        reason=reason,
        revised_by=by,
        revised_at=now,
    )
    target.value = value
    target.save(update_fields=["value"])
    return revision


def _check(cycle: TargetCycle, value: int) -> None:
    if cycle.state == CycleState.CLOSED:
        raise CycleClosed
    if not 1 <= value <= LARGEST_TARGET:
        raise TargetOutOfRange

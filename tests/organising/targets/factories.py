"""Cycles and targets for tests. The cycle holds the month in which the tests run."""

from __future__ import annotations

import datetime

import factory
from django.utils import timezone

from organising.records import calendar
from organising.targets.models import CountingRule, CycleState, OrganisingTarget, TargetCycle
from tests.organising.unions.factories import UnionFactory


def months_ago(count: int) -> datetime.date:
    return calendar.later(timezone.now().date(), -count)


class CountingRuleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = CountingRule

    version = factory.Sequence(lambda n: n + 1)
    text = "Whoever joined and paid the first dues counts once."


class TargetCycleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = TargetCycle

    name = factory.Sequence(lambda n: f"Cycle {n}")
    slug = factory.Sequence(lambda n: f"cycle-{n}")
    starts_date = factory.LazyFunction(lambda: months_ago(12))
    ends_date = factory.LazyFunction(lambda: months_ago(-24) - datetime.timedelta(days=1))
    state = CycleState.OPEN
    rule = factory.SubFactory(CountingRuleFactory)

    class Params:
        planned = factory.Trait(state=CycleState.PLANNED)
        closed = factory.Trait(state=CycleState.CLOSED)


class OrganisingTargetFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = OrganisingTarget

    cycle = factory.SubFactory(TargetCycleFactory)
    union = factory.SubFactory(UnionFactory)
    value = 1000
    adopted_date = datetime.date(2026, 1, 1)

    class Params:
        floor = factory.Trait(union=None, value=20_000)

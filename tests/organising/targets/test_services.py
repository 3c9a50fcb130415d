import datetime

import pytest

from organising.targets import permissions, queries, services
from organising.targets.models import CycleState, OrganisingTarget, TargetRevision
from tests.organising.targets.factories import OrganisingTargetFactory, TargetCycleFactory
from tests.organising.unions.factories import (
    MandateFactory,
    UnionFactory,
    administrator,
    officer_of,
    organiser_of,
    verifier_of,
)

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 5, 10, 12, tzinfo=datetime.UTC)
TODAY = NOW.date()


class TestOpenCycle:
    def test_freezes_the_rule(self):
        cycle = TargetCycleFactory(planned=True)
        services.open_cycle(cycle=cycle, by=administrator(), now=NOW)
        cycle.refresh_from_db()
        assert (cycle.state, cycle.rule.frozen_at) == (CycleState.OPEN, NOW)

    def test_a_rule_that_was_frozen_before_keeps_its_day(self):
        before = NOW - datetime.timedelta(days=400)
        cycle = TargetCycleFactory(planned=True, rule__frozen_at=before)
        services.open_cycle(cycle=cycle, by=administrator(), now=NOW)
        cycle.rule.refresh_from_db()
        assert cycle.rule.frozen_at == before

    def test_one_at_a_time(self):
        TargetCycleFactory()
        with pytest.raises(services.AnotherCycleIsOpen):
            services.open_cycle(cycle=TargetCycleFactory(planned=True), by=administrator(), now=NOW)

    def test_only_a_planned_one(self):
        with pytest.raises(services.CycleNotPlanned):
            services.open_cycle(cycle=TargetCycleFactory(closed=True), by=administrator(), now=NOW)

    def test_only_by_an_administrator(self):
        with pytest.raises(services.NotEntitled):
            services.open_cycle(
                cycle=TargetCycleFactory(planned=True), by=officer_of(UnionFactory()), now=NOW
            )


class TestCloseCycle:
    def test_closes_an_open_one_alone(self):
        cycle = TargetCycleFactory()
        assert services.close_cycle(cycle=cycle, by=administrator(), now=NOW).state == CycleState.CLOSED
        with pytest.raises(services.CycleNotOpen):
            services.close_cycle(cycle=cycle, by=administrator(), now=NOW)


class TestAdoptTarget:
    def adopt(self, union, value=500, by=None, cycle=None):
        return services.adopt_target(
            cycle=cycle or TargetCycleFactory(),
            union=union,
            value=value,
            by=by or administrator(),
            now=NOW,
        )

    def test_an_officer_adopts_her_unions(self):
        union = UnionFactory()
        target = self.adopt(union, by=officer_of(union))
        assert (target.value, target.adopted_date) == (500, TODAY)

    def test_the_floor_is_the_administrators(self):
        assert self.adopt(None, 20_000).union is None
        with pytest.raises(services.NotEntitled):
            self.adopt(None, by=officer_of(UnionFactory()), cycle=queries.cycle_in_view())

    @pytest.mark.parametrize("value", [0, -1, 1_000_001])
    def test_is_a_number_of_workers(self, value):
        with pytest.raises(services.TargetOutOfRange):
            self.adopt(UnionFactory(), value)

    @pytest.mark.parametrize("is_floor", [True, False])
    def test_once_in_a_cycle(self, is_floor):
        union = None if is_floor else UnionFactory()
        cycle = self.adopt(union).cycle
        with pytest.raises(services.TargetAlreadyAdopted):
            self.adopt(union, cycle=cycle)

    def test_never_in_a_closed_cycle(self):
        with pytest.raises(services.CycleClosed):
            self.adopt(UnionFactory(), cycle=TargetCycleFactory(closed=True))


class TestReviseTarget:
    def revise(self, target, value=1500, reason="Two more factories.", by=None):
        return services.revise_target(
            target=target, value=value, reason=reason, by=by or administrator(), now=NOW
        )

    def test_keeps_the_old_value_and_the_reason(self):
        target = OrganisingTargetFactory(value=1000)
        officer = officer_of(target.union)
        self.revise(target, by=officer)
        target.refresh_from_db()
        revision = TargetRevision.objects.get()
        assert target.value == 1500
        assert (revision.old_value, revision.new_value, revision.revised_by) == (1000, 1500, officer)

    def test_needs_a_reason(self):
        with pytest.raises(services.ReasonMissing):
            self.revise(OrganisingTargetFactory(), reason=" ")

    def test_needs_a_change(self):
        with pytest.raises(services.NothingChanged):
            self.revise(OrganisingTargetFactory(value=1500))

    def test_stops_with_the_cycle(self):
        with pytest.raises(services.CycleClosed):
            self.revise(OrganisingTargetFactory(cycle__closed=True))

    def test_an_officer_of_another_union_revises_nothing(self):
        with pytest.raises(services.NotEntitled):
            self.revise(OrganisingTargetFactory(), by=officer_of(UnionFactory()))


@pytest.mark.parametrize(
    ("who", "own", "floor"),
    [
        ("administrator", True, True),
        ("officer", True, False),
        ("expired officer", False, False),
        ("organiser", False, False),
        ("verifier", False, False),
        ("officer elsewhere", False, False),
    ],
)
def test_who_may_set_a_target(who, own, floor):
    union = UnionFactory()
    user = {
        "administrator": administrator,
        "officer": lambda: officer_of(union),
        "expired officer": lambda: MandateFactory(union=union, officer=True, expired=True).user,
        "organiser": lambda: organiser_of(union),
        "verifier": lambda: verifier_of(union),
        "officer elsewhere": lambda: officer_of(UnionFactory()),
    }[who]()
    assert permissions.can_adopt_target(user, union, on=TODAY) is own
    assert permissions.can_adopt_target(user, None, on=TODAY) is floor


class TestAllocation:
    @pytest.mark.parametrize(
        ("pledges", "unallocated", "over"),
        [((), 20_000, 0), ((5_000, 6_000), 9_000, 0), ((15_000, 5_000), 0, 0), ((20_000, 1), 0, 1)],
    )
    def test_the_floor_is_a_least_number_and_no_quota(
        self, pledges, unallocated, over, django_assert_num_queries
    ):
        cycle = TargetCycleFactory()
        OrganisingTargetFactory(cycle=cycle, floor=True)
        for value in pledges:
            OrganisingTargetFactory(cycle=cycle, value=value)
        with django_assert_num_queries(1):
            found = queries.allocation(cycle)
            [target.union.name for target in found.targets]
        assert (found.allocated_count, found.unallocated_count, found.over_pledged_count) == (
            sum(pledges),
            unallocated,
            over,
        )

    def test_without_a_floor_nothing_is_known_about_the_rest(self):
        found = queries.allocation(OrganisingTargetFactory().cycle)
        assert (found.floor_count, found.unallocated_count, found.over_pledged_count) == (None, None, None)


class TestCycleInView:
    def test_is_the_open_one_then_the_latest_closed_one(self):
        assert queries.cycle_in_view() is None
        TargetCycleFactory(planned=True)
        assert queries.cycle_in_view() is None
        closed = TargetCycleFactory(closed=True)
        assert queries.cycle_in_view() == closed
        opened = TargetCycleFactory(ends_date=datetime.date(2027, 1, 1))
        assert queries.cycle_in_view() == opened
        assert OrganisingTarget.objects.count() == 0

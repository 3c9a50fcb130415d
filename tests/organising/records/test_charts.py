import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from organising.records import charts
from organising.records.charts import Month, burn_up

NUMBERS = re.compile(r"-?\d+(?:\.\d+)?")


def points(path):
    values = [float(value) for value in NUMBERS.findall(path)]
    return list(zip(values[::2], values[1::2], strict=True))


class TestBurnUp:
    def test_adds_up_what_is_verified(self):
        chart = burn_up([Month(10, 0), Month(20, 0)], goal=None, cycle_months=4)
        assert chart.top == 36
        assert points(chart.verified_line)[0] == (0, 1000)
        assert points(chart.verified_line)[-1] == (500, pytest.approx(1000 - 1000 * 30 / 36, abs=0.1))

    def test_what_is_claimed_lies_above_the_verified_line_and_does_not_move_it(self):
        with_claims = burn_up([Month(10, 5)], goal=100, cycle_months=2)
        without = burn_up([Month(10, 0)], goal=100, cycle_months=2)
        assert with_claims.verified_line == without.verified_line
        assert with_claims.claimed_area
        assert not without.claimed_area

    def test_the_floor_is_level_and_the_even_pace_ends_on_it(self):
        chart = burn_up([], goal=20_000, cycle_months=36)
        (_, left), (_, right) = points(chart.goal_line)
        assert left == right
        assert points(chart.even_pace)[-1] == points(chart.goal_line)[-1]
        assert chart.goal.value == 20_000

    def test_from_right_to_left_it_is_mirrored(self):
        months = [Month(3, 1), Month(4, 2)]
        there = points(burn_up(months, goal=50, cycle_months=7).claimed_area)
        back = points(burn_up(months, goal=50, cycle_months=7, mirrored=True).claimed_area)
        for (x, y), (mirrored_x, mirrored_y) in zip(there, back, strict=True):
            assert mirrored_x == pytest.approx(1000 - x, abs=0.11)
            assert mirrored_y == y

    def test_nobody_and_no_goal_is_a_flat_line(self):
        chart = burn_up([Month(0, 0)], goal=None, cycle_months=1)
        assert not chart.verified_area
        assert not chart.goal_line
        assert all(y == 1000 for _x, y in points(chart.verified_line))

    def test_a_cycle_has_months(self):
        with pytest.raises(ValueError, match="at least one month"):
            burn_up([], goal=1, cycle_months=0)

    @given(
        st.lists(st.builds(Month, st.integers(0, 10**6), st.integers(0, 10**6)), max_size=80),
        st.none() | st.integers(1, 10**7),
        st.integers(1, 72),
        st.booleans(),
    )
    def test_everything_stays_in_the_frame(self, months, goal, cycle_months, mirrored):
        chart = burn_up(months, goal=goal, cycle_months=cycle_months, mirrored=mirrored)
        for path in (
            chart.verified_line,
            chart.verified_area,
            chart.claimed_area,
            chart.goal_line,
            chart.even_pace,
        ):
            assert all(-0.1 <= x <= 1000.1 and -0.1 <= y <= 1000.1 for x, y in points(path))
        assert all(0 <= float(mark.at[:-1]) <= 100 for mark in (*chart.grid, *chart.months))
        assert chart.top % charts.GRID_STEPS == 0
        assert chart.months[0].value == 0
        assert len(chart.months) <= charts.MOST_TICKS + 1

"""The burn-up drawn as numbers: from counts to coordinates. Templates make the SVG of it.

A burn-up has two lines, what was done and what is to be done, so that a moved goal is seen. Paths live in a
square of SIDE by SIDE that the page stretches; labels are placed in per cent beside it and are not stretched.
Everything is a string, because a template would write 12.5 as "12,5" in half of the languages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

SIDE: Final = 1000
GRID_STEPS: Final = 4
MOST_TICKS: Final = 4


@dataclass(frozen=True)
class Month:
    """What one month added, in workers."""

    verified: int
    claimed: int


@dataclass(frozen=True)
class Mark:
    """A place on an axis: where, as "12.5%", and what stands there."""

    at: str
    value: int


@dataclass(frozen=True)
class BurnUp:
    """`months` are indices from 0 (the start of the cycle) to the number of its months (its end)."""

    verified_line: str
    verified_area: str
    claimed_area: str
    goal_line: str
    even_pace: str
    grid: tuple[Mark, ...]
    months: tuple[Mark, ...]
    goal: Mark | None
    top: int


def burn_up(
    months: Sequence[Month], *, goal: int | None, cycle_months: int, mirrored: bool = False
) -> BurnUp:
    """Draw the cumulated counts of `months`, the first months of a cycle of `cycle_months`.

    `goal` is the floor or target, None when there is none. `mirrored` draws time from right to left.
    The claimed area lies above the verified line and shows what waits; it is in no number.
    Raises ValueError for a cycle without months.
    """
    if cycle_months < 1:
        raise ValueError("A cycle has at least one month.")
    shown = months[:cycle_months]
    verified, claimed = _cumulated(shown)
    top = _round_up(max(goal or 0, verified[-1] + claimed[-1], 1))

    def x(index: int) -> float:
        share = SIDE * index / cycle_months
        return SIDE - share if mirrored else share

    def y(value: float) -> float:
        return SIDE - SIDE * value / top

    line = [(x(index), y(value)) for index, value in enumerate(verified)]
    upper = [(x(index), y(value + claimed[index])) for index, value in enumerate(verified)]
    base = [(line[-1][0], y(0)), (line[0][0], y(0))]
    return BurnUp(
        verified_line=_path(line),
        verified_area=_path([*line, *base], closed=True) if verified[-1] else "",
        claimed_area=_path([*upper, *reversed(line)], closed=True) if claimed[-1] else "",
        goal_line=_path([(x(0), y(goal)), (x(cycle_months), y(goal))]) if goal else "",
        even_pace=_path([(x(0), y(0)), (x(cycle_months), y(goal))]) if goal else "",
        grid=tuple(_grid(top)),
        months=tuple(Mark(_percent(x(index) / SIDE), index) for index in _ticks(cycle_months)),
        goal=Mark(_percent(1 - goal / top), goal) if goal else None,
        top=top,
    )


def _cumulated(months: Sequence[Month]) -> tuple[list[int], list[int]]:
    verified, claimed = [0], [0]
    for month in months:
        verified.append(verified[-1] + month.verified)
        claimed.append(claimed[-1] + month.claimed)
    return verified, claimed


def _round_up(value: int) -> int:
    """The next number that divides well into GRID_STEPS, a little above the value: 20,000 gives 24,000."""
    wanted = value * 1.08
    size: int = 10 ** max(0, len(str(int(wanted))) - 2)
    for factor in range(1, 1001):
        candidate = factor * GRID_STEPS * size
        if candidate >= wanted:
            return candidate
    return int(wanted) + 1  # pragma: no cover  (a thousand steps always reach a two-digit number)


def _grid(top: int) -> list[Mark]:
    step = top // GRID_STEPS
    return [Mark(_percent(1 - step * index / top), step * index) for index in range(GRID_STEPS + 1)]


def _ticks(cycle_months: int) -> list[int]:
    """Starts of months to be named: whole years if they are few enough, else evenly spread."""
    for step in (1, 2, 3, 6, 12, 24, 60):
        if cycle_months / step <= MOST_TICKS:
            return list(range(0, cycle_months + 1, step))
    return [0, cycle_months]


def _path(points: Sequence[tuple[float, float]], *, closed: bool = False) -> str:
    parts = [
        f"{'L' if index else 'M'}{_short(left)} {_short(top)}" for index, (left, top) in enumerate(points)
    ]
    return "".join(parts) + ("Z" if closed else "")


def _short(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")


def _percent(share: float) -> str:
    return f"{_short(100 * share)}%"

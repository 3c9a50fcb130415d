"""What happened in the sample world: eighteen months of records, and who signed.

The same day gives the same story, and a month keeps its counts when the story is told again later.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from config.demo import world

MONTH_COUNT: Final = 18
"""How many closed months of records the world holds."""

CYCLE_MONTH_COUNT: Final = 36

RecordState = Literal["claimed", "queried", "confirmed", "refused"]

QUERIES: Final = (
    "Sample: two lists name the same factory. Please say whether anybody stands on both.",
    "Sample: forms of the last week are missing. Please add them.",
)
REFUSALS: Final = (
    "Sample: these workers joined before the cycle began and were counted then.",
    "Sample: guests of a union abroad do not count as joined.",
)

SIGNATORY_LANGUAGES: Final = (
    ("ne", "NP"),
    ("en", "MY"),
    ("fil", "PH"),
    ("bn", "BD"),
    ("ar", "QA"),
    ("es", "ES"),
)


@dataclass(frozen=True)
class Record:
    """A claim that workers joined a union in a month, and what became of it."""

    union: str
    month_date: datetime.date
    corridor: str | None
    joined_count: int
    state: RecordState
    note: str
    verdict_note: str
    """Why the record was queried or refused; empty otherwise."""


@dataclass(frozen=True)
class Signatory:
    name: str
    email: str
    country: str
    language: str
    confirmed: bool
    days_ago: int


def months(as_of: datetime.date) -> tuple[datetime.date, ...]:
    """The first days of the last eighteen closed months before the day `as_of`, oldest first."""
    return tuple(_months_before(as_of, age) for age in range(MONTH_COUNT, 0, -1))


def cycle_dates(as_of: datetime.date) -> tuple[datetime.date, datetime.date]:
    """First and last day of a cycle of three years that stands at its half on the day `as_of`."""
    first = _months_before(as_of, MONTH_COUNT)
    end = _months_before(first, -CYCLE_MONTH_COUNT)
    return first, end - datetime.timedelta(days=1)


def records(as_of: datetime.date) -> Iterator[Record]:
    """Eighteen months of recruitment records of all unions, oldest first, in every state.

    The newest two or three months wait for verification, a few older records were queried or refused. What is
    confirmed adds up to about half the floor; what is claimed and not confirmed to about a quarter of that.
    """
    for month in months(as_of):
        age = (as_of.year - month.year) * 12 + as_of.month - month.month
        for one in world.UNIONS:
            joined = _joined(one, month)
            on_corridor = joined * (70 + _draw(20, one.slug, month, "share")) // 100
            for corridor, count in ((one.corridor, on_corridor), (None, joined - on_corridor)):
                if count:
                    yield _record(one, month, corridor=corridor, count=count, age=age)


def signatories(petition: str, count: int) -> Iterator[Signatory]:
    """`count` invented people who signed the petition of that slug; one in nine has not confirmed yet."""
    for number in range(1, count + 1):
        language, country = SIGNATORY_LANGUAGES[_draw(len(SIGNATORY_LANGUAGES), petition, number)]
        yield Signatory(
            name=f"Sample Signatory {number}",
            email=f"signatory-{number}@corridor.example",
            country=country,
            language=language,
            confirmed=number % 9 != 0,
            days_ago=1 + _draw(60, petition, number, "day"),
        )


def _record(one: world.Union, month: datetime.date, *, corridor: str | None, count: int, age: int) -> Record:
    state: RecordState = "confirmed"
    verdict_note = ""
    chance = _draw(100, one.slug, month, corridor, "state")
    if age <= 2 or (age == 3 and chance < 70):
        state = "claimed"
    elif chance >= 96:
        state, verdict_note = "queried", QUERIES[chance % len(QUERIES)]
    elif chance >= 94:
        state, verdict_note = "refused", REFUSALS[chance % len(REFUSALS)]
    return Record(
        union=one.slug,
        month_date=month,
        corridor=corridor,
        joined_count=count,
        state=state,
        note="Sample: on the corridor." if corridor else "Sample: from other places.",
        verdict_note=verdict_note,
    )


def _joined(one: world.Union, month: datetime.date) -> int:
    """How many joined: the union's even share of its target, livelier around May Day, quieter in holidays."""
    season = {5: 130, 6: 110, 10: 90, 12: 75, 1: 95}.get(month.month, 100)
    return one.target * season * (87 + _draw(33, one.slug, month)) // (CYCLE_MONTH_COUNT * 100 * 100)


def _months_before(day: datetime.date, count: int) -> datetime.date:
    """The first day of the month `count` months before the month of `day` (after it when negative)."""
    year, month = divmod(day.year * 12 + day.month - 1 - count, 12)
    return datetime.date(year, month + 1, 1)


def _draw(sides: int, *parts: object) -> int:
    """A number from 0 to `sides` - 1 that looks thrown and is always the same for the same parts."""
    text = "/".join(str(part) for part in parts)
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big") % sides

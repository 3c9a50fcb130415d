"""The facts of the sample world: unions, corridors, pairings, people, targets and eighteen months of records.

Everybody in it is invented and says so by name ("sample", the surname Sample, addresses that end in
`.example`, which RFC 2606 keeps free of real mailboxes). Countries, conventions and the floor of 20,000
are real. Nothing here knows the database: whoever loads the world decides how.

The same day gives the same world, and a month keeps its counts when the world is asked for again later.
"""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

FLOOR: Final = 20_000
"""The least number of migrant workers that all unions together set out to organise in a cycle."""

MONTH_COUNT: Final = 18
"""How many closed months of records the world holds."""

CYCLE_MONTH_COUNT: Final = 36

COUNTING_RULE: Final = (
    "A migrant worker counts once, in the month in which she or he joined the union and paid or was "
    "freed from the first dues. Guests with a union card of another country do not count. (Sample rule.)"
)

RecordState = Literal["claimed", "queried", "confirmed", "refused"]
PairingState = Literal["proposed", "active", "ended"]
MandateRole = Literal["organiser", "verifier", "officer"]


@dataclass(frozen=True)
class NationalCentre:
    slug: str
    name: str
    country: str


@dataclass(frozen=True)
class Union:
    slug: str
    name: str
    short_name: str
    country: str
    sector: str
    centre: str
    affiliated_date: datetime.date
    target: int
    """How many workers the union itself means to organise in the cycle."""
    corridor: str


@dataclass(frozen=True)
class Corridor:
    slug: str
    origin: str
    destination: str
    sector: str = ""


@dataclass(frozen=True)
class Pairing:
    """Days are counted back from the day on which the world is loaded; None has not happened."""

    corridor: str
    origin_union: str
    destination_union: str
    state: PairingState
    aim: str
    proposed_days_ago: int
    origin_accepted_days_ago: int | None
    destination_accepted_days_ago: int | None
    ended_days_ago: int | None = None


@dataclass(frozen=True)
class Person:
    key: str
    given_name: str
    email: str
    language: str
    country: str
    time_zone: str
    role: str = ""
    """The staff role, a group's name; empty for members."""
    union: str = ""
    mandate: MandateRole | None = None
    topics: tuple[str, ...] = ()
    family_name: str = "Sample"

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"


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


CENTRES: Final = (
    NationalCentre("sample-centre-nepal", "Sample Union Centre of Nepal", "NP"),
    NationalCentre("sample-centre-malaysia", "Sample Union Centre of Malaysia", "MY"),
    NationalCentre("sample-centre-philippines", "Sample Union Centre of the Philippines", "PH"),
    NationalCentre("sample-centre-hong-kong", "Sample Union Centre of Hong Kong", "HK"),
    NationalCentre("sample-centre-bangladesh", "Sample Union Centre of Bangladesh", "BD"),
    NationalCentre("sample-centre-qatar", "Sample Workers' Centre of Qatar", "QA"),
)

CORRIDORS: Final = (
    Corridor("nepal-malaysia", "NP", "MY"),
    Corridor("philippines-hong-kong", "PH", "HK", "domestic work"),
    Corridor("bangladesh-qatar", "BD", "QA", "construction"),
)

UNIONS: Final = (
    Union(
        slug="himal",
        name="Himal Workers' Union (sample)",
        short_name="Himal (sample)",
        country="NP",
        sector="manufacturing and services",
        centre="sample-centre-nepal",
        affiliated_date=datetime.date(2009, 5, 1),
        target=6_000,
        corridor="nepal-malaysia",
    ),
    Union(
        slug="laligurans",
        name="Laligurans Domestic Workers' Union (sample)",
        short_name="Laligurans (sample)",
        country="NP",
        sector="domestic work",
        centre="sample-centre-nepal",
        affiliated_date=datetime.date(2014, 6, 16),
        target=1_800,
        corridor="nepal-malaysia",
    ),
    Union(
        slug="straits",
        name="Straits Factory Workers' Union (sample)",
        short_name="Straits (sample)",
        country="MY",
        sector="manufacturing",
        centre="sample-centre-malaysia",
        affiliated_date=datetime.date(2001, 3, 8),
        target=4_500,
        corridor="nepal-malaysia",
    ),
    Union(
        slug="perlas",
        name="Perlas Overseas Workers' Union (sample)",
        short_name="Perlas (sample)",
        country="PH",
        sector="domestic work and care",
        centre="sample-centre-philippines",
        affiliated_date=datetime.date(2006, 5, 1),
        target=4_000,
        corridor="philippines-hong-kong",
    ),
    Union(
        slug="parola",
        name="Parola Seafarers' and Port Workers' Union (sample)",
        short_name="Parola (sample)",
        country="PH",
        sector="sea and ports",
        centre="sample-centre-philippines",
        affiliated_date=datetime.date(1998, 9, 1),
        target=1_500,
        corridor="philippines-hong-kong",
    ),
    Union(
        slug="harbour",
        name="Harbour Domestic Workers' Union (sample)",
        short_name="Harbour (sample)",
        country="HK",
        sector="domestic work",
        centre="sample-centre-hong-kong",
        affiliated_date=datetime.date(2011, 6, 16),
        target=3_000,
        corridor="philippines-hong-kong",
    ),
    Union(
        slug="padma",
        name="Padma Builders' Union (sample)",
        short_name="Padma (sample)",
        country="BD",
        sector="construction",
        centre="sample-centre-bangladesh",
        affiliated_date=datetime.date(2012, 12, 18),
        target=3_600,
        corridor="bangladesh-qatar",
    ),
    Union(
        slug="pearl-coast",
        name="Pearl Coast Workers' Committee (sample)",
        short_name="Pearl Coast (sample)",
        country="QA",
        sector="construction",
        centre="sample-centre-qatar",
        affiliated_date=datetime.date(2019, 10, 7),
        target=800,
        corridor="bangladesh-qatar",
    ),
)

PAIRINGS: Final = (
    Pairing(
        corridor="nepal-malaysia",
        origin_union="himal",
        destination_union="straits",
        state="active",
        aim="Meet workers before they fly, greet them when they land, and share a help desk. (Sample.)",
        proposed_days_ago=420,
        origin_accepted_days_ago=418,
        destination_accepted_days_ago=401,
    ),
    Pairing(
        corridor="philippines-hong-kong",
        origin_union="perlas",
        destination_union="harbour",
        state="proposed",
        aim="One membership card for both shores, and legal help on Sundays. (Sample.)",
        proposed_days_ago=12,
        origin_accepted_days_ago=12,
        destination_accepted_days_ago=None,
    ),
    Pairing(
        corridor="bangladesh-qatar",
        origin_union="padma",
        destination_union="pearl-coast",
        state="ended",
        aim="Collect wage claims from building sites and follow them home. (Sample.)",
        proposed_days_ago=700,
        origin_accepted_days_ago=695,
        destination_accepted_days_ago=660,
        ended_days_ago=95,
    ),
)

PEOPLE: Final = (
    Person(
        key="organiser",
        given_name="Amina",
        email="organiser@corridor.example",
        language="en",
        country="NP",
        time_zone="Asia/Kathmandu",
        role="organiser",
        union="himal",
        mandate="organiser",
        topics=("corridor-np-my", "general-news"),
    ),
    Person(
        key="verifier",
        given_name="Bijay",
        email="verifier@corridor.example",
        language="ne",
        country="MY",
        time_zone="Asia/Kuala_Lumpur",
        role="organiser",
        union="straits",
        mandate="verifier",
        topics=("general-news",),
    ),
    Person(
        key="officer",
        given_name="Farah",
        email="officer@corridor.example",
        language="en",
        country="HK",
        time_zone="Asia/Hong_Kong",
        role="organiser",
        union="harbour",
        mandate="officer",
    ),
    Person(
        key="campaigner",
        given_name="Carmen",
        email="campaigner@corridor.example",
        language="es",
        country="ES",
        time_zone="Europe/Madrid",
        role="campaigner",
        topics=("campaign-ratify-c189", "campaign-fees"),
    ),
    Person(
        key="editor",
        given_name="Runa",
        email="editor@corridor.example",
        language="bn",
        country="BD",
        time_zone="Asia/Dhaka",
        role="editor",
    ),
    Person(
        key="moderator",
        given_name="Mariam",
        email="moderator@corridor.example",
        language="ar",
        country="QA",
        time_zone="Asia/Qatar",
        role="moderator",
    ),
    Person(
        key="administrator",
        given_name="Ada",
        email="administrator@corridor.example",
        language="en",
        country="CH",
        time_zone="Europe/Zurich",
        role="administrator",
    ),
    Person(
        key="member-nepali",
        given_name="Nirmala",
        email="nirmala@corridor.example",
        language="ne",
        country="MY",
        time_zone="Asia/Kuala_Lumpur",
        union="himal",
        topics=("campaign-ratify-c189", "campaign-fees", "corridor-np-my", "general-news"),
    ),
    Person(
        key="member-filipino",
        given_name="Teresita",
        email="teresita@corridor.example",
        language="fil",
        country="HK",
        time_zone="Asia/Hong_Kong",
        union="perlas",
        topics=("campaign-ratify-c189", "campaign-fees", "general-news"),
    ),
)

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


def union(slug: str) -> Union:
    """The union of that slug. Raises KeyError for any other."""
    return _UNIONS[slug]


def person(key: str) -> Person:
    """The person of that key. Raises KeyError for any other."""
    return _PEOPLE[key]


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
        for one in UNIONS:
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


def _record(one: Union, month: datetime.date, *, corridor: str | None, count: int, age: int) -> Record:
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


def _joined(one: Union, month: datetime.date) -> int:
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


_UNIONS: Final = {one.slug: one for one in UNIONS}
_PEOPLE: Final = {one.key: one for one in PEOPLE}

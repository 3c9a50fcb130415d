"""The facts of the sample world: unions, corridors, pairings, people and targets.

Everybody in it is invented and says so by name ("sample", the surname Sample, addresses that end in
`.example`, which RFC 2606 keeps free of real mailboxes). Countries, conventions and the floor of 20,000
are real. Nothing here knows the database: whoever loads the world decides how.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Final, Literal

FLOOR: Final = 20_000
"""The least number of migrant workers that all unions together set out to organise in a cycle."""

COUNTING_RULE: Final = (
    "A migrant worker counts once, in the month in which she or he joined the union and paid or was "
    "freed from the first dues. Guests with a union card of another country do not count. (Sample rule.)"
)

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
    Corridor("philippines-hong-kong", "PH", "HK", "domestic"),
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


def union(slug: str) -> Union:
    """The union of that slug. Raises KeyError for any other."""
    return _UNIONS[slug]


def person(key: str) -> Person:
    """The person of that key. Raises KeyError for any other."""
    return _PEOPLE[key]


_UNIONS: Final = {one.slug: one for one in UNIONS}
_PEOPLE: Final = {one.key: one for one in PEOPLE}

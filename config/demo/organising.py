"""The sample world's unions, corridors, pairings, targets and records."""

from __future__ import annotations

import datetime
import uuid

from config.demo import chronicle, world
from members.users.models import User
from organising.pairings import services as pairings
from organising.pairings.models import Corridor, Pairing, PartyRole
from organising.records import history
from organising.targets import services as targets
from organising.targets.models import CountingRule, CycleState, OrganisingTarget, TargetCycle
from organising.unions import services as unions
from organising.unions.models import Affiliation, Mandate, MandateRole, NationalCentre, Union

_NAMESPACE = uuid.UUID("6f1d3c1e-6d0f-4b42-9d53-3a2f1f2a9b10")
_DAY = datetime.timedelta(days=1)


def make_unions(people: dict[str, User], *, now: datetime.datetime) -> dict[str, Union]:
    """Unions with their centres, and the mandates of the sample accounts."""
    administrator = people["administrator"]
    centres = {}
    for centre in world.CENTRES:
        centres[centre.slug], _created = NationalCentre.objects.update_or_create(
            slug=centre.slug, defaults={"name": centre.name, "country": centre.country}
        )
    made = {}
    for one in world.UNIONS:
        made[one.slug], _created = Union.objects.update_or_create(
            slug=one.slug,
            defaults={
                "name": one.name,
                "short_name": one.short_name,
                "country": one.country,
                "sector": one.sector,
            },
        )
        if not Affiliation.objects.filter(union=made[one.slug]).exists():
            unions.affiliate_union(
                union=made[one.slug],
                centre=centres[one.centre],
                since_date=one.affiliated_date,
                by=administrator,
                now=now,
            )
    for person in world.PEOPLE:
        if person.mandate:
            _mandate(people[person.key], made[person.union], person.mandate, by=administrator, now=now)
    # Who signed in the past: these mandates have ended, and only the sample officer signs today.
    ended = now.date() - 2 * _DAY
    for one in world.UNIONS:
        _mandate(
            administrator, made[one.slug], MandateRole.OFFICER, by=administrator, now=now, until_date=ended
        )
    return made


def _mandate(
    user: User,
    union: Union,
    role: str,
    *,
    by: User,
    now: datetime.datetime,
    until_date: datetime.date | None = None,
) -> None:
    if not Mandate.objects.filter(user=user, union=union, role=role).exists():
        unions.give_mandate(
            user=user,
            union=union,
            role=role,
            from_date=now.date() - 900 * _DAY,
            until_date=until_date,
            by=by,
            now=now,
        )


def make_pairings(made: dict[str, Union], people: dict[str, User], *, now: datetime.datetime) -> None:
    """Corridors, and one pairing in each state."""
    officer = people["administrator"]
    for place in world.CORRIDORS:
        Corridor.objects.update_or_create(
            slug=place.slug,
            defaults={"origin": place.origin, "destination": place.destination, "sector": place.sector},
        )
    for one in world.PAIRINGS:
        corridor = Corridor.objects.get(slug=one.corridor)
        if Pairing.objects.filter(corridor=corridor).exists():
            continue
        origin, destination = made[one.origin_union], made[one.destination_union]
        pairing = pairings.propose_pairing(
            corridor=corridor,
            parties={origin: PartyRole.ORIGIN, destination: PartyRole.DESTINATION},
            aim=one.aim,
            by=officer,
            now=now - one.proposed_days_ago * _DAY,
        )
        for union, days_ago in (
            (origin, one.origin_accepted_days_ago),
            (destination, one.destination_accepted_days_ago),
        ):
            if days_ago is not None:
                pairings.accept_pairing(pairing=pairing, union=union, by=officer, now=now - days_ago * _DAY)
        if one.ended_days_ago is not None:
            pairings.end_pairing(
                pairing=pairing,
                union=origin,
                reason="The building site of this sample has been finished.",
                by=officer,
                now=now - one.ended_days_ago * _DAY,
            )


def make_targets(made: dict[str, Union], people: dict[str, User], *, now: datetime.datetime) -> None:
    """The open cycle with the floor and every union's own target."""
    administrator = people["administrator"]
    if TargetCycle.objects.filter(slug="sample-cycle").exists():
        return
    starts_date, ends_date = chronicle.cycle_dates(now.date())
    began = datetime.datetime.combine(starts_date, datetime.time(9), tzinfo=datetime.UTC)
    rule, _created = CountingRule.objects.get_or_create(version=1, defaults={"text": world.COUNTING_RULE})
    cycle = TargetCycle.objects.create(
        name=f"Sample cycle {starts_date.year}–{ends_date.year}",
        slug="sample-cycle",
        starts_date=starts_date,
        ends_date=ends_date,
        state=CycleState.PLANNED,
        rule=rule,
    )
    targets.adopt_target(cycle=cycle, union=None, value=world.FLOOR, by=administrator, now=began)
    for one in world.UNIONS:
        targets.adopt_target(cycle=cycle, union=made[one.slug], value=one.target, by=administrator, now=began)
    targets.open_cycle(cycle=cycle, by=administrator, now=began)
    raised = OrganisingTarget.objects.get(cycle=cycle, union=made["himal"])
    targets.revise_target(
        target=raised,
        value=raised.value + 500,
        reason="Sample: two more factories on the corridor.",
        by=administrator,
        now=now - 120 * _DAY,
    )


def make_records(made: dict[str, Union], people: dict[str, User], *, now: datetime.datetime) -> None:
    """Eighteen months of records in every state, taken over like a union's books; each one only once."""
    corridors = {corridor.slug: corridor for corridor in Corridor.objects.order_by("slug")}
    history.take_over_records(
        entries=[
            _past_record(one, made, corridors, people, now=now) for one in chronicle.records(now.date())
        ],
        now=now,
    )


def _past_record(
    one: chronicle.Record,
    made: dict[str, Union],
    corridors: dict[str, Corridor],
    people: dict[str, User],
    *,
    now: datetime.datetime,
) -> history.PastRecord:
    next_month = (one.month_date + 32 * _DAY).replace(day=1)
    fifth = datetime.datetime.combine(next_month + 4 * _DAY, datetime.time(10), tzinfo=datetime.UTC)
    recorded_at = min(fifth, now)
    decision = None
    if one.state != "claimed":
        # A record is never verified by its own union.
        is_straits = one.union == "straits"
        decision = history.Decision(
            verdict=one.state,
            verifying_union=made["himal" if is_straits else "straits"],
            at=min(recorded_at + 9 * _DAY, now),
            by=None if is_straits else people["verifier"],
            note=one.verdict_note,
        )
    return history.PastRecord(
        reference=uuid.uuid5(_NAMESPACE, f"{one.union}/{one.month_date}/{one.corridor}"),
        union=made[one.union],
        month=one.month_date,
        joined_count=one.joined_count,
        recorded_at=recorded_at,
        corridor=corridors[one.corridor] if one.corridor else None,
        note=one.note,
        recorded_by=people["organiser"] if one.union == "himal" else None,
        decision=decision,
    )

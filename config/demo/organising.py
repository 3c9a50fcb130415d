"""The sample world's unions, corridors, pairings, targets and records."""

from __future__ import annotations

import datetime
import uuid

from config.demo import world
from members.users.models import User
from organising.pairings import services as pairings
from organising.pairings.models import Corridor, Pairing, PartyRole
from organising.records.models import RecordState, RecruitmentRecord, Verification
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
    # Every union has somebody who signs for it, so that proposals can be answered in the sample world.
    for one in world.UNIONS:
        _mandate(administrator, made[one.slug], MandateRole.OFFICER, by=administrator, now=now)
    return made


def _mandate(user: User, union: Union, role: str, *, by: User, now: datetime.datetime) -> None:
    if not Mandate.objects.filter(user=user, union=union, role=role).exists():
        from_date = now.date() - 900 * _DAY
        unions.give_mandate(user=user, union=union, role=role, from_date=from_date, by=by, now=now)


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


def make_targets(made: dict[str, Union], people: dict[str, User], *, now: datetime.datetime) -> TargetCycle:
    """The open cycle with the floor and every union's own target."""
    administrator = people["administrator"]
    existing = TargetCycle.objects.filter(slug="sample-cycle").first()
    if existing is not None:
        return existing
    starts_date, ends_date = world.cycle_dates(now.date())
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
    return cycle


def make_records(
    cycle: TargetCycle, made: dict[str, Union], people: dict[str, User], *, now: datetime.datetime
) -> None:
    """Eighteen months of records in every state, written in two statements."""
    if RecruitmentRecord.objects.filter(cycle=cycle).exists():
        return
    corridors = {corridor.slug: corridor for corridor in Corridor.objects.all()}
    records, verdicts = [], []
    for one in world.records(now.date()):
        next_month = (one.month_date + 32 * _DAY).replace(day=1)
        recorded_at = min(
            datetime.datetime.combine(next_month + 4 * _DAY, datetime.time(10), tzinfo=datetime.UTC), now
        )
        record = RecruitmentRecord(
            id=uuid.uuid5(_NAMESPACE, f"{one.union}/{one.month_date}/{one.corridor}"),
            cycle=cycle,
            union=made[one.union],
            corridor=corridors[one.corridor] if one.corridor else None,
            month_date=one.month_date,
            joined_count=one.joined_count,
            note=one.note,
            state=RecordState(one.state),
            recorded_by=people["organiser"] if one.union == "himal" else None,
            recorded_at=recorded_at,
        )
        records.append(record)
        if one.state != "claimed":
            # A record is never verified by its own union.
            verifying = made["straits"] if one.union != "straits" else made["himal"]
            verdicts.append(
                Verification(
                    record=record,
                    verdict=one.state,
                    note=one.verdict_note,
                    verified_by=people["verifier"] if one.union != "straits" else None,
                    verifying_union=verifying,
                    verified_at=min(recorded_at + 9 * _DAY, now),
                )
            )
    RecruitmentRecord.objects.bulk_create(records)
    Verification.objects.bulk_create(verdicts)

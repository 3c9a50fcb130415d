"""Reading pairings: the public list, a corridor's page, an officer's desk."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet

from members.users.models import User
from organising.pairings.models import Corridor, Pairing, PairingParty, PairingState, PartyRole
from organising.unions.models import MandateRole, Union


@dataclass(frozen=True)
class CorridorPairings:
    corridor: Corridor
    active: tuple[Pairing, ...]


@dataclass(frozen=True)
class CorridorEnds:
    """A corridor with what is public about it."""

    corridor: Corridor
    active: tuple[Pairing, ...]
    ended: tuple[Pairing, ...]
    origin_unions: tuple[Union, ...]
    destination_unions: tuple[Union, ...]


@dataclass(frozen=True)
class DeskPairing:
    """A pairing as somebody with mandates sees it: which of her unions may act, whom it waits for."""

    pairing: Pairing
    parties: tuple[PairingParty, ...]
    waiting_parties: tuple[PairingParty, ...]
    may_accept: tuple[Union, ...]
    may_end: tuple[Union, ...]


def with_parties(pairings: QuerySet[Pairing]) -> QuerySet[Pairing]:
    """Pairings with corridor and parties, origin first. Two queries."""
    parties = PairingParty.objects.select_related("union").order_by("-role", "union__name")
    return (
        pairings.select_related("corridor", "ended_by_union")
        .prefetch_related(Prefetch("parties", queryset=parties))
        .order_by("-proposed_at", "id")
    )


def public_corridors() -> list[CorridorPairings]:
    """Every corridor with its active pairings; those with one come first. Three queries."""
    by_corridor: dict[int, list[Pairing]] = {}
    for pairing in with_parties(Pairing.objects.filter(state=PairingState.ACTIVE)):
        by_corridor.setdefault(pairing.corridor_id, []).append(pairing)
    corridors = Corridor.objects.order_by("origin", "destination", "sector")
    found = [CorridorPairings(one, tuple(by_corridor.get(one.pk, ()))) for one in corridors]
    return sorted(found, key=lambda one: (not one.active, one.corridor.name))


def corridor_ends(slug: str) -> CorridorEnds:
    """A corridor, its public pairings, and the unions of both countries; partners first.

    Four queries. Raises Corridor.DoesNotExist.
    """
    corridor = Corridor.objects.get(slug=slug)
    pairings = list(with_parties(Pairing.objects.public().filter(corridor=corridor)))
    active = tuple(one for one in pairings if one.state == PairingState.ACTIVE)
    partners = {party.union_id for one in active for party in one.parties.all()}
    countries = [corridor.origin, corridor.destination]
    unions = sorted(
        Union.objects.filter(country__in=countries).order_by("name"), key=lambda one: one.pk not in partners
    )
    return CorridorEnds(
        corridor=corridor,
        active=active,
        ended=tuple(one for one in pairings if one.state == PairingState.ENDED),
        origin_unions=tuple(one for one in unions if one.country == corridor.origin),
        destination_unions=tuple(one for one in unions if one.country == corridor.destination),
    )


def desk_pairings(user: User, *, on: datetime.date) -> list[DeskPairing]:
    """The pairings of a person's unions, newest first. Four queries."""
    signs_for = set(
        Union.objects.acted_for_by(user, on=on, role=MandateRole.OFFICER).values_list("pk", flat=True)
    )
    return [
        desk_pairing(one, signs_for=signs_for)
        for one in with_parties(Pairing.objects.visible_to(user, on=on))
    ]


def desk_pairing(pairing: Pairing, *, signs_for: set[int]) -> DeskPairing:
    """One pairing as seen by an officer of the unions `signs_for`. No query when the parties are loaded."""
    parties = tuple(pairing.parties.all())
    proposed = pairing.state == PairingState.PROPOSED
    waiting = tuple(party for party in parties if proposed and party.accepted_at is None)
    mine = tuple(party.union for party in parties if party.union_id in signs_for)
    return DeskPairing(
        pairing=pairing,
        parties=parties,
        waiting_parties=waiting,
        may_accept=tuple(party.union for party in waiting if party.union_id in signs_for),
        may_end=() if pairing.state == PairingState.ENDED else mine,
    )


def waiting_count(user: User, now: datetime.datetime) -> int:
    """How many proposals wait for an acceptance by `user`. One query."""
    return Pairing.objects.waiting_for(user, on=now.date()).count()


def role_in(corridor: Corridor, union: Union) -> PartyRole | None:
    """The end of the corridor at which a union stands; None when at neither."""
    ends = {corridor.origin: PartyRole.ORIGIN, corridor.destination: PartyRole.DESTINATION}
    return ends.get(union.country)


def corridors_between(countries: set[str]) -> list[Corridor]:
    """The corridors that begin or end in one of these countries. One query."""
    at_either_end = Q(origin__in=countries) | Q(destination__in=countries)
    return list(Corridor.objects.filter(at_either_end).order_by("origin", "destination", "sector"))


def unions_at(corridor: Corridor) -> list[Union]:
    """The unions of both countries of a corridor. One query."""
    countries = [corridor.origin, corridor.destination]
    return list(Union.objects.filter(country__in=countries).order_by("country", "name"))

"""Corridors and pairings for tests."""

from __future__ import annotations

import factory
from django.utils import timezone

from organising.pairings.models import Corridor, Pairing, PairingParty, PairingState, PartyRole
from tests.organising.unions.factories import UnionFactory


class CorridorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Corridor

    slug = factory.Sequence(lambda n: f"corridor-{n}")
    origin = "NP"
    destination = "MY"
    sector = factory.Sequence(lambda n: f"sector {n}")  # typed before there was a list: never the same


class PairingFactory(factory.django.DjangoModelFactory):
    """A pairing of two unions, one at each end."""

    class Meta:
        model = Pairing
        skip_postgeneration_save = True

    corridor = factory.SubFactory(CorridorFactory)
    aim = "Meet workers at both ends."
    proposed_at = factory.LazyFunction(timezone.now)

    class Params:
        active = factory.Trait(state=PairingState.ACTIVE, active_at=factory.LazyFunction(timezone.now))
        ended = factory.Trait(
            state=PairingState.ENDED,
            active_at=factory.LazyFunction(timezone.now),
            ended_at=factory.LazyFunction(timezone.now),
        )

    @factory.post_generation
    def unions(self, create, extracted, **kwargs):
        origin, destination = extracted or (UnionFactory(), UnionFactory(at_destination=True))
        accepted_at = self.active_at
        for union, role in ((origin, PartyRole.ORIGIN), (destination, PartyRole.DESTINATION)):
            PairingParty.objects.create(pairing=self, union=union, role=role, accepted_at=accepted_at)

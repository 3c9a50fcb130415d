"""Campaigns in the states that tests talk about."""

import datetime

import factory
from factory.django import DjangoModelFactory

from campaigns.drives.models import Campaign, CampaignKind, CampaignState
from tests.campaigns.petitions.factories import PetitionFactory, UnionFactory


class CampaignFactory(DjangoModelFactory):
    class Meta:
        model = Campaign

    class Params:
        running = factory.Trait(state=CampaignState.RUNNING)
        won = factory.Trait(state=CampaignState.WON)
        ended = factory.Trait(state=CampaignState.ENDED)

    slug = factory.Sequence(lambda n: f"campaign-{n}")
    name = factory.LazyAttribute(lambda campaign: f"Campaign {campaign.slug}")
    kind = CampaignKind.RATIFICATION
    union = factory.SubFactory(UnionFactory)
    petition = factory.SubFactory(PetitionFactory, open=True)
    starts_date = datetime.date(2026, 10, 1)

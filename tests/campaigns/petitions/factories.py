"""Petitions in the states that tests talk about."""

import datetime

import factory
from factory.django import DjangoModelFactory

from campaigns.petitions.models import Petition, PetitionState, PetitionText
from organising.unions.models import Union

NOW = datetime.datetime(2026, 11, 20, 12, 0, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


class UnionFactory(DjangoModelFactory):
    class Meta:
        model = Union
        django_get_or_create = ("slug",)

    name = "Domestic Workers' Union (sample)"
    short_name = "DWU"
    slug = "dwu-sample"
    country = "HK"


class PetitionFactory(DjangoModelFactory):
    class Meta:
        model = Petition
        skip_postgeneration_save = True

    class Params:
        open = factory.Trait(state=PetitionState.OPEN)
        closed = factory.Trait(state=PetitionState.CLOSED)
        over = factory.Trait(state=PetitionState.OPEN, closes_at=NOW - DAY)

    slug = factory.Sequence(lambda n: f"petition-{n}")
    union = factory.SubFactory(UnionFactory)
    opens_at = NOW - 30 * DAY
    goal = 100

    @factory.post_generation
    def languages(self, create, extracted, **kwargs):
        for language in extracted or ["en"]:
            PetitionText.objects.create(
                petition=self,
                language=language,
                title=f"Ratify Convention 189 [{language}]",
                demand="We ask you to ratify the convention.",
                addressee="The Government",
            )

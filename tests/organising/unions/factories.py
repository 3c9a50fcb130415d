"""Unions and people with mandates for tests."""

from __future__ import annotations

import datetime

import factory

from members.users.models import Role, User
from organising.unions.models import Affiliation, Mandate, MandateRole, NationalCentre, Union
from tests.members.users.factories import make_user, signed_in

LONG_AGO = datetime.date(2020, 1, 1)


class NationalCentreFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = NationalCentre

    slug = factory.Sequence(lambda n: f"centre-{n}")
    name = factory.Sequence(lambda n: f"Centre {n}")
    country = "NP"


class UnionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Union

    slug = factory.Sequence(lambda n: f"union-{n}")
    name = factory.Sequence(lambda n: f"Union {n:03}")
    short_name = factory.LazyAttribute(lambda union: union.name)
    country = "NP"

    class Params:
        at_destination = factory.Trait(country="MY")
        elsewhere = factory.Trait(country="FR")


class AffiliationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Affiliation

    union = factory.SubFactory(UnionFactory)
    centre = factory.SubFactory(NationalCentreFactory)
    since_date = LONG_AGO


class MandateFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Mandate

    user = factory.LazyFunction(lambda: make_user(roles=(Role.ORGANISER,), second_factor=True))
    union = factory.SubFactory(UnionFactory)
    role = MandateRole.ORGANISER
    from_date = LONG_AGO

    class Params:
        verifier = factory.Trait(role=MandateRole.VERIFIER)
        officer = factory.Trait(role=MandateRole.OFFICER)
        expired = factory.Trait(until_date=datetime.date(2020, 12, 31))


def organiser_of(union: Union, **kwargs) -> User:
    return MandateFactory(union=union, **kwargs).user


def verifier_of(union: Union, **kwargs) -> User:
    return MandateFactory(union=union, verifier=True, **kwargs).user


def officer_of(union: Union, **kwargs) -> User:
    return MandateFactory(union=union, officer=True, **kwargs).user


def administrator() -> User:
    return make_user(roles=(Role.ADMINISTRATOR,), second_factor=True)


def at_desk(user: User):
    """A client of somebody who has used her second factor."""
    return signed_in(user, used_second_factor=True)

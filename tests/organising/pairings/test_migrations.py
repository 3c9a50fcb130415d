"""Corridors whose sector was typed before there was a list."""

import importlib

import pytest
from django.apps import apps

from organising.pairings.models import Corridor

pytestmark = pytest.mark.django_db
take_words = importlib.import_module(
    "organising.pairings.migrations.0002_corridor_sector"
).take_words_of_the_list


def typed(slug, sector, destination="QA"):
    return Corridor.objects.create(slug=slug, origin="BD", destination=destination, sector=sector)


def test_what_is_meant_is_taken_from_the_list_and_the_rest_is_left():
    typed("a", "Domestic work ")
    typed("b", "Construction")
    typed("c", "Tea gardens")
    typed("d", "")

    take_words(apps, None)

    found = dict(Corridor.objects.order_by("slug").values_list("slug", "sector"))
    assert found == {"a": "domestic", "b": "construction", "c": "Tea gardens", "d": ""}


def test_no_two_corridors_become_the_same():
    typed("a", "domestic")
    typed("b", "domestic work")

    take_words(apps, None)

    assert Corridor.objects.get(slug="b").sector == "domestic work"

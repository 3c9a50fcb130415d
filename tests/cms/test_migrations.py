"""Guides that were written before they said for whom they are."""

import importlib

import pytest

in_new_words = importlib.import_module("cms.migrations.0004_guides_for_whom").in_new_words


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (("arrival", "country", "QA"), ("work", "destination", [], ["QA"])),
        (("return", "country", "NP IN"), ("return", "destination", [], ["NP", "IN"])),
        (("work", "corridor", "NP MY"), ("work", "destination", ["NP"], ["MY"])),
        (("work", "corridor", "MY"), ("work", "destination", [], ["MY"])),
        (("recruitment", "international", ""), ("recruitment", "international", [], [])),
    ],
)
def test_an_old_guide_keeps_its_countries(old, new):
    stage, jurisdiction, origins, destinations = new

    assert in_new_words(*old) == {
        "stage": stage,
        "jurisdiction": jurisdiction,
        "origin_codes": origins,
        "destination_codes": destinations,
    }

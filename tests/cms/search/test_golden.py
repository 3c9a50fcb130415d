"""Readers find what they look for, however they write it: nine of ten in every language."""

from __future__ import annotations

import pytest

from tests.search import golden

LANGUAGES = golden.languages()


@pytest.fixture
def world(db) -> None:
    golden.load()


@pytest.mark.parametrize("language", LANGUAGES)
def test_nine_of_ten_are_among_the_first_five(world, language: str) -> None:
    missed = golden.missed(language)

    assert golden.recall(language, missed) >= 0.9, [f"{each.text} → {each.expects}" for each in missed]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_guide_is_looked_for(language: str) -> None:
    guides, queries = golden.read(language)

    assert {query.expects for query in queries} == {guide["id"] for guide in guides}

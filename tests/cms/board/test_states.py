"""The state of a cell: every rule in a table, and what holds for all facts."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.board.states import Facts, State, is_overdue, state_of

TODAY = datetime.date(2026, 11, 20)

facts = st.builds(
    Facts,
    is_live=st.booleans(),
    has_unpublished_changes=st.booleans(),
    is_in_workflow=st.booleans(),
    is_machine_made=st.booleans(),
    missing_count=st.integers(0, 3),
    is_outdated=st.booleans(),
)


@pytest.mark.parametrize(
    ("known", "state"),
    [
        (None, State.MISSING),
        (Facts(), State.IN_TRANSLATION),
        (Facts(has_unpublished_changes=True), State.IN_TRANSLATION),
        (Facts(missing_count=3), State.IN_TRANSLATION),
        (Facts(missing_count=3, is_in_workflow=True), State.IN_TRANSLATION),
        (Facts(is_outdated=True), State.IN_TRANSLATION),
        (Facts(is_machine_made=True), State.MACHINE_DRAFT),
        (Facts(is_machine_made=True, missing_count=3), State.MACHINE_DRAFT),
        (Facts(is_machine_made=True, is_in_workflow=True), State.MACHINE_DRAFT),
        (Facts(is_in_workflow=True), State.IN_REVIEW),
        (Facts(is_in_workflow=True, has_unpublished_changes=True), State.IN_REVIEW),
        (Facts(is_live=True), State.LIVE),
        (Facts(is_live=True, has_unpublished_changes=True), State.IN_REVIEW),
        (Facts(is_live=True, is_in_workflow=True), State.IN_REVIEW),
        (Facts(is_live=True, missing_count=1), State.IN_TRANSLATION),
        (Facts(is_live=True, is_machine_made=True), State.LIVE),
        (Facts(is_live=True, is_machine_made=True, has_unpublished_changes=True), State.IN_REVIEW),
        (Facts(is_live=True, is_outdated=True), State.OUTDATED),
        (Facts(is_live=True, is_outdated=True, has_unpublished_changes=True), State.OUTDATED),
        (Facts(is_live=True, is_outdated=True, is_in_workflow=True), State.OUTDATED),
        (Facts(is_live=True, is_outdated=True, missing_count=2), State.OUTDATED),
        (Facts(is_live=True, is_outdated=True, is_machine_made=True), State.OUTDATED),
    ],
)
def test_the_table(known, state):
    assert state_of(known) is state


class TestWhateverIsKnown:
    @given(facts)
    def test_a_page_that_exists_is_never_missing(self, known):
        assert state_of(known) is not State.MISSING

    @given(facts)
    def test_an_outdated_page_that_readers_see_is_called_so_and_no_other_is(self, known):
        assert (state_of(known) is State.OUTDATED) == (known.is_live and known.is_outdated)

    @given(facts)
    def test_live_means_that_nothing_waits(self, known):
        waits = known.has_unpublished_changes or known.is_in_workflow or known.missing_count
        is_plainly_live = known.is_live and not known.is_outdated and not waits

        assert (state_of(known) is State.LIVE) == is_plainly_live

    @given(facts)
    def test_a_machines_draft_is_never_called_a_persons(self, known):
        if known.is_machine_made and not known.is_live:
            assert state_of(known) is State.MACHINE_DRAFT

    @given(facts)
    def test_nothing_with_gaps_is_in_review(self, known):
        if known.missing_count:
            assert state_of(known) is not State.IN_REVIEW


class TestOverdue:
    @pytest.mark.parametrize(
        ("is_live", "due", "overdue"),
        [
            (True, TODAY - datetime.timedelta(days=1), True),
            (True, TODAY, False),
            (True, TODAY + datetime.timedelta(days=1), False),
            (True, None, False),
            (False, TODAY - datetime.timedelta(days=1), False),
        ],
    )
    def test_is_a_live_page_past_its_day(self, is_live, due, overdue):
        assert is_overdue(is_live=is_live, review_due=due, on=TODAY) is overdue

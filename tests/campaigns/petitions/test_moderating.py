"""The life of a petition: which change of state is allowed, to whom, and what is written down of it."""

import datetime
import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.petitions import permissions, waiting
from campaigns.petitions import services as petitions
from campaigns.petitions.models import (
    NEXT_STATES,
    Petition,
    PetitionState,
    PetitionStep,
    RejectionReason,
)
from members.users.models import Role
from tests.campaigns.petitions.factories import DAY, NOW, PetitionFactory
from tests.members.users.factories import make_user

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
S = PetitionState
CAMPAIGNER, MODERATOR, ADMINISTRATOR = Role.CAMPAIGNER, Role.MODERATOR, Role.ADMINISTRATOR

WHO_MAY = {
    (S.DRAFT, S.MODERATION): {CAMPAIGNER, ADMINISTRATOR},
    (S.MODERATION, S.DRAFT): {CAMPAIGNER, MODERATOR, ADMINISTRATOR},
    (S.MODERATION, S.OPEN): {MODERATOR, ADMINISTRATOR},
    (S.MODERATION, S.REJECTED): {MODERATOR, ADMINISTRATOR},
    (S.REJECTED, S.DRAFT): {CAMPAIGNER, ADMINISTRATOR},
    (S.OPEN, S.CLOSED): {CAMPAIGNER, ADMINISTRATOR},
    (S.OPEN, S.STOPPED): {CAMPAIGNER, MODERATOR, ADMINISTRATOR},
    (S.STOPPED, S.OPEN): {MODERATOR, ADMINISTRATOR},
    (S.STOPPED, S.CLOSED): {CAMPAIGNER, ADMINISTRATOR},
    (S.CLOSED, S.OPEN): {MODERATOR, ADMINISTRATOR},
    (S.CLOSED, S.HANDED_OVER): {CAMPAIGNER, ADMINISTRATOR},
    (S.HANDED_OVER, S.ANSWERED): {CAMPAIGNER, ADMINISTRATOR},
}


@pytest.fixture
def campaigner():
    return make_user(roles=(CAMPAIGNER,))


@pytest.fixture
def moderator():
    return make_user(roles=(MODERATOR,))


def at(state):
    reason = RejectionReason.HATEFUL if state == S.REJECTED else ""
    return PetitionFactory(state=state, rejection_reason=reason)


def move(petition, to_state, by, **changes):
    reason = RejectionReason.NO_SOURCE if to_state == S.REJECTED else ""
    return petitions.move_petition(
        petition=petition, to_state=to_state, by=by, **{"now": NOW, "reason": reason, **changes}
    )


class TestWhoMayWhat:
    def test_every_change_of_state_is_given_to_somebody(self):
        allowed = {(old, new) for old, following in NEXT_STATES.items() for new in following}

        assert allowed == set(permissions.MOVES) == set(WHO_MAY)

    @pytest.mark.parametrize("role", [None, *Role])
    def test_each_role_makes_its_own_moves_and_no_other(self, role):
        person = make_user(roles=(role,) if role else ())
        outcomes = {}
        for old, new in itertools.product(S, S):
            try:
                move(at(old), new, person)
            except (petitions.NoSuchMove, petitions.MayNotMove) as refused:
                outcomes[old, new] = type(refused)
            else:
                outcomes[old, new] = True

        assert outcomes == {
            each: petitions.NoSuchMove
            if each not in WHO_MAY
            else (True if role in WHO_MAY[each] else petitions.MayNotMove)
            for each in itertools.product(S, S)
        }

    def test_who_has_left_moves_nothing(self, moderator):
        moderator.is_active = False

        with pytest.raises(petitions.MayNotMove):
            move(at(S.MODERATION), S.OPEN, moderator)

    def test_nobody_opens_what_she_submitted_herself(self):
        both = make_user(roles=(ADMINISTRATOR,))
        petition = move(at(S.DRAFT), S.MODERATION, both)

        with pytest.raises(petitions.NeedsOtherEyes):
            move(petition, S.OPEN, both)
        assert move(petition, S.OPEN, make_user(roles=(ADMINISTRATOR,))).state == S.OPEN

    @pytest.mark.parametrize("ended", [S.STOPPED, S.CLOSED])
    def test_nor_opens_it_again(self, ended, moderator):
        both = make_user(roles=(ADMINISTRATOR,))
        petition = move(at(S.DRAFT), S.MODERATION, both)
        petition = move(petition, S.OPEN, moderator)
        petition = move(petition, ended, both)

        with pytest.raises(petitions.NeedsOtherEyes):
            move(petition, S.OPEN, both)

    def test_who_submitted_an_earlier_version_may_open_a_colleague_s(self, campaigner):
        both = make_user(roles=(ADMINISTRATOR,))
        petition = move(at(S.DRAFT), S.MODERATION, both)
        petition = move(petition, S.DRAFT, campaigner, now=NOW + HOUR)
        petition = move(petition, S.MODERATION, campaigner, now=NOW + 2 * HOUR)

        assert move(petition, S.OPEN, both, now=NOW + 3 * HOUR).state == S.OPEN


class TestMoving:
    def test_writes_down_who_when_and_after_how_long(self, campaigner, moderator):
        petition = move(at(S.DRAFT), S.MODERATION, campaigner)
        move(petition, S.DRAFT, moderator, now=NOW + 30 * HOUR, note="Who says so?")

        submitted, returned = petition.steps.order_by("at")
        assert (submitted.by, submitted.at, submitted.after) == (campaigner, NOW, None)
        assert (returned.from_state, returned.to_state) == (S.MODERATION, S.DRAFT)
        assert (returned.by, returned.after, returned.note) == (moderator, 30 * HOUR, "Who says so?")

    def test_of_a_decided_petition_is_refused_also_with_an_old_copy(self, moderator):
        old_copy = at(S.MODERATION)
        move(old_copy, S.OPEN, moderator)

        with pytest.raises(petitions.NoSuchMove):
            move(old_copy, S.REJECTED, moderator)
        assert Petition.objects.get().state == S.OPEN
        assert PetitionStep.objects.count() == 1

    @pytest.mark.parametrize("reason", ["", "because", None])
    def test_to_rejected_needs_a_public_reason(self, moderator, reason):
        petition = at(S.MODERATION)

        with pytest.raises(petitions.ReasonMissing):
            move(petition, S.REJECTED, moderator, reason=reason)
        assert not PetitionStep.objects.exists()

    def test_back_to_draft_takes_the_reason_away(self, campaigner, moderator):
        petition = move(at(S.MODERATION), S.REJECTED, moderator, reason="hateful")
        assert petition.rejection_reason == "hateful"

        assert move(petition, S.DRAFT, campaigner).rejection_reason == ""

    def test_touches_nothing_else_of_the_petition(self, moderator):
        stale = at(S.MODERATION)
        Petition.objects.update(goal=777)

        move(stale, S.OPEN, moderator)

        assert Petition.objects.get().goal == 777

    def test_takes_a_fixed_number_of_queries(self, moderator, django_assert_num_queries):
        petition = at(S.MODERATION)
        assert moderator.roles

        with django_assert_num_queries(8):  # one is the note for the stored pages, two are the savepoint
            move(petition, S.OPEN, moderator)


PEOPLE = ("campaigner", "moderator", "administrator", "other_administrator", "editor")
ACTS = st.tuples(st.integers(0, 1000), st.sampled_from(PEOPLE), st.integers(0, 100))


class TestAnyHistory:
    @settings(
        max_examples=60,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(acts=st.lists(ACTS, max_size=40))
    def test_is_a_chain_of_allowed_moves_that_begins_as_a_draft(self, people, acts):
        petition = at(S.DRAFT)
        state, now, since, submitter, expected = S.DRAFT.value, NOW, None, None, []
        for choice, name, hours in acts:
            likely = [*NEXT_STATES[state] * 6, *S.values]
            to_state = likely[choice % len(likely)]
            now += hours * HOUR
            person = people[name]
            is_allowed = (
                (state, to_state) in WHO_MAY
                and bool(person.roles & WHO_MAY[state, to_state])
                and not (to_state == S.OPEN and submitter == person)
            )
            try:
                move(petition, to_state, person, now=now)
            except (petitions.NoSuchMove, petitions.MayNotMove, petitions.NeedsOtherEyes):
                assert not is_allowed
                continue
            assert is_allowed
            expected.append((state, to_state, person.pk, now - since if since else None))
            state, since = to_state, now
            submitter = person if to_state == S.MODERATION else submitter

        petition.refresh_from_db()
        steps = petition.steps.order_by("at", "pk").values_list("from_state", "to_state", "by", "after")
        assert list(steps) == expected
        assert petition.state == state
        assert bool(petition.rejection_reason) == (state == S.REJECTED)
        assert not any(to == S.OPEN for old, to, _by, _after in expected if old in (S.DRAFT, S.REJECTED))

    @pytest.fixture
    def people(self):
        roles = {"other_administrator": ADMINISTRATOR}
        return {name: make_user(roles=(roles.get(name, name),)) for name in PEOPLE}


class TestWaiting:
    def decided(self, hours, *, at=NOW, to_state=S.OPEN, from_state=S.MODERATION):
        return PetitionStep.objects.create(
            petition=PetitionFactory(),
            from_state=from_state,
            to_state=to_state,
            at=at,
            after=None if hours is None else hours * HOUR,
        )

    def test_is_unknown_without_a_decision(self):
        assert waiting.median_wait(now=NOW) is None

    def test_median_is_of_decisions_of_the_last_ninety_days_only(self):
        for hours in (1, 10, 100):
            self.decided(hours)
        self.decided(40, to_state=S.REJECTED)
        self.decided(5000, at=NOW - 90 * DAY)
        self.decided(6000, at=NOW + DAY)
        self.decided(7000, to_state=S.DRAFT)
        self.decided(8000, from_state=S.CLOSED)
        self.decided(None)

        assert waiting.median_wait(now=NOW) == 25 * HOUR

    def test_queue_has_the_oldest_first_and_says_who_submitted(self, campaigner):
        young, old, other = at(S.DRAFT), at(S.DRAFT), at(S.DRAFT)
        move(other, S.MODERATION, campaigner, now=NOW - 9 * DAY)
        move(old, S.MODERATION, campaigner, now=NOW - 5 * DAY)
        move(young, S.MODERATION, campaigner, now=NOW - DAY)
        move(other, S.DRAFT, campaigner)
        unknown = at(S.MODERATION)

        found = list(waiting.queue())

        assert found == [unknown, old, young]
        assert [each.waits_since for each in found] == [None, NOW - 5 * DAY, NOW - DAY]
        assert [each.submitted_by_id for each in found] == [None, campaigner.pk, campaigner.pk]
        assert waiting.count() == 3

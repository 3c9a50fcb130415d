import datetime

import pytest

from organising.pairings import permissions, queries, services
from organising.pairings.models import Pairing, PairingState, PartyRole
from tests.organising.pairings.factories import CorridorFactory, PairingFactory
from tests.organising.unions.factories import (
    LONG_AGO,
    MandateFactory,
    UnionFactory,
    administrator,
    officer_of,
    organiser_of,
    verifier_of,
)

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 5, 10, 12, tzinfo=datetime.UTC)
TODAY = NOW.date()
DAY = datetime.timedelta(days=1)


@pytest.fixture
def ends():
    return UnionFactory(), UnionFactory(at_destination=True)


def propose(parties, by, *, corridor=None, aim="Meet workers at both ends."):
    return services.propose_pairing(
        corridor=corridor or CorridorFactory(), parties=parties, aim=aim, by=by, now=NOW
    )


def roles(*unions):
    return {union: PartyRole.ORIGIN if union.country == "NP" else PartyRole.DESTINATION for union in unions}


class TestProposePairing:
    def test_is_a_proposal_that_nobody_has_accepted_yet(self, ends):
        pairing = propose(roles(*ends), officer_of(ends[0]))
        assert pairing.state == PairingState.PROPOSED
        assert not pairing.parties.filter(accepted_at__isnull=False).exists()

    @pytest.mark.parametrize("who", [organiser_of, verifier_of])
    def test_needs_an_officer(self, ends, who):
        with pytest.raises(services.OfficerMandateMissing):
            propose(roles(*ends), who(ends[0]))

    def test_needs_a_mandate_in_force(self, ends):
        officer = officer_of(ends[0], until_date=TODAY - DAY)
        with pytest.raises(services.OfficerMandateMissing):
            propose(roles(*ends), officer)

    def test_an_administrator_proposes_for_nobody(self, ends):
        with pytest.raises(services.OfficerMandateMissing):
            propose(roles(*ends), administrator())

    def test_a_union_is_not_paired_with_itself_alone(self, ends):
        with pytest.raises(services.NumberOfParties):
            propose(roles(ends[0]), officer_of(ends[0]))

    def test_seven_unions_are_too_many(self, ends):
        many = [UnionFactory(at_destination=True) for _ in range(6)]
        with pytest.raises(services.NumberOfParties):
            propose(roles(ends[0], *many), officer_of(ends[0]))

    def test_needs_both_ends(self, ends):
        with pytest.raises(services.OneSided):
            propose(roles(ends[0], UnionFactory()), officer_of(ends[0]))

    def test_refuses_a_union_from_elsewhere(self, ends):
        parties = roles(ends[0]) | {UnionFactory(elsewhere=True): PartyRole.DESTINATION}
        with pytest.raises(services.PartyFromElsewhere):
            propose(parties, officer_of(ends[0]))

    def test_says_what_the_unions_will_do(self, ends):
        with pytest.raises(services.AimMissing):
            propose(roles(*ends), officer_of(ends[0]), aim="  ")

    def test_the_same_unions_have_one_on_a_corridor(self, ends):
        corridor, officer = CorridorFactory(), officer_of(ends[0])
        first = propose(roles(*ends), officer, corridor=corridor)
        with pytest.raises(services.AlreadyPaired):
            propose(roles(*ends), officer, corridor=corridor)
        services.end_pairing(pairing=first, union=ends[0], reason="Withdrawn.", by=officer, now=NOW)
        propose(roles(*ends), officer, corridor=corridor)

    def test_three_of_them_may_have_another_one(self, ends):
        corridor, officer = CorridorFactory(), officer_of(ends[0])
        propose(roles(*ends), officer, corridor=corridor)
        propose(roles(*ends, UnionFactory(at_destination=True)), officer, corridor=corridor)


class TestAcceptPairing:
    def accept(self, pairing, union, by):
        return services.accept_pairing(pairing=pairing, union=union, by=by, now=NOW)

    def test_is_active_when_the_last_party_accepts(self, ends):
        pairing = PairingFactory(unions=ends)
        assert self.accept(pairing, ends[0], officer_of(ends[0])).state == PairingState.PROPOSED
        done = self.accept(pairing, ends[1], officer_of(ends[1]))
        assert (done.state, done.active_at) == (PairingState.ACTIVE, NOW)

    def test_an_officer_does_not_sign_for_the_other_union(self, ends):
        with pytest.raises(services.OfficerMandateMissing):
            self.accept(PairingFactory(unions=ends), ends[1], officer_of(ends[0]))

    def test_a_mandate_that_ended_yesterday_signs_nothing(self, ends):
        officer = officer_of(ends[0], until_date=TODAY - DAY)
        with pytest.raises(services.OfficerMandateMissing):
            self.accept(PairingFactory(unions=ends), ends[0], officer)

    def test_a_mandate_signs_on_its_last_day(self, ends):
        officer = officer_of(ends[0], from_date=LONG_AGO, until_date=TODAY)
        self.accept(PairingFactory(unions=ends), ends[0], officer)

    def test_a_third_union_is_not_part_of_it(self, ends):
        stranger = UnionFactory()
        with pytest.raises(services.UnionNotParty):
            self.accept(PairingFactory(unions=ends), stranger, officer_of(stranger))

    def test_nobody_accepts_twice(self, ends):
        pairing, officer = PairingFactory(unions=ends), officer_of(ends[0])
        self.accept(pairing, ends[0], officer)
        with pytest.raises(services.AlreadyAccepted):
            self.accept(pairing, ends[0], officer)

    def test_a_declined_proposal_cannot_be_accepted(self, ends):
        pairing, officer = PairingFactory(unions=ends), officer_of(ends[0])
        services.end_pairing(pairing=pairing, union=ends[0], reason="No.", by=officer, now=NOW)
        with pytest.raises(services.PairingNotProposed):
            self.accept(pairing, ends[0], officer)


class TestEndPairing:
    def test_keeps_who_ended_it_and_why(self, ends):
        pairing, officer = PairingFactory(unions=ends, active=True), officer_of(ends[1])
        ended = services.end_pairing(
            pairing=pairing, union=ends[1], reason=" The site is finished. ", by=officer, now=NOW
        )
        assert (ended.state, ended.ended_by, ended.ended_by_union, ended.end_reason) == (
            PairingState.ENDED,
            officer,
            ends[1],
            "The site is finished.",
        )

    def test_needs_a_reason(self, ends):
        with pytest.raises(services.EndReasonMissing):
            services.end_pairing(
                pairing=PairingFactory(unions=ends),
                union=ends[0],
                reason=" ",
                by=officer_of(ends[0]),
                now=NOW,
            )

    def test_ends_once(self, ends):
        with pytest.raises(services.PairingHasEnded):
            services.end_pairing(
                pairing=PairingFactory(unions=ends, ended=True),
                union=ends[0],
                reason="Again.",
                by=officer_of(ends[0]),
                now=NOW,
            )

    def test_a_stranger_ends_nothing(self, ends):
        stranger = UnionFactory()
        with pytest.raises(services.UnionNotParty):
            services.end_pairing(
                pairing=PairingFactory(unions=ends),
                union=stranger,
                reason="Because.",
                by=officer_of(stranger),
                now=NOW,
            )


STATES = {"proposed": {}, "active": {"active": True}, "ended": {"ended": True}}


@pytest.mark.parametrize(
    ("who", "state", "accepts", "ends_it", "sees"),
    [
        ("officer", "proposed", True, True, True),
        ("officer", "active", False, True, True),
        ("officer", "ended", False, False, True),
        ("organiser", "proposed", False, False, True),
        ("organiser", "active", False, False, True),
        ("expired officer", "proposed", False, False, False),
        ("officer elsewhere", "proposed", False, False, False),
        ("administrator", "proposed", False, False, True),
    ],
)
def test_who_may_do_what(ends, who, state, accepts, ends_it, sees):
    pairing = PairingFactory(unions=ends, **STATES[state])
    user = {
        "officer": lambda: officer_of(ends[0]),
        "organiser": lambda: organiser_of(ends[0]),
        "expired officer": lambda: MandateFactory(union=ends[0], officer=True, expired=True).user,
        "officer elsewhere": lambda: officer_of(UnionFactory()),
        "administrator": administrator,
    }[who]()

    assert permissions.can_accept_pairing(user, pairing, ends[0], on=TODAY) is accepts
    assert permissions.can_end_pairing(user, pairing, ends[0], on=TODAY) is ends_it
    assert permissions.can_see_pairing(user, pairing, on=TODAY) is sees


class TestWaiting:
    def test_counts_proposals_that_wait_for_this_officer(self, ends):
        pairing, officer = PairingFactory(unions=ends), officer_of(ends[0])
        PairingFactory(active=True, unions=ends)
        assert queries.waiting_count(officer, NOW) == 1
        services.accept_pairing(pairing=pairing, union=ends[0], by=officer, now=NOW)
        assert queries.waiting_count(officer, NOW) == 0

    def test_a_proposal_is_not_public(self, ends):
        PairingFactory(unions=ends)
        assert not Pairing.objects.public().exists()

"""Random histories of a pairing: it is active only while every party has accepted."""

import datetime

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from organising.pairings import services
from organising.pairings.models import Pairing, PairingState, PartyRole
from organising.unions.models import Mandate
from organising.unions.refusals import Refused
from tests.organising.pairings.factories import CorridorFactory
from tests.organising.unions.factories import UnionFactory, officer_of, organiser_of

NOW = datetime.datetime(2026, 5, 10, 12, tzinfo=datetime.UTC)
DAY = datetime.timedelta(days=1)


class Histories(RuleBasedStateMachine):
    """Two to six unions accept, end, lose and regain mandates in any order."""

    def __init__(self):
        super().__init__()
        self.pairing = None
        self.accepted: set[int] = set()
        self.has_ended = False

    @precondition(lambda self: self.pairing is None)
    @rule(size=st.integers(2, 6))
    def propose(self, size):
        corridor = CorridorFactory()
        self.unions = [UnionFactory(at_destination=index % 2 == 1) for index in range(size)]
        self.officers = [officer_of(union) for union in self.unions]
        roles = [PartyRole.DESTINATION if index % 2 else PartyRole.ORIGIN for index in range(size)]
        self.pairing = services.propose_pairing(
            corridor=corridor,
            parties=dict(zip(self.unions, roles, strict=True)),
            aim="Meet workers at both ends.",
            by=self.officers[0],
            now=NOW,
        )

    @precondition(lambda self: self.pairing is not None)
    @rule(union=st.integers(0, 5))
    def accept(self, union):
        index = union % len(self.unions)
        try:
            services.accept_pairing(
                pairing=self.pairing, union=self.unions[index], by=self.officers[index], now=NOW
            )
        except Refused:
            return
        assert not self.has_ended, "somebody accepted what had ended"
        self.accepted.add(self.unions[index].pk)

    @precondition(lambda self: self.pairing is not None)
    @rule(union=st.integers(0, 5))
    def an_officer_tries_for_the_union_next_to_hers(self, union):
        index = union % len(self.unions)
        with pytest.raises(services.OfficerMandateMissing):
            services.accept_pairing(
                pairing=self.pairing, union=self.unions[index], by=self.officers[index - 1], now=NOW
            )

    @precondition(lambda self: self.pairing is not None)
    @rule(union=st.integers(0, 5))
    def a_mandate_expires(self, union):
        officer = self.officers[union % len(self.officers)]
        Mandate.objects.filter(user=officer).update(until_date=NOW.date() - DAY)

    @precondition(lambda self: self.pairing is not None)
    @rule(union=st.integers(0, 5))
    def a_mandate_is_renewed(self, union):
        officer = self.officers[union % len(self.officers)]
        Mandate.objects.filter(user=officer).update(until_date=None)

    @precondition(lambda self: self.pairing is not None)
    @rule(union=st.integers(0, 5))
    def end(self, union):
        index = union % len(self.unions)
        try:
            services.end_pairing(
                pairing=self.pairing,
                union=self.unions[index],
                reason="It is over.",
                by=self.officers[index],
                now=NOW,
            )
        except Refused:
            return
        self.has_ended = True

    @precondition(lambda self: self.pairing is not None)
    @rule()
    def an_organiser_without_office_tries(self):
        with pytest.raises(services.OfficerMandateMissing):
            services.accept_pairing(
                pairing=self.pairing, union=self.unions[0], by=organiser_of(self.unions[0]), now=NOW
            )

    @invariant()
    def active_means_that_all_accepted(self):
        if self.pairing is None:
            return
        now = Pairing.objects.get(pk=self.pairing.pk)
        parties = list(now.parties.all())
        assert {party.union_id for party in parties if party.accepted_at} == self.accepted
        everybody = len(self.accepted) == len(parties)
        assert (now.state == PairingState.ENDED) == self.has_ended
        if now.state == PairingState.ACTIVE:
            assert everybody
        if now.state == PairingState.PROPOSED:
            assert not everybody
        assert (now.active_at is not None) == everybody
        is_public = Pairing.objects.public().filter(pk=now.pk).exists()
        assert is_public == everybody


class TestHistories(TestCase, Histories.TestCase):
    settings = settings(
        max_examples=40,
        stateful_step_count=12,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )

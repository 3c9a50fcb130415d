"""What rules mean: never "allowed" out of ignorance, and the nearest rule holds."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.fees.assess import Asked, Outcome, assess, rule_for
from cms.models.fees import FeeSide
from tests.cms.fees.factories import limit, rule, share

COUNTRIES = st.sampled_from(["NP", "QA", "PH", "HK"])
SECTORS = st.sampled_from(["", "domestic", "construction", "sea"])
JOBS = st.lists(st.sampled_from(["domestic", "construction", "sea"]), max_size=2, unique=True)
SUMS = st.decimals(min_value="0.01", max_value="9999999", places=2)
MONEY = st.sampled_from(["NPR", "QAR", "PHP"])


@st.composite
def rules(draw):
    kind = draw(st.sampled_from(["nothing", "amount", "wage_share", "no_limit"]))
    return rule(
        slug=draw(st.text("abcdef", min_size=1, max_size=6)),
        country_code=draw(COUNTRIES),
        side=draw(st.sampled_from(["origin", "destination"])),
        other_codes=draw(st.lists(COUNTRIES, max_size=2, unique=True)),
        sectors=draw(JOBS),
        other_sectors=draw(JOBS),
        limit=kind,
        amount=draw(SUMS) if kind == "amount" else None,
        currency=draw(MONEY) if kind == "amount" else "",
        wage_percent=draw(SUMS) if kind == "wage_share" else None,
        as_of=draw(st.dates(datetime.date(2000, 1, 1), datetime.date(2026, 11, 1))),
        is_primary_source=draw(st.booleans()),
    )


ASKED = st.builds(
    Asked,
    origin=COUNTRIES,
    destination=COUNTRIES,
    sector=SECTORS,
    amount=st.none() | SUMS,
    currency=MONEY | st.just(""),
    wage=st.none() | SUMS,
    wage_currency=MONEY | st.just(""),
)


class TestWhatAlwaysHolds:
    @given(asked=ASKED)
    def test_nothing_recorded_is_not_known(self, asked):
        found = assess([], asked)

        assert {each.outcome for each in found.sides} == {Outcome.UNKNOWN}
        assert not found.is_against_a_rule

    @given(recorded=st.lists(rules(), max_size=6), asked=ASKED)
    def test_says_within_only_with_a_rule_and_a_sum_in_its_own_money(self, recorded, asked):
        for found in assess(recorded, asked).sides:
            assert (found.rule is None) == (found.outcome == Outcome.UNKNOWN)
            if found.outcome == Outcome.WITHIN:
                assert asked.amount is not None
                assert found.limit is not None
                assert asked.amount <= found.limit
                assert asked.currency == found.currency != ""

    @given(recorded=st.lists(rules(), max_size=6), asked=ASKED)
    def test_a_rule_holds_only_for_its_country_its_way_and_its_job(self, recorded, asked):
        for found in assess(recorded, asked).sides:
            if found.rule is None:
                continue
            other = asked.destination if found.side == FeeSide.ORIGIN else asked.origin
            assert found.rule.country_code == found.country
            assert found.rule.side == found.side
            assert not found.rule.other_codes or other in found.rule.other_codes
            assert not found.rule.sectors or asked.sector in found.rule.sectors
            assert not asked.sector or asked.sector not in found.rule.other_sectors

    @given(recorded=st.lists(rules(), max_size=6), asked=ASKED, seed=st.randoms())
    def test_the_order_of_the_rules_does_not_matter(self, recorded, asked, seed):
        shuffled = list(recorded)
        seed.shuffle(shuffled)
        unique = {each.slug: each for each in recorded}.values()
        again = [each for each in shuffled if each in unique]

        assert assess(list(unique), asked).sides == assess(again, asked).sides

    @given(asked=ASKED, dearer=SUMS)
    def test_more_money_is_never_judged_more_kindly(self, asked, dearer):
        recorded = [limit(1000, country_code=asked.origin)]
        order = [Outcome.LIMITED, Outcome.WITHIN, Outcome.ABOVE]
        if asked.amount is None:
            return
        more = Asked(**{**asked.__dict__, "amount": asked.amount + dearer})

        first, second = (assess(recorded, each).origin.outcome for each in (asked, more))
        assert order.index(second) >= order.index(first)


class TestWhichRuleHolds:
    def found(self, *recorded, sector="domestic", other="QA"):
        holding = rule_for(recorded, side=FeeSide.ORIGIN, country="NP", other=other, sector=sector)
        return holding.slug if holding else None

    def test_one_for_her_job_beats_one_for_all_jobs_though_older(self):
        old = datetime.date(2010, 1, 1)

        assert self.found(rule(slug="all"), rule(slug="hers", sectors=["domestic"], as_of=old)) == "hers"

    def test_one_for_her_way_beats_one_for_all_ways_though_older(self):
        old = datetime.date(2010, 1, 1)

        assert self.found(rule(slug="all"), rule(slug="hers", other_codes=["QA"], as_of=old)) == "hers"

    def test_her_job_counts_more_than_her_way(self):
        assert (
            self.found(rule(slug="way", other_codes=["QA"]), rule(slug="job", sectors=["domestic"])) == "job"
        )

    def test_the_newest_of_equals(self):
        newer = datetime.date(2026, 2, 1)

        assert self.found(rule(slug="new", as_of=newer), rule(slug="old")) == "new"

    def test_the_law_itself_before_a_text_about_it_of_the_same_day(self):
        assert self.found(rule(slug="law", is_primary_source=True), rule(slug="text")) == "law"

    def test_a_job_that_a_rule_leaves_out_has_no_rule(self):
        assert self.found(rule(other_sectors=["domestic"])) is None
        assert self.found(rule(other_sectors=["domestic"]), sector="farm") == "rule"

    def test_who_does_not_say_her_job_is_told_of_rules_for_every_job(self):
        assert self.found(rule(slug="all"), rule(slug="home", sectors=["domestic"]), sector="") == "all"

    def test_another_way_has_no_rule(self):
        assert self.found(rule(other_codes=["MY"])) is None


class TestWhatItMeans:
    def outcome(self, recorded, **said):
        return assess([recorded], Asked("NP", "QA", **said)).origin

    @pytest.mark.parametrize(
        ("amount", "outcome"),
        [("9999.99", Outcome.WITHIN), ("10000", Outcome.WITHIN), ("10000.01", Outcome.ABOVE)],
    )
    def test_the_limit_itself_is_not_above_it(self, amount, outcome):
        assert self.outcome(limit(), amount=Decimal(amount), currency="NPR").outcome == outcome

    def test_other_money_is_not_compared(self):
        found = self.outcome(limit(), amount=Decimal(5), currency="QAR")

        assert (found.outcome, found.other_currency, found.limit) == (Outcome.LIMITED, True, 10_000)

    def test_a_part_of_the_wage_becomes_a_sum(self):
        found = self.outcome(
            share(10), amount=Decimal(500), currency="QAR", wage=Decimal(4990), wage_currency="QAR"
        )

        assert (found.outcome, found.limit, found.currency) == (Outcome.ABOVE, 499, "QAR")

    def test_a_part_of_a_wage_that_nobody_knows_stays_a_part(self):
        found = self.outcome(share(10), amount=Decimal(500), currency="QAR")

        assert (found.outcome, found.limit) == (Outcome.LIMITED, None)

    def test_nothing_may_be_asked_and_any_sum_is_against_it(self):
        found = assess([rule()], Asked("NP", "QA", amount=Decimal(1), currency="XXX"))

        assert found.origin.outcome == Outcome.FORBIDDEN
        assert found.is_against_a_rule

    def test_no_known_limit_is_said_as_such(self):
        assert self.outcome(rule(limit="no_limit")).outcome == Outcome.NO_LIMIT

    def test_each_side_has_its_own_rules(self):
        found = assess([rule(country_code="QA", side="destination")], Asked("NP", "QA"))

        assert (found.origin.outcome, found.destination.outcome) == (Outcome.UNKNOWN, Outcome.FORBIDDEN)

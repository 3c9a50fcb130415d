"""The facts of the sample world hold together, whichever day it is loaded on."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.demo import chronicle, texts, world

TODAY = datetime.date(2026, 11, 22)
days = st.dates(min_value=datetime.date(2025, 1, 1), max_value=datetime.date(2040, 12, 31))


def joined_by_state(as_of: datetime.date) -> Counter[str]:
    sums: Counter[str] = Counter()
    for record in chronicle.records(as_of):
        sums[record.state] += record.joined_count
    return sums


def addresses() -> Iterator[str]:
    for person in world.PEOPLE:
        yield person.email
    for signatory in chronicle.signatories("ratify-c189", 40):
        yield signatory.email


class TestPlaces:
    def test_three_real_corridors(self):
        assert {(one.origin, one.destination) for one in world.CORRIDORS} == {
            ("NP", "MY"),
            ("PH", "HK"),
            ("BD", "QA"),
        }

    def test_eight_unions_stand_at_an_end_of_their_corridor(self):
        ends = {one.slug: {one.origin, one.destination} for one in world.CORRIDORS}

        assert len(world.UNIONS) == 8
        assert all(one.country in ends[one.corridor] for one in world.UNIONS)

    def test_unions_belong_to_a_centre_of_their_own_country(self):
        countries = {one.slug: one.country for one in world.CENTRES}

        assert all(countries[one.centre] == one.country for one in world.UNIONS)

    def test_every_union_and_centre_says_that_it_is_a_sample(self):
        names = [one.name for one in (*world.UNIONS, *world.CENTRES)]

        assert all("sample" in name.lower() for name in names)

    def test_targets_reach_the_floor_together(self):
        assert world.FLOOR == 20_000
        assert sum(one.target for one in world.UNIONS) >= world.FLOOR


class TestPairings:
    def test_one_in_each_state(self):
        assert sorted(one.state for one in world.PAIRINGS) == ["active", "ended", "proposed"]

    def test_join_both_ends_of_their_corridor(self):
        corridors = {one.slug: one for one in world.CORRIDORS}

        for one in world.PAIRINGS:
            corridor = corridors[one.corridor]
            assert world.union(one.origin_union).country == corridor.origin
            assert world.union(one.destination_union).country == corridor.destination

    @pytest.mark.parametrize("pairing", world.PAIRINGS, ids=lambda one: one.corridor)
    def test_are_accepted_after_they_are_proposed_and_ended_last(self, pairing):
        accepted = [pairing.origin_accepted_days_ago, pairing.destination_accepted_days_ago]
        known = [days_ago for days_ago in accepted if days_ago is not None]

        assert all(days_ago <= pairing.proposed_days_ago for days_ago in known)
        assert (None in accepted) == (pairing.state == "proposed")
        assert (pairing.ended_days_ago is not None) == (pairing.state == "ended")
        if pairing.ended_days_ago is not None:
            assert pairing.ended_days_ago < min(known)


class TestPeople:
    def test_every_address_ends_in_corridor_example(self):
        assert all(address.endswith("@corridor.example") for address in addresses())

    def test_nobody_shares_an_address(self):
        assert max(Counter(addresses()).values()) == 1

    def test_everybody_has_the_surname_sample(self):
        assert {person.family_name for person in world.PEOPLE} == {"Sample"}

    def test_speak_languages_of_the_site(self):
        languages = {person.language for person in world.PEOPLE}
        languages |= {language for language, _country in chronicle.SIGNATORY_LANGUAGES}

        assert languages <= set(texts.LANGUAGES)

    def test_every_staff_role_has_somebody(self):
        roles = {person.role for person in world.PEOPLE}

        assert {"organiser", "campaigner", "editor", "moderator", "administrator"} <= roles

    def test_whoever_has_a_mandate_has_a_union(self):
        assert all(world.union(person.union) for person in world.PEOPLE if person.mandate)

    def test_verifier_acts_for_another_union_than_the_organiser(self):
        assert world.person("verifier").union != world.person("organiser").union

    def test_follow_topics_that_exist(self):
        topics = {one["slug"] for one in texts.read("en", "topics")["topics"]}

        assert {topic for person in world.PEOPLE for topic in person.topics} <= topics

    def test_are_found_by_their_key_and_nobody_else_is(self):
        assert world.person("organiser").name == "Amina Sample"
        with pytest.raises(KeyError):
            world.person("nobody")

    def test_unions_are_found_by_their_slug_and_no_other_is(self):
        assert world.union("himal").country == "NP"
        with pytest.raises(KeyError):
            world.union("nowhere")


class TestMonths:
    def test_are_eighteen_closed_months_oldest_first(self):
        months = chronicle.months(TODAY)

        assert months[0] == datetime.date(2025, 5, 1)
        assert months[-1] == datetime.date(2026, 10, 1)
        assert len(months) == chronicle.MONTH_COUNT

    @given(days)
    def test_lie_in_the_first_half_of_the_cycle(self, day):
        first, last = chronicle.cycle_dates(day)

        months = chronicle.months(day)

        assert months[0] == first
        assert months[-1] < day.replace(day=1) <= last
        assert list(months) == sorted(set(months))

    def test_cycle_is_three_years_long(self):
        assert chronicle.cycle_dates(TODAY) == (datetime.date(2025, 5, 1), datetime.date(2028, 4, 30))


class TestRecords:
    def test_same_day_gives_the_same_records(self):
        assert list(chronicle.records(TODAY)) == list(chronicle.records(TODAY))

    def test_a_month_keeps_its_counts_when_the_world_is_loaded_later(self):
        def counts(as_of):
            return {
                (one.union, one.month_date, one.corridor): one.joined_count
                for one in chronicle.records(as_of)
            }

        now, later = counts(TODAY), counts(TODAY + datetime.timedelta(days=30))

        shared = now.keys() & later.keys()
        assert len(shared) == len(now) * 17 // chronicle.MONTH_COUNT
        assert all(now[key] == later[key] for key in shared)

    @given(days)
    @settings(max_examples=12, deadline=None)
    def test_confirmed_is_about_half_the_floor(self, day):
        assert 0.45 * world.FLOOR <= joined_by_state(day)["confirmed"] <= 0.58 * world.FLOOR

    @given(days)
    @settings(max_examples=12, deadline=None)
    def test_every_state_occurs(self, day):
        assert set(joined_by_state(day)) == {"claimed", "queried", "confirmed", "refused"}

    def test_every_union_records_every_month_and_somebody_each_time(self):
        records = list(chronicle.records(TODAY))

        seen = {(one.union, one.month_date) for one in records}
        assert len(seen) == len(world.UNIONS) * chronicle.MONTH_COUNT
        assert all(one.joined_count > 0 for one in records)

    def test_one_record_for_a_union_a_month_and_a_corridor(self):
        keys = Counter((one.union, one.month_date, one.corridor) for one in chronicle.records(TODAY))

        assert max(keys.values()) == 1

    def test_only_the_unions_own_corridor_is_named(self):
        for record in chronicle.records(TODAY):
            assert record.corridor in (None, world.union(record.union).corridor)

    def test_newest_two_months_wait_for_verification(self):
        newest = chronicle.months(TODAY)[-2:]

        states = {one.state for one in chronicle.records(TODAY) if one.month_date in newest}
        assert states == {"claimed"}

    def test_a_query_or_refusal_has_its_reason_and_nothing_else_has(self):
        for record in chronicle.records(TODAY):
            assert bool(record.verdict_note) == (record.state in ("queried", "refused"))

    def test_come_oldest_first(self):
        months = [one.month_date for one in chronicle.records(TODAY)]

        assert months == sorted(months)


class TestSignatories:
    def test_same_petition_gives_the_same_people(self):
        assert list(chronicle.signatories("ratify-c189", 30)) == list(
            chronicle.signatories("ratify-c189", 30)
        )

    def test_as_many_as_asked_for_and_one_in_nine_unconfirmed(self):
        signatories = list(chronicle.signatories("ratify-c189", 90))

        assert len(signatories) == 90
        assert sum(not one.confirmed for one in signatories) == 10

    def test_say_that_they_are_samples_and_signed_in_the_past(self):
        for one in chronicle.signatories("fees-back", 50):
            assert "Sample" in one.name
            assert one.days_ago > 0

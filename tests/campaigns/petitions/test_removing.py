"""Rules against bots: tried out, applied, taken back, and a count that is exact after each."""

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.petitions import queries, removal_queries, tasks
from campaigns.petitions import services as petitions
from campaigns.petitions.models import (
    Quarantine,
    Removal,
    RemovalState,
    Signature,
    SignatureJournal,
    SignatureState,
)
from members.notifications.models import Delivery
from members.users.models import Role
from tests.campaigns.petitions.factories import DAY, NOW, PetitionFactory
from tests.campaigns.petitions.signing import confirm, confirmed, link_of, sign
from tests.load import removal as attack
from tests.members.users.factories import make_user

pytestmark = pytest.mark.django_db
FARM = "f" * 32


@pytest.fixture
def petition():
    return PetitionFactory(open=True, languages=["en", "ne"])


@pytest.fixture
def moderator():
    return make_user(roles=(Role.MODERATOR,))


def rule(petition, by, **named):
    removal = petitions.write_removal(petition=petition, **named, reason="bots", by=by, now=NOW)
    petitions.try_removal(removal=removal)
    return removal


def apply(removal, by):
    petitions.ask_to_apply(removal=removal, by=by, now=NOW)
    return petitions.apply_removal(removal=removal)


def undo(removal, by):
    petitions.ask_to_undo(removal=removal, by=by, now=NOW)
    return petitions.undo_removal(removal=removal)


def counted(petition):
    while petitions.count_signatures(now=NOW):
        pass
    return queries.petition_count(petition)


class TestWriteRemoval:
    @pytest.mark.parametrize("role", [Role.CAMPAIGNER, Role.EDITOR, Role.ORGANISER])
    def test_is_for_moderators_and_administrators(self, petition, role):
        with pytest.raises(petitions.MayNotRemove):
            rule(petition, make_user(roles=(role,)), network=FARM)

        assert rule(petition, make_user(roles=(Role.ADMINISTRATOR,)), network=FARM)

    @pytest.mark.parametrize(
        "named", [{}, {"name_pattern": " * "}, {"domain": " @ "}, {"name_pattern": "***"}]
    )
    def test_rule_that_would_meet_everybody_is_refused(self, petition, moderator, named):
        with pytest.raises(petitions.EmptyRule):
            rule(petition, moderator, **named)

    @pytest.mark.parametrize("domain", ["a b", "x@y@z", "\u2603.example"])
    def test_domain_that_cannot_be_is_refused(self, petition, moderator, domain):
        with pytest.raises(petitions.NotADomain):
            rule(petition, moderator, domain=domain)


class TestTryRemoval:
    def test_says_how_many_and_how_many_are_confirmed_and_marks_none(self, petition, moderator):
        confirmed(petition, "a@farm.example")
        sign(petition, "b@farm.example")
        sign(petition, "c@example.org")

        removal = petitions.write_removal(
            petition=petition, domain="@Farm.Example", reason="bots", by=moderator, now=NOW
        )

        assert petitions.try_removal(removal=removal) == (2, 1)
        assert (removal.matched_count, petitions.confirmed_count(removal)) == (2, 1)
        assert not Signature.objects.filter(removal__isnull=False).exists()

    @pytest.mark.parametrize(
        ("pattern", "name", "is_like"),
        [
            ("voter *", "VOTER 17", True),
            ("voter *", "Ｖｏｔｅｒ 17", True),
            ("voter*", "  Voter", True),
            ("*voter", "Votera", False),
            ("*", "anybody", True),
            ("STRASSE*", "straße 1", True),
            ("a*b*c", "axxbyyc", True),
            ("a*b*c", "axxc", False),
            ("aba*ba", "aba", False),
            ("a.b", "axb", False),
            ("voter", "voter 1", False),
            ("\u0627\u062d\u0645\u062f *", "\u0627\u062d\u0645\u062f \u0661", True),
        ],
    )
    def test_names_are_compared_without_regard_to_capitals_and_widths(self, pattern, name, is_like):
        assert petitions.is_name_like(name, pattern) is is_like

    def test_pattern_of_many_stars_is_quick(self):
        assert not petitions.is_name_like("a" * 119 + "c", "*a" * 59 + "*b")

    @pytest.mark.parametrize(
        ("named", "met"),
        [
            ({"network": FARM}, 2),
            ({"network": FARM, "domain": "farm.example"}, 1),
            ({"domain": "farm.example", "name_pattern": "bot*"}, 1),
            ({"signed_from": NOW}, 3),
            ({"signed_until": NOW}, 1),
            ({"network": FARM, "signed_from": NOW + DAY}, 0),
        ],
    )
    def test_all_that_a_rule_names_must_hold(self, petition, moderator, named, met):
        sign(petition, "a@farm.example", network=FARM)
        sign(petition, "b@example.org", network=FARM)
        sign(petition, "c@farm.example", name="BOT 3")
        sign(petition, "d@example.org", now=NOW - DAY)
        sign(PetitionFactory(open=True), "e@farm.example", name="Bot", network=FARM)

        assert rule(petition, moderator, **named).matched_count == met

    def test_name_that_does_not_open_does_not_stop_the_rest(self, petition, moderator):
        broken = sign(petition, "a@farm.example", name="Bot 1")
        sign(petition, "b@farm.example", name="Bot 2")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE petitions_signature SET name = 'broken'::bytea WHERE id = %s", [broken.pk])

        assert rule(petition, moderator, name_pattern="bot*").matched_count == 1


class TestApplyRemoval:
    def test_takes_off_the_count_and_undo_gives_exactly_that_back(self, petition, moderator):
        for number in range(4):
            confirmed(petition, f"bot{number}@farm.example")
        confirmed(petition, "amina@example.org")
        removal = rule(petition, moderator, domain="farm.example")

        numbers = [counted(petition)]
        assert apply(removal, moderator) == 4
        numbers.append(counted(petition))
        assert undo(removal, moderator) == 4
        numbers.append(counted(petition))

        assert numbers == [5, 1, 5]

    def test_again_changes_nothing(self, petition, moderator):
        confirmed(petition, "a@farm.example")
        removal = rule(petition, moderator, domain="farm.example")
        apply(removal, moderator)
        confirmed(petition, "b@farm.example")

        assert apply(removal, moderator) == 1
        assert Signature.objects.filter(removal=removal).count() == 1

    def test_leaves_to_another_rule_what_it_has(self, petition, moderator):
        confirmed(petition, "a@farm.example", network=FARM)
        confirmed(petition, "b@farm.example")
        first, second = (
            rule(petition, moderator, network=FARM),
            rule(petition, moderator, domain="farm.example"),
        )

        assert (apply(first, moderator), apply(second, moderator)) == (1, 1)
        undo(second, moderator)

        assert counted(petition) == 1
        assert Signature.objects.get(removal__isnull=False).removal == first

    def test_waiting_signature_may_be_confirmed_and_still_does_not_count(self, petition, moderator):
        signature = sign(petition, "a@farm.example")
        apply(rule(petition, moderator, domain="farm.example"), moderator)

        assert confirm(signature).state == SignatureState.CONFIRMED
        assert counted(petition) == 0

    def test_rule_that_was_not_tried_or_was_taken_back_is_not_applied(self, petition, moderator):
        removal = petitions.write_removal(
            petition=petition, network=FARM, reason="bots", by=moderator, now=NOW
        )
        with pytest.raises(petitions.NotATriedRule):
            petitions.ask_to_apply(removal=removal, by=moderator, now=NOW)
        with pytest.raises(petitions.NotATriedRule):
            petitions.apply_removal(removal=removal)
        with pytest.raises(petitions.NotApplied):
            petitions.ask_to_undo(removal=removal, by=moderator, now=NOW)

        petitions.try_removal(removal=removal)
        apply(removal, moderator)
        undo(removal, moderator)

        with pytest.raises(petitions.NotATriedRule):
            petitions.ask_to_apply(removal=removal, by=moderator, now=NOW)

    def test_says_who_did_what_and_when(self, petition, moderator):
        removal = rule(petition, moderator, network=FARM)
        apply(removal, moderator)
        undo(removal, moderator)

        removal.refresh_from_db()
        assert removal.state == RemovalState.UNDONE
        assert (removal.created_by, removal.applied_by, removal.undone_by) == (moderator,) * 3
        assert (removal.applied_at, removal.undone_at) == (NOW, NOW)

    def test_takes_as_many_statements_for_many_as_for_few(
        self, petition, moderator, django_assert_max_num_queries
    ):
        for number in range(30):
            confirmed(petition, f"bot{number}@farm.example")
        removal = rule(petition, moderator, domain="farm.example")
        petitions.ask_to_apply(removal=removal, by=moderator, now=NOW)

        with django_assert_max_num_queries(8):
            petitions.apply_removal(removal=removal)


class TestTheWorker:
    def test_does_what_waits_in_the_rows_and_twice_is_the_same_as_once(self, petition, moderator):
        confirmed(petition, "a@farm.example")
        removal = petitions.write_removal(
            petition=petition, domain="farm.example", reason="bots", by=moderator, now=NOW
        )

        def work():
            tasks.work_on_removals()
            tasks.work_on_removals()
            removal.refresh_from_db()
            return removal.state, removal.matched_count, counted(petition)

        assert work() == (RemovalState.TRIED, 1, 1)
        petitions.ask_to_apply(removal=removal, by=moderator, now=NOW)
        assert work() == (RemovalState.APPLIED, 1, 0)
        petitions.ask_to_undo(removal=removal, by=moderator, now=NOW)
        assert work() == (RemovalState.UNDONE, 1, 1)
        assert petitions.removals_waiting() == []


class TestReleaseFromQuarantine:
    def test_lets_in_what_one_reason_kept_aside(self, petition, moderator):
        confirmed(petition, "a@example.org", quarantined_for=Quarantine.RUSH)
        confirmed(petition, "b@example.org", quarantined_for=Quarantine.HASTE)
        assert counted(petition) == 0

        released = petitions.release_from_quarantine(
            petition=petition, reason=Quarantine.RUSH, by=moderator, now=NOW
        )

        assert (released, counted(petition)) == (1, 1)

    def test_of_the_trap_writes_to_those_who_were_never_written_to(self, petition, moderator):
        signature = sign(petition, quarantined_for=Quarantine.TRAP)
        assert not Delivery.objects.exists()

        petitions.release_from_quarantine(petition=petition, reason="trap", by=moderator, now=NOW)

        assert Delivery.objects.get().reference == signature.pk
        assert confirm(signature).state == SignatureState.CONFIRMED

    def test_leaves_what_a_rule_has_taken(self, petition, moderator):
        confirmed(petition, "a@farm.example", quarantined_for=Quarantine.RUSH)
        removal = rule(petition, moderator, domain="farm.example")
        apply(removal, moderator)

        petitions.release_from_quarantine(petition=petition, reason="rush", by=moderator, now=NOW)
        undo(removal, moderator)

        assert counted(petition) == 0

    def test_is_for_moderators(self, petition):
        with pytest.raises(petitions.MayNotRemove):
            petitions.release_from_quarantine(
                petition=petition, reason="rush", by=make_user(roles=(Role.CAMPAIGNER,)), now=NOW
            )


class TestForgetNetworks:
    def test_wipes_the_hash_after_thirty_days_and_that_of_rules_with_it(self, petition, moderator):
        old = sign(petition, "a@example.org", network=FARM, now=NOW - petitions.NETWORK_LIFETIME)
        young = sign(petition, "b@example.org", network="e" * 32, now=NOW - petitions.NETWORK_LIFETIME + DAY)
        removals = [rule(petition, moderator, network=each) for each in (FARM, "e" * 32)]
        apply(removals[0], moderator)

        assert petitions.forget_networks(now=NOW) == 1
        assert petitions.forget_networks(now=NOW) == 0

        found = {each.pk: each.network for each in Signature.objects.all()}
        assert found == {old.pk: "", young.pk: "e" * 32}
        assert [Removal.objects.get(pk=each.pk).network for each in removals] == [
            petitions.FORGOTTEN_NETWORK,
            "e" * 32,
        ]
        assert undo(removals[0], moderator) == 1

    def test_is_asked_for_every_day(self, settings):
        asked = {each["task"] for each in settings.CELERY_BEAT_SCHEDULE.values()}

        assert tasks.forget_networks.name in asked
        assert tasks.work_on_removals.name in asked


class TestWhatModeratorsSee:
    def test_states_reasons_and_removed_add_up_to_the_whole(self, petition, moderator):
        confirmed(petition, "a@example.org")
        sign(petition, "b@example.org")
        sign(petition, "c@example.org", quarantined_for=Quarantine.TRAP)
        sign(petition, "d@farm.example", quarantined_for=Quarantine.RUSH)
        apply(rule(petition, moderator, domain="farm.example"), moderator)

        found = removal_queries.numbers(petition)

        parts = [number for _code, _words, number in [*found.by_state, *found.by_reason]]
        assert found.total == sum(parts) + found.removed == 4
        assert {code: number for code, _words, number in found.by_reason} == {
            "trap": 1, "haste": 0, "rush": 0,
        }  # fmt: skip

    def test_small_domains_are_never_named(self, petition, django_assert_num_queries):
        for number in range(5):
            sign(petition, f"a{number}@big.example")
        for number in range(4):
            sign(petition, f"a{number}@small.example")

        with django_assert_num_queries(2):
            named, others = removal_queries.busiest_domains(petition)

        assert [(each.label, each.total) for each in named] == [("big.example", 5)]
        assert others.total == 4

    def test_busiest_networks_come_first_within_the_window(self, petition, django_assert_num_queries):
        for number in range(6):
            sign(petition, f"a{number}@example.org", network=FARM)
        for number in range(7):
            sign(petition, f"b{number}@example.org", network="e" * 32, now=NOW - DAY)

        with django_assert_num_queries(1):
            networks = removal_queries.busiest_networks(petition)

        assert [(each.key, each.label, each.total) for each in networks] == [
            ("e" * 32, "e" * 8, 7),
            (FARM, "f" * 8, 6),
        ]
        assert [each.key for each in removal_queries.busiest_networks(petition, since=NOW)] == [FARM]


def test_attack_is_removed_by_rules_and_no_person_is_lost(petition, moderator):
    attack.write(petition, bots=770, people=50, now=NOW)

    figures = attack.replay(petition, by=moderator, bots=770, people=50, now=NOW)

    assert figures["removal.bots_left_count"] == 0
    assert figures["removal.real_lost_count"] == 0
    assert figures["removal.count_drift_count"] == 0


ACTS = ["sign", "confirm", "disown", "quarantine", "release", "remove", "undo", "count"]


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    acts=st.lists(
        st.tuples(
            st.sampled_from(ACTS),
            st.integers(min_value=0, max_value=6),
            st.sampled_from(["NP", "PH", ""]),
            st.sampled_from(["", *Quarantine.values]),
        ),
        max_size=40,
    )
)
def test_parts_are_the_whole_and_the_truth_after_any_history(petition, moderator, acts):
    Signature.objects.all().delete()
    SignatureJournal.objects.all().delete()
    Removal.objects.all().delete()
    for act, number, country, reason in acts:
        _do(act, petition, moderator, number=number, country=country, reason=reason)
        count = queries.public_count(petition)
        for part in (count.by_country, count.by_language, count.by_channel):
            assert sum(part.values()) == count.total
    counted(petition)

    count = queries.public_count(petition)

    free = Signature.objects.filter(state=SignatureState.CONFIRMED, quarantined_for="", removal__isnull=True)
    assert count.total == free.count()
    found = removal_queries.numbers(petition)
    parts = [each[2] for each in [*found.by_state, *found.by_reason]]
    assert sum(parts) + found.removed == found.total == Signature.objects.count()
    for removal in Removal.objects.filter(state=RemovalState.APPLIED):
        undo(removal, moderator)
    counted(petition)
    everybody = Signature.objects.filter(state=SignatureState.CONFIRMED, quarantined_for="").count()
    assert queries.petition_count(petition) == everybody


def _do(act, petition, moderator, *, number, country, reason):
    email = f"worker{number}@{('farm', 'example')[number % 2]}.org"
    match act:
        case "count":
            petitions.count_signatures(now=NOW, limit=2)
        case "release":
            petitions.release_from_quarantine(
                petition=petition, reason=reason or Quarantine.RUSH, by=moderator, now=NOW
            )
        case "remove":
            named = [
                {"domain": "farm.org"},
                {"name_pattern": f"*{number}"},
                {"network": f"{number % 3}" * 32},
            ]
            apply(rule(petition, moderator, **named[number % 3]), moderator)
        case "undo":
            removal = Removal.objects.filter(state=RemovalState.APPLIED).order_by("pk").first()
            if removal is not None:
                undo(removal, moderator)
        case _:
            changes = {"name": f"Worker {number}", "network": f"{number % 3}" * 32, "country": country}
            signature = sign(petition, email, quarantined_for=reason if act == "sign" else "", **changes)
            if act == "confirm" and signature.quarantined_for != Quarantine.TRAP:
                confirm(signature)
            elif act == "quarantine":
                Signature.objects.filter(pk=signature.pk).update(quarantined_for=reason)
            elif act == "disown" and signature.quarantined_for != Quarantine.TRAP:
                petitions.disown_signature(token=link_of(signature), now=NOW)

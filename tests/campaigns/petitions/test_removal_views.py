"""The page on which moderators look at signatures, write rules and take them back."""

import re

import pytest
from django.utils import timezone

from campaigns.petitions import queries, removal_views
from campaigns.petitions import services as petitions
from campaigns.petitions.models import Quarantine, Removal, RemovalState, Signature
from members.users.models import Role
from tests.campaigns.petitions.factories import PetitionFactory
from tests.campaigns.petitions.signing import confirmed, sign
from tests.members.users.factories import make_user, signed_in

pytestmark = pytest.mark.django_db
FARM = "f" * 32


@pytest.fixture
def petition():
    return PetitionFactory(open=True, slug="ratify", time_zone="Asia/Kathmandu")


def browser(*roles):
    return signed_in(make_user(roles=roles, second_factor=True), used_second_factor=True)


@pytest.fixture
def moderator():
    return browser(Role.MODERATOR)


def address(petition, end=""):
    return f"/cms/petitions/{petition.pk}/signatures/{end}"


def try_out(client, petition, **fields):
    return client.post(address(petition), {"reason": "bots", **fields})


def counted(petition):
    while petitions.count_signatures(now=timezone.now()):
        pass
    return queries.petition_count(petition)


class TestWhoIsLetIn:
    @pytest.mark.parametrize(
        ("role", "is_let_in"),
        [
            (Role.MODERATOR, True),
            (Role.ADMINISTRATOR, True),
            (Role.CAMPAIGNER, False),
            (Role.EDITOR, False),
            (Role.ORGANISER, False),
        ],
    )
    def test_moderators_and_administrators_alone(self, petition, role, is_let_in):
        client = browser(role)
        confirmed(petition, "a@example.org", quarantined_for=Quarantine.RUSH)
        Removal.objects.create(
            petition=petition, network=FARM, reason="bots", created_at=timezone.now(), matched_count=0
        )
        rule = Removal.objects.get()

        page = client.get(address(petition))
        for end in ("release/", f"{rule.pk}/apply/", f"{rule.pk}/undo/"):
            client.post(address(petition, end), {"reason": "rush"})

        rule.refresh_from_db()
        released = Signature.objects.get().quarantined_for == ""
        assert (page.status_code == 200, released, rule.applied_at is not None) == (is_let_in,) * 3

    def test_nobody_without_a_second_factor(self, petition):
        client = signed_in(make_user(roles=(Role.MODERATOR,)))

        assert client.get(address(petition)).status_code in (302, 403)


class TestPage:
    def test_shows_numbers_reasons_networks_and_domains_but_no_person(self, petition, moderator):
        for number in range(6):
            confirmed(petition, f"bimala-{number}@farm.example", network=FARM, name="Amina Sample")
        sign(petition, "b@example.org", quarantined_for=Quarantine.RUSH)

        html = moderator.get(address(petition)).content.decode()

        for shown in ("farm.example", "ffffffff", "one of too many from one network"):
            assert shown in html
        for hidden in ("Amina", "bimala", "example.org<"):
            assert hidden not in html

    @pytest.mark.parametrize("window", ["hour", "day", "nonsense"])
    def test_looks_at_a_window_of_time(self, petition, moderator, window):
        assert moderator.get(address(petition), {"window": window}).status_code == 200

    def test_takes_as_many_queries_for_many_signatures_as_for_few(
        self, petition, moderator, django_assert_max_num_queries
    ):
        for number in range(20):
            sign(petition, f"a{number}@d{number % 4}.example", network=f"{number % 4}" * 32)
        moderator.get(address(petition))

        with django_assert_max_num_queries(30):
            moderator.get(address(petition))


class TestRules:
    def test_try_apply_and_take_back(self, petition, moderator):
        for number in range(6):
            confirmed(petition, f"bot{number}@farm.example", network=FARM)
        confirmed(petition, "amina@example.org")
        numbers = [counted(petition)]

        try_out(moderator, petition, network=FARM)
        rule = Removal.objects.get()
        html = moderator.get(address(petition)).content.decode()
        assert "It meets 6 signatures." in html
        assert "Confirmed: 6." in html
        numbers.append(counted(petition))
        moderator.post(address(petition, f"{rule.pk}/apply/"))
        numbers.append(counted(petition))
        moderator.post(address(petition, f"{rule.pk}/undo/"))
        numbers.append(counted(petition))

        assert numbers == [7, 7, 1, 7]
        assert Removal.objects.get().state == RemovalState.UNDONE

    def test_large_petition_is_left_to_a_worker(self, petition, moderator, monkeypatch):
        monkeypatch.setattr(petitions, "AT_ONCE", 1)
        for number in range(3):
            confirmed(petition, f"bot{number}@farm.example")
        nudged = []
        monkeypatch.setattr(removal_views.lanes, "nudge", nudged.append)

        try_out(moderator, petition, domain="farm.example")

        assert nudged == [removal_views.WORKER]
        assert "A worker is at it" in moderator.get(address(petition)).content.decode()
        assert Removal.objects.get().matched_count is None

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({}, "meet everybody"),
            ({"name_pattern": "*"}, "meet everybody"),
            ({"domain": "a b"}, "no mail domain"),
            ({"network": "e" * 32}, "Select a valid choice"),
            ({"signed_from": "2026-11-20T12:00", "signed_until": "2026-11-20T12:00"}, "after the beginning"),
            ({"domain": "farm.example", "reason": ""}, "This field is required"),
        ],
    )
    def test_wrong_rule_is_explained_and_nothing_typed_is_lost(self, petition, moderator, fields, said):
        html = try_out(moderator, petition, **fields).content.decode()

        assert said in html
        assert not Removal.objects.exists()
        for value in fields.values():
            assert value in html or value == "e" * 32

    def test_times_are_those_of_the_petition(self, petition, moderator):
        try_out(moderator, petition, signed_from="2026-11-20T05:45")

        assert Removal.objects.get().signed_from.isoformat() == "2026-11-20T00:00:00+00:00"

    @pytest.mark.parametrize("act", ["apply", "undo"])
    def test_get_changes_nothing(self, petition, moderator, act):
        try_out(moderator, petition, domain="farm.example")

        assert moderator.get(address(petition, f"{Removal.objects.get().pk}/{act}/")).status_code == 405

    def test_rule_of_another_petition_is_not_found(self, petition, moderator):
        try_out(moderator, petition, domain="farm.example")
        other = PetitionFactory(open=True)

        answer = moderator.post(address(other, f"{Removal.objects.get().pk}/apply/"))

        assert answer.status_code == 404


class TestRelease:
    def test_lets_in_by_reason(self, petition, moderator):
        confirmed(petition, "a@example.org", quarantined_for=Quarantine.HASTE)

        moderator.post(address(petition, "release/"), {"reason": "haste"})

        assert counted(petition) == 1

    def test_unknown_reason_is_not_found(self, petition, moderator):
        assert moderator.post(address(petition, "release/"), {"reason": ""}).status_code == 404


def test_button_beside_the_petition_leads_there(petition):
    html = browser(Role.ADMINISTRATOR).get("/cms/snippets/petitions/petition/").content.decode()

    assert re.search(re.escape(address(petition)), html)

import pytest
from django.urls import reverse
from django.utils import timezone

from organising.pairings import registry
from organising.pairings.models import Pairing, PairingState
from tests.members.users.factories import make_user, signed_in
from tests.organising.pairings.factories import CorridorFactory, PairingFactory
from tests.organising.records.factories import RecordFactory
from tests.organising.targets.factories import TargetCycleFactory
from tests.organising.unions.factories import (
    UnionFactory,
    administrator,
    at_desk,
    officer_of,
    organiser_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def corridor():
    return CorridorFactory(slug="nepal-malaysia", sector="")


@pytest.fixture
def ends():
    return UnionFactory(name="Himal"), UnionFactory(name="Straits", at_destination=True)


class TestPublicList:
    def test_shows_active_pairings_and_hides_proposals(self, client, corridor, ends):
        PairingFactory(corridor=corridor, unions=ends, active=True)
        PairingFactory(unions=(UnionFactory(name="Secret"), UnionFactory(at_destination=True)))
        page = client.get("/en/pairings/").content.decode()
        assert "Nepal – Malaysia" in page
        assert "Himal" in page
        assert "Secret" not in page

    def test_names_the_sector_in_the_readers_language(self, client):
        CorridorFactory(sector="construction")
        assert "निर्माण" in client.get("/ne/pairings/").content.decode()

    def test_says_why_it_is_empty(self, client):
        assert "No pairing is in force yet." in client.get("/en/pairings/").content.decode()

    def test_may_be_kept_by_any_cache(self, client):
        response = client.get("/en/pairings/")
        assert "public" in response["Cache-Control"]
        assert "Cookie" not in response.get("Vary", "")
        assert not response.cookies

    def test_the_number_of_queries_does_not_grow(self, client, django_assert_num_queries):
        for size in (1, 6):
            for _ in range(size):
                PairingFactory(active=True)
            with django_assert_num_queries(3):
                client.get("/ne/pairings/")


class TestCorridorPage:
    def test_shows_both_ends_the_agreement_and_the_figures_apart(self, client, corridor, ends):
        PairingFactory(corridor=corridor, unions=ends, active=True, aim="A help desk on both shores.")
        cycle = TargetCycleFactory()
        RecordFactory(cycle=cycle, union=ends[0], corridor=corridor, joined_count=1234, confirmed=True)
        RecordFactory(cycle=cycle, union=ends[0], corridor=corridor, joined_count=567)
        page = client.get("/en/pairings/nepal-malaysia/").content.decode()
        for said in ("Himal", "Straits", "A help desk on both shores.", "1,234", "567"):
            assert said in page
        assert "1,801" not in page

    def test_an_earlier_agreement_is_named_as_such(self, client, corridor, ends):
        PairingFactory(corridor=corridor, unions=ends, ended=True)
        page = client.get("/en/pairings/nepal-malaysia/").content.decode()
        assert "Earlier agreements" in page
        assert "No agreement is in force on this corridor." in page

    def test_a_declined_proposal_stays_private(self, client, corridor, ends):
        pairing = PairingFactory(corridor=corridor, unions=ends, aim="A private aim.")
        Pairing.objects.filter(pk=pairing.pk).update(state=PairingState.ENDED, ended_at=timezone.now())
        page = client.get("/en/pairings/nepal-malaysia/").content.decode()
        assert "A private aim." not in page
        assert "Earlier agreements" not in page

    def test_unknown_figures_are_not_shown_as_zero(self, client, corridor):
        assert "Not known" in client.get("/en/pairings/nepal-malaysia/").content.decode()

    def test_an_unknown_corridor_is_not_found(self, client):
        assert client.get("/en/pairings/nowhere/").status_code == 404

    def test_takes_the_same_queries_at_two_sizes(self, client, corridor, django_assert_num_queries):
        cycle = TargetCycleFactory()
        for size in (1, 5):
            for _ in range(size):
                pairing = PairingFactory(corridor=corridor, active=True)
                RecordFactory(cycle=cycle, union=pairing.parties.first().union, corridor=corridor)
            with django_assert_num_queries(8):
                client.get("/ar/pairings/nepal-malaysia/")

    def test_shows_the_guides_that_are_registered_for_it(self, client, corridor, monkeypatch):
        guide = registry.CorridorLink(title="Before you fly", url="/en/guides/before/")
        monkeypatch.setattr(registry, "_links", [lambda corridor, language: [guide]])
        assert "Before you fly" in client.get("/en/pairings/nepal-malaysia/").content.decode()


class TestDesk:
    def test_sorts_by_whose_turn_it_is(self, ends, django_assert_max_num_queries):
        PairingFactory(unions=ends)
        client = at_desk(officer_of(ends[0]))
        with django_assert_max_num_queries(25):
            response = client.get("/en/desk/pairings/")
        assert len(response.context["for_us"]) == 1
        assert response.context["for_others"] == []

    def test_somebody_without_a_mandate_reads_why_it_is_empty(self):
        page = at_desk(administrator()).get("/en/desk/pairings/").content.decode()
        assert "You see no pairing here." in page
        assert "An administrator can give you a mandate" in page

    def test_is_closed_to_members(self):
        assert signed_in(make_user()).get("/en/desk/pairings/").status_code == 403

    def test_an_officer_proposes(self, corridor, ends):
        client = at_desk(officer_of(ends[0]))
        assert client.get("/en/desk/pairings/propose/").status_code == 200
        choice = client.get("/en/desk/pairings/propose/", {"corridor": corridor.slug})
        page = f"/en/desk/pairings/propose/{corridor.slug}/"
        assert choice["Location"] == page
        assert client.get(page).status_code == 200
        typed = {"own": ends[0].pk, "partners": [ends[1].pk], "aim": "A help desk."}
        assert client.post(page, typed).status_code == 302
        assert Pairing.objects.get().parties.count() == 2

    def test_a_refused_proposal_keeps_what_was_typed(self, corridor, ends):
        client = at_desk(officer_of(ends[0]))
        same_end = UnionFactory(name="Neighbour")
        typed = {"own": ends[0].pk, "partners": [same_end.pk], "aim": "A long and careful text."}
        response = client.post(f"/en/desk/pairings/propose/{corridor.slug}/", typed)
        assert response.status_code == 422
        page = response.content.decode()
        assert "A pairing needs a union at each end of the corridor." in page
        assert "A long and careful text." in page

    def test_nobody_proposes_for_another_union(self, corridor, ends):
        client = at_desk(officer_of(ends[0]))
        typed = {"own": ends[1].pk, "partners": [ends[0].pk, ends[1].pk], "aim": "Mischief."}
        client.post(f"/en/desk/pairings/propose/{corridor.slug}/", typed)
        assert not Pairing.objects.exists()

    def test_accepting_asks_once_more_and_a_get_changes_nothing(self, ends):
        pairing = PairingFactory(unions=ends)
        client = at_desk(officer_of(ends[0]))
        page = reverse("desk_pairings:accept", args=[pairing.pk, ends[0].slug])
        assert client.get(page).status_code == 200
        assert not pairing.parties.filter(accepted_at__isnull=False).exists()
        client.post(page)
        assert pairing.parties.filter(accepted_at__isnull=False).count() == 1

    def test_an_organiser_reads_it_and_cannot_accept(self, ends):
        pairing = PairingFactory(unions=ends)
        client = at_desk(organiser_of(ends[0]))
        assert client.get(reverse("desk_pairings:detail", args=[pairing.pk])).status_code == 200
        client.post(reverse("desk_pairings:accept", args=[pairing.pk, ends[0].slug]))
        assert not pairing.parties.filter(accepted_at__isnull=False).exists()

    def test_a_stranger_does_not_find_it(self, ends):
        pairing = PairingFactory(unions=ends)
        stranger = at_desk(officer_of(UnionFactory()))
        for name in ("detail", "accept", "end"):
            args = [pairing.pk] if name == "detail" else [pairing.pk, ends[0].slug]
            assert stranger.get(reverse(f"desk_pairings:{name}", args=args)).status_code == 404

    def test_ends_with_a_reason(self, ends):
        pairing = PairingFactory(unions=ends, active=True)
        client = at_desk(officer_of(ends[0]))
        page = reverse("desk_pairings:end", args=[pairing.pk, ends[0].slug])
        assert client.post(page, {"reason": ""}).status_code == 422
        client.post(page, {"reason": "The site is finished."})
        pairing.refresh_from_db()
        assert pairing.state == PairingState.ENDED

"""Petitions below /cms/: writing them, the queue, and what may be done with each."""

import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns.petitions import services as petitions
from campaigns.petitions.models import Petition, PetitionState, PetitionStep, PetitionText, RejectionReason
from members.users.models import Role
from tests.campaigns.petitions.factories import DAY, PetitionFactory, UnionFactory
from tests.members.users.factories import make_user, signed_in

pytestmark = pytest.mark.django_db
S = PetitionState
QUEUE = "/cms/petitions/moderation/"


class Staff:
    def __init__(self, role):
        self.user = make_user(roles=(role,), second_factor=True)
        self.client: Client = signed_in(self.user, used_second_factor=True)

    def move(self, petition, to_state, **data):
        step = petition.steps.order_by("at", "pk").last()
        url = reverse("petition_life:move", args=[petition.pk, to_state])
        return self.client.post(url, {"step": step.pk if step else 0, "note": "", **data}, follow=True)


@pytest.fixture
def campaigner():
    return Staff(Role.CAMPAIGNER)


@pytest.fixture
def moderator():
    return Staff(Role.MODERATOR)


@pytest.fixture
def waiting(campaigner):
    petition = PetitionFactory(languages=["en", "ar"])
    return petitions.move_petition(
        petition=petition, to_state=S.MODERATION, by=campaigner.user, now=timezone.now() - 30 * DAY / 24
    )


def state_of(petition):
    petition.refresh_from_db()
    return petition.state


class TestQueue:
    def test_shows_texts_in_all_languages_age_and_what_may_be_done(self, moderator, waiting):
        html = moderator.client.get(QUEUE).content.decode()

        assert "Ratify Convention 189 [en]" in html
        assert '<blockquote lang="ar" dir="rtl">' in html
        assert "waiting for 30 hours" in html
        for state in ("open", "rejected", "draft"):
            assert f"/cms/petitions/{waiting.pk}/move/{state}/" in html

    def test_says_how_long_decisions_took_beside_the_goal(self, moderator, waiting):
        assert "There is no decision yet in the last 90 days. The goal is 48 hours." in (
            moderator.client.get(QUEUE).content.decode()
        )

        moderator.move(waiting, S.OPEN)

        assert "decided within 30 hours. The goal is 48 hours." in (
            moderator.client.get(QUEUE).content.decode()
        )

    def test_does_not_offer_to_open_one_s_own(self):
        both = Staff(Role.ADMINISTRATOR)
        petition = PetitionFactory()
        both.move(petition, S.MODERATION)

        html = both.client.get(QUEUE).content.decode()

        assert f"/cms/petitions/{petition.pk}/move/open/" not in html
        assert "Somebody else opens it." in html
        assert "Somebody else opens it." in both.move(petition, S.OPEN).content.decode()
        assert state_of(petition) == S.MODERATION

    def test_takes_the_same_queries_for_one_and_for_many(self, moderator, waiting, campaigner):
        def count():
            with CaptureQueriesContext(connection) as made:
                assert moderator.client.get(QUEUE).status_code == 200
            return [each["sql"] for each in made if "petitions_" in each["sql"]]

        moderator.client.get(QUEUE)
        assert len(count()) == 4  # the menu's number, the median, the petitions, their texts

        for _each in range(3):
            petitions.move_petition(
                petition=PetitionFactory(languages=["en", "ne"]),
                to_state=S.MODERATION,
                by=campaigner.user,
                now=timezone.now(),
            )
        assert len(count()) == 4

    def test_is_in_the_menu_of_moderators_with_its_number(self, moderator, campaigner, waiting):
        assert "Moderation (1)" in moderator.client.get("/cms/").content.decode()
        assert "petition-moderation" not in campaigner.client.get("/cms/").content.decode()

    @pytest.mark.parametrize("role", Role)
    def test_is_for_those_who_moderate(self, role):
        response = Staff(role).client.get(QUEUE)

        assert (response.status_code == 200) == (role in (Role.MODERATOR, Role.ADMINISTRATOR))


class TestMoving:
    def test_history_takes_the_same_queries_however_long(self, moderator, campaigner, waiting):
        def count():
            with CaptureQueriesContext(connection) as made:
                assert moderator.client.get(f"/cms/petitions/{waiting.pk}/").status_code == 200
            return len([each for each in made if "petitions_" in each["sql"]])

        moderator.client.get("/cms/")
        assert count() == 4  # the menu's number, the petition, its texts, its steps

        for who, to_state in [(campaigner, S.DRAFT), (campaigner, S.MODERATION), (moderator, S.OPEN)]:
            who.move(waiting, to_state, note="A word")
        assert count() == 4

    def test_asks_first_and_changes_nothing(self, moderator, waiting):
        html = moderator.client.get(f"/cms/petitions/{waiting.pk}/move/open/").content.decode()

        assert "Everybody can read it, and sign it between its dates." in html
        assert "Ratify Convention 189 [ar]" in html
        assert state_of(waiting) == S.MODERATION

    def test_goes_through_a_whole_life(self, campaigner, moderator):
        petition = PetitionFactory()
        for who, to_state in [
            (campaigner, S.MODERATION),
            (moderator, S.OPEN),
            (moderator, S.STOPPED),
            (moderator, S.OPEN),
            (campaigner, S.CLOSED),
            (campaigner, S.HANDED_OVER),
            (campaigner, S.ANSWERED),
        ]:
            who.move(petition, to_state)
            assert state_of(petition) == to_state

    def test_rejecting_needs_a_reason_and_keeps_the_note(self, moderator, waiting):
        html = moderator.move(waiting, S.REJECTED, note="Ask the union first").content.decode()
        assert "Ask the union first" in html
        assert state_of(waiting) == S.MODERATION

        moderator.move(waiting, S.REJECTED, reason=RejectionReason.NO_SOURCE, note="Ask the union first")

        assert state_of(waiting) == S.REJECTED
        assert waiting.rejection_reason == RejectionReason.NO_SOURCE
        assert waiting.steps.order_by("at").last().note == "Ask the union first"

    def test_sending_back_needs_a_note_for_the_campaigner(self, moderator, waiting, campaigner):
        moderator.move(waiting, S.DRAFT)
        assert state_of(waiting) == S.MODERATION

        moderator.move(waiting, S.DRAFT, note="Who is <asked>?")

        assert state_of(waiting) == S.DRAFT
        html = campaigner.client.get(f"/cms/petitions/{waiting.pk}/").content.decode()
        assert "Who is &lt;asked&gt;?" in html

    def test_of_what_was_taken_back_and_submitted_again_is_refused(self, moderator, waiting, campaigner):
        seen = waiting.steps.get().pk
        campaigner.move(waiting, S.DRAFT, note="A slip")
        campaigner.move(waiting, S.MODERATION)

        html = moderator.move(waiting, S.OPEN, step=seen).content.decode()

        assert "Somebody has moved this petition in between." in html
        assert state_of(waiting) == S.MODERATION

    def test_that_somebody_has_made_already_says_so(self, moderator, waiting):
        moderator.move(waiting, S.OPEN)

        assert (
            "Somebody has moved this petition in between." in moderator.move(waiting, S.OPEN).content.decode()
        )
        assert PetitionStep.objects.filter(to_state=S.OPEN).count() == 1

    @pytest.mark.parametrize(
        ("role", "to_state"),
        [
            (Role.CAMPAIGNER, S.OPEN),
            (Role.CAMPAIGNER, S.REJECTED),
            (Role.EDITOR, S.DRAFT),
            (Role.EDITOR, S.OPEN),
        ],
    )
    def test_is_refused_to_whoever_may_not(self, waiting, role, to_state):
        Staff(role).move(waiting, to_state, reason=RejectionReason.HATEFUL, note="x")

        assert state_of(waiting) == S.MODERATION

    @pytest.mark.parametrize("path", ["nonsense/", "open/"])
    def test_of_nothing_is_not_found(self, moderator, path):
        assert (
            moderator.client.get(
                f"/cms/petitions/00000000-0000-0000-0000-00000000126f/move/{path}"
            ).status_code
            == 404
        )

    def test_strangers_and_those_without_a_second_factor_see_nothing(self, client, waiting):
        bare = signed_in(make_user(roles=(Role.MODERATOR,)))
        for path in ("moderation/", f"{waiting.pk}/", f"{waiting.pk}/move/open/"):
            for each in (client, bare):
                assert each.get(f"/cms/petitions/{path}").status_code in (302, 403)
                assert each.post(f"/cms/petitions/{path}").status_code in (302, 403)
        assert state_of(waiting) == S.MODERATION


class TestWriting:
    NEW = "/cms/snippets/petitions/petition/add/"

    def typed(self, petition=None, **changes):
        texts = list(petition.texts.order_by("language")) if petition else []
        data = {
            "slug": petition.slug if petition else "new",
            "goal": "100",
            "union": str(petition.union_id if petition else UnionFactory().pk),
            "topic": "",
            "opens_at": "2026-02-01 09:00",
            "closes_at": "",
            "time_zone": "Asia/Kathmandu",
            "texts-TOTAL_FORMS": str(max(1, len(texts))),
            "texts-INITIAL_FORMS": str(len(texts)),
            "texts-MIN_NUM_FORMS": "1",
            "texts-MAX_NUM_FORMS": "1000",
        }
        for place, text in enumerate(texts or [None]):
            data |= {
                f"texts-{place}-id": str(text.pk) if text else "",
                f"texts-{place}-language": text.language if text else "en",
                f"texts-{place}-title": text.title if text else "Pay the fees back",
                f"texts-{place}-demand": text.demand if text else "We ask you.",
                f"texts-{place}-addressee": text.addressee if text else "The Ministry",
                f"texts-{place}-DELETE": "",
            }
        return data | changes

    def save(self, campaigner, petition, **changes):
        url = f"/cms/snippets/petitions/petition/edit/{petition.pk}/"
        return campaigner.client.post(url, self.typed(petition, **changes))

    def test_begins_as_a_draft_whatever_state_is_sent(self, campaigner):
        campaigner.client.post(self.NEW, self.typed(state="open"))

        assert Petition.objects.get().state == S.DRAFT

    def test_dates_are_of_its_own_time_zone(self, campaigner):
        campaigner.client.post(self.NEW, self.typed())
        petition = Petition.objects.get()
        assert petition.opens_at == datetime.datetime(2026, 2, 1, 3, 15, tzinfo=datetime.UTC)

        html = campaigner.client.get(f"/cms/snippets/petitions/petition/edit/{petition.pk}/").content.decode()
        assert 'value="2026-02-01 09:00"' in html

    @pytest.mark.parametrize("name", ["Nepal/Kathmandu", "../../etc/passwd", "Asia", ""])
    def test_an_unknown_time_zone_is_refused(self, campaigner, name):
        html = campaigner.client.post(self.NEW, self.typed(time_zone=name)).content.decode()

        assert not Petition.objects.exists()
        if name:
            assert "There is no such time zone." in html

    def test_a_draft_can_be_changed(self, campaigner):
        petition = PetitionFactory()

        self.save(campaigner, petition, **{"texts-0-title": "Other words", "slug": "other"})

        assert PetitionText.objects.get().title == "Other words"
        assert Petition.objects.get().slug == "other"

    def test_nothing_changes_while_a_moderator_reads(self, campaigner, waiting):
        html = self.save(campaigner, waiting, goal="5000").content.decode()

        assert "Take it back to draft before you change it." in html
        assert Petition.objects.get().goal == 100

    @pytest.mark.parametrize(
        "change", [{"slug": "other"}, {"texts-0-title": "Other words"}, {"texts-1-DELETE": "on"}]
    )
    def test_what_people_have_signed_stays(self, campaigner, change):
        petition = PetitionFactory(open=True, slug="first", languages=["ar", "en"])

        html = self.save(campaigner, petition, **change).content.decode()

        assert "Only a draft can be changed." in html
        assert Petition.objects.get().slug == "first"
        assert petition.texts.filter(title__startswith="Ratify").count() == 2

    def test_a_language_is_added_and_dates_are_moved_while_it_is_open(self, campaigner):
        petition = PetitionFactory(open=True)

        self.save(
            campaigner,
            petition,
            **{
                "texts-TOTAL_FORMS": "2",
                "texts-1-id": "",
                "texts-1-language": "ne",
                "texts-1-title": "नयाँ",
                "texts-1-demand": "माग",
                "texts-1-addressee": "सरकार",
                "texts-1-DELETE": "",
                "closes_at": "2030-01-01 00:00",
            },
        )

        assert sorted(petition.texts.values_list("language", flat=True)) == ["en", "ne"]
        petition.refresh_from_db()
        assert (petition.state, petition.closes_at.isoformat()) == (S.OPEN, "2029-12-31T18:15:00+00:00")

    def test_a_list_offers_the_acts(self, campaigner):
        petition = PetitionFactory()

        html = campaigner.client.get("/cms/snippets/petitions/petition/").content.decode()

        assert f"/cms/petitions/{petition.pk}/move/moderation/" in html
        assert f"/cms/petitions/{petition.pk}/move/open/" not in html

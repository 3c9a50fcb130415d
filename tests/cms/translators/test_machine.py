"""What a machine wrote has no reader before a person has signed it."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import WorkflowState

from cms import tasks
from cms.models import GuidePage, MachineWordsUnsigned, SourceStamp, TranslationIncomplete
from tests.cms.factories import publish_guide
from tests.cms.translators.factories import (
    at_work,
    draft_of,
    fill,
    make_translator,
    moderator,
    translation_into,
)
from tests.cms.translators.machine import Machine

pytestmark = pytest.mark.usefixtures("site_tree")


@pytest.fixture
def nepali():
    return translation_into("ne", publish_guide("en"))


@pytest.fixture
def machine(settings):
    Machine.sent.clear()
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {
        "CLASS": "tests.cms.translators.machine.Machine",
        "OPTIONS": {},
    }


@pytest.fixture
def filled(nepali, machine):
    at_work(make_translator("ne")).post(reverse("wagtail_localize:machine_translate", args=[nepali.pk]))
    return nepali


def stamp_of(translation) -> SourceStamp:
    return SourceStamp.objects.get(page=draft_of(translation))


def is_live(translation) -> bool:
    return draft_of(translation).live


def edit_url(translation) -> str:
    return reverse("wagtailadmin_pages:edit", args=[draft_of(translation).pk])


def send_url(translation) -> str:
    return reverse("translators_send", args=[draft_of(translation).pk])


class TestWithoutAMachine:
    def test_there_is_no_button_and_nothing_is_sent(self, nepali):
        translator = at_work(make_translator("ne"))

        html = translator.get(edit_url(nepali)).content.decode()
        response = translator.post(reverse("wagtail_localize:machine_translate", args=[nepali.pk]))

        assert "&quot;machineTranslator&quot;: null" in html
        assert response.status_code == 404


class TestAfterTheMachine:
    def test_the_page_is_stamped(self, filled):
        assert stamp_of(filled).machine_made_at is not None
        assert Machine.sent
        assert not is_live(filled)

    def test_people_who_fill_strings_stamp_nothing(self, nepali):
        fill(nepali, "अनुवाद")

        assert stamp_of(nepali).machine_made_at is None

    def test_wagtail_localize_does_not_publish(self, filled, django_capture_on_commit_callbacks):
        response = at_work(moderator()).post(edit_url(filled), {"action": "publish"}, follow=True)

        assert response.redirect_chain[-1][0] == send_url(filled)
        assert "until somebody has signed" in response.content.decode()
        with (
            pytest.raises(MachineWordsUnsigned),
            django_capture_on_commit_callbacks(execute=True),
        ):
            filled.save_target(publish=True)
        assert not is_live(filled)

    def test_nobodys_tick_is_no_signature(self, filled):
        page = draft_of(filled)
        page.matches_source = True
        nobodys = page.save_revision()

        with pytest.raises(MachineWordsUnsigned):
            nobodys.publish()

    def test_a_tick_from_before_the_machine_is_no_signature(self, nepali, machine):
        page = draft_of(nepali)
        page.matches_source = True
        before = page.save_revision(user=moderator())
        fill(nepali, "[ne]", translation_type="machine")

        with pytest.raises((MachineWordsUnsigned, TranslationIncomplete)):
            before.publish()

    def test_the_signing_page_asks_for_the_tick(self, filled):
        client = at_work(moderator())

        unsigned = client.post(send_url(filled), {"act": "publish"})

        assert unsigned.status_code == 200
        assert "This field is required" in unsigned.content.decode()
        assert not is_live(filled)

    def test_a_signature_publishes_and_takes_the_stamp_off(self, filled, client):
        at_work(moderator()).post(send_url(filled), {"act": "publish", "is_signed": "on"})

        assert is_live(filled)
        assert stamp_of(filled).machine_made_at is None
        assert "[ne] You should not pay" in client.get("/ne/guides/fees/").content.decode()

    def test_a_translator_signs_and_does_not_publish(self, filled):
        response = at_work(make_translator("ne")).post(
            send_url(filled), {"act": "publish", "is_signed": "on"}
        )

        assert response.status_code in (302, 403)
        assert not is_live(filled)

    def test_a_signed_translation_goes_through_the_workflow(self, filled):
        at_work(make_translator("ne")).post(send_url(filled), {"act": "send", "is_signed": "on"})
        self.approve(filled)

        assert is_live(filled)
        assert stamp_of(filled).machine_made_at is None

    @pytest.mark.parametrize("headers", [{}, {"x-requested-with": "XMLHttpRequest"}])
    def test_an_unsigned_one_does_not_and_the_moderator_is_told(self, filled, headers):
        page = draft_of(filled)
        translator = make_translator("ne")
        filled.save_target(user=translator, publish=False)
        page = GuidePage.objects.get(pk=page.pk)
        page.get_workflow().start(page, translator)

        response = self.approve(filled, headers=headers)

        assert response.status_code == (200 if headers else 302)
        assert not is_live(filled)
        assert WorkflowState.objects.get().status == WorkflowState.STATUS_IN_PROGRESS

    def approve(self, translation, headers=None):
        page = draft_of(translation)
        state = WorkflowState.objects.get(object_id=str(page.pk))
        client = at_work(moderator())
        response = client.post(
            reverse(
                "wagtailadmin_pages:workflow_action",
                args=[page.pk, "approve", state.current_task_state.pk],
            ),
            headers=headers or {},
        )
        if not is_live(translation):
            told = client.get(edit_url(translation)).content.decode()
            assert "It stays a draft until somebody has signed" in told
        return response


class TestInThePlainEditor:
    def page(self, translation) -> GuidePage:
        """wagtail-localize's work is stopped: the page is edited as any other."""
        translation.save_target(publish=False)
        translation.enabled = False
        translation.save()
        return draft_of(translation)

    def post(self, page, **fields):
        from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

        assert rich_text
        data = nested_form_data({"body": streamfield([]), "sources": streamfield([])})
        data |= {
            "title": "अनुवाद",
            "slug": page.slug,
            "summary": "सारांश",
            "stage": "work",
            "jurisdiction": "international",
            "origin_codes": "",
            "destination_codes": "",
            "share_text": "",
            "seo_title": "",
            "reviewed_by": "",
            "reviewed_on": "",
            "review_due": "",
            "comments-TOTAL_FORMS": "0",
            "comments-INITIAL_FORMS": "0",
            "comments-MIN_NUM_FORMS": "0",
            "comments-MAX_NUM_FORMS": "0",
            "action-publish": "1",
        }
        return at_work(moderator()).post(
            reverse("wagtailadmin_pages:edit", args=[page.pk]), data | fields, follow=True
        )

    def test_publishing_is_refused_and_the_words_are_kept(self, filled):
        page = self.page(filled)

        response = self.post(page)

        assert "until somebody has signed" in response.content.decode()
        assert not is_live(filled)
        assert draft_of(filled).get_latest_revision_as_object().title == "अनुवाद"

    def test_with_the_tick_it_is_published(self, filled):
        page = self.page(filled)

        self.post(page, matches_source="on")

        assert is_live(filled)
        assert stamp_of(filled).machine_made_at is None


class TestScheduled:
    def test_unsigned_words_are_held_back_and_others_go_out(self, filled):
        due = timezone.now() - datetime.timedelta(minutes=1)
        unsigned = draft_of(filled).save_revision(user=moderator())
        other = publish_guide("en", slug="other")
        other.title = "New title"
        theirs = other.save_revision()
        for revision in (unsigned, theirs):
            revision.approved_go_live_at = due
            revision.save()

        tasks.publish_scheduled()

        assert not is_live(filled)
        assert GuidePage.objects.get(pk=other.pk).title == "New title"
        unsigned.refresh_from_db()
        assert unsigned.approved_go_live_at is None

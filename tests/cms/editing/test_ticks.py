"""What a tick speaks for: "minor edit" for what was saved with it, the other for what its giver has seen."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from wagtail.models import Revision

from cms.models import GuidePage, SourceStamp
from tests.cms.editing.factories import guide_fields, staff
from tests.cms.factories import publish_guide
from tests.cms.translators.factories import at_work, draft_of, fill, moderator, translation_into

pytestmark = pytest.mark.usefixtures("site_tree")

NOT_MINOR = "was saved without “minor edit”"
TOO_LATE = "so your tick does not count"
PUBLISH = {"action-publish": "1"}
AUTOSAVE = {"accept": "application/json"}


@pytest.fixture
def english(site_tree) -> GuidePage:
    page = publish_guide("en")
    publish_guide("ar")
    return page


def url_of(page: GuidePage) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def save(page: GuidePage, client: Any, *, headers: dict[str, str] | None = None, **fields: Any) -> Any:
    return client.post(
        url_of(page), guide_fields(slug=page.slug) | fields, headers=headers or {}, follow=not headers
    )


def arabic() -> GuidePage:
    return GuidePage.objects.get(locale__language_code="ar")


def is_marked() -> bool:
    return SourceStamp.objects.get(page=arabic()).source_changed_at is not None


def opened(client: Any, page: GuidePage) -> dict[str, str]:
    """What a form carries of the revision that it was opened with."""
    return {name: hidden(client, page, name) for name in ("loaded_revision_id", "loaded_revision_created_at")}


def hidden(client: Any, page: GuidePage, name: str) -> str:
    """What the form carries without showing it."""
    html = client.get(url_of(page)).content.decode()
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"', html + f'name="{name}" value=""')[1]


class TestMinorEdit:
    def test_holds_for_what_was_saved_with_it(self, english):
        response = save(english, staff("moderator"), minor_edit="on", **PUBLISH)

        assert not is_marked()
        assert NOT_MINOR not in response.content.decode()

    def test_does_not_hold_for_a_colleagues_draft(self, english):
        save(english, staff("editor"), title="No fees above 100")

        response = save(english, staff("moderator"), title="No fees above 100!", minor_edit="on", **PUBLISH)

        assert is_marked()
        assert NOT_MINOR in response.content.decode()

    def test_holds_when_the_colleague_called_hers_minor_too(self, english):
        save(english, staff("editor"), title="A nicer word", minor_edit="on")

        save(english, staff("moderator"), title="A nicer word!", minor_edit="on", **PUBLISH)

        assert not is_marked()

    def test_begins_anew_with_each_publication(self, english):
        save(english, staff("editor"), title="No fees above 100")
        save(english, staff("moderator"), **PUBLISH)
        publish_guide("ar", title="ترجمة جديدة")

        save(english, staff("moderator"), title="A typo less", minor_edit="on", **PUBLISH)

        assert not is_marked()

    def test_speaks_for_what_its_own_form_saved_while_she_typed(self, english):
        client = staff("moderator")
        loaded = opened(client, english)
        answer = save(english, client, headers=AUTOSAVE, title="Half a", **loaded)
        assert answer.json()["success"]

        save(english, client, title="A nicer word", minor_edit="on", **loaded, **PUBLISH)

        assert not is_marked()

    def test_does_not_speak_for_what_somebody_else_saved_meanwhile(self, english):
        client = staff("moderator")
        loaded = opened(client, english)
        save(english, staff("editor"), title="No fees above 100")

        save(english, client, title="A nicer word", minor_edit="on", **loaded, **PUBLISH)

        assert is_marked()

    def test_is_no_word_about_a_draft_that_a_moderator_publishes_later(self, english):
        client = staff("editor")
        save(english, client, title="No fees above 100")
        save(english, client, title="No fees above 100!", minor_edit="on")

        GuidePage.objects.get(pk=english.pk).get_latest_revision().publish()

        assert is_marked()

    def test_of_an_old_revision_is_no_word_about_bringing_it_back(self, english):
        client = staff("moderator")
        save(english, client, title="A nicer word", minor_edit="on", **PUBLISH)
        old = GuidePage.objects.get(pk=english.pk).live_revision
        save(english, client, title="Another law", **PUBLISH)
        publish_guide("ar", title="ترجمة جديدة")

        old.publish()

        assert is_marked()

    def test_of_what_is_live_already_changes_nothing(self, english):
        english.live_revision.publish()

        assert not is_marked()


class TestWhatIsLive:
    def test_is_not_written_over_while_somebody_types(self, english):
        """Wagtail writes into its own draft again and again, also when that has been published meanwhile."""
        client = staff("moderator")
        loaded = opened(client, english)
        first = save(english, client, headers=AUTOSAVE, title="Above 100", **loaded).json()
        Revision.objects.get(pk=first["revision_id"]).publish()

        second = save(
            english, client, headers=AUTOSAVE, title="Above 200", overwrite_revision_id=first["revision_id"]
        ).json()

        assert second["revision_id"] != first["revision_id"]
        assert Revision.objects.get(pk=first["revision_id"]).content["title"] == "Above 100"


class TestSaysWhatTheOriginalSays:
    def tick(self, client: Any, seen: str, **fields: Any) -> str:
        ticked = {"matches_source": "on", "seen_change": seen, "title": "ترجمة"}
        return save(arabic(), client, **(ticked | PUBLISH | fields)).content.decode()

    def test_counts_when_the_form_was_opened_after_the_change(self, english):
        publish_guide("en", title="Another law")
        client = staff("moderator")

        told = self.tick(client, hidden(client, arabic(), "seen_change"))

        assert not is_marked()
        assert TOO_LATE not in told

    @pytest.mark.parametrize("was_marked", [False, True])
    def test_does_not_count_when_it_was_opened_before(self, english, was_marked):
        if was_marked:
            publish_guide("en", title="Another law")
        client = staff("moderator")
        seen = hidden(client, arabic(), "seen_change")
        publish_guide("en", title="Yet another law")

        told = self.tick(client, seen)

        assert is_marked()
        assert TOO_LATE in told
        assert arabic().title == "ترجمة"

    def test_does_not_count_without_a_word_of_what_was_seen(self, english):
        publish_guide("en", title="Another law")

        self.tick(staff("moderator"), "")

        assert is_marked()

    def test_does_not_count_later_either(self, english):
        client = staff("editor")
        seen = hidden(client, arabic(), "seen_change")
        publish_guide("en", title="Another law")

        save(arabic(), client, matches_source="on", seen_change=seen)
        arabic().get_latest_revision().publish()

        assert is_marked()

    def test_counts_after_a_typo_was_mended(self, english):
        publish_guide("en", title="Another law")
        client = staff("moderator")
        seen = hidden(client, arabic(), "seen_change")
        page = GuidePage.objects.get(pk=english.pk)
        page.title, page.minor_edit = "Another law.", True
        page.save_revision().publish()

        self.tick(client, seen)

        assert not is_marked()

    def test_is_asked_again_on_the_page_to_sign(self, english):
        nepali = translation_into("ne", english)
        fill(nepali, "[ne]", translation_type="machine")
        url = reverse("translators_send", args=[draft_of(nepali).pk])
        client = at_work(moderator())
        SourceStamp.objects.filter(page=draft_of(nepali)).update(
            source_changed_at=english.last_published_at, outdated_since=english.last_published_at
        )
        signed = {"act": "publish", "is_signed": "on"}

        first = client.post(url, signed | {"seen_change": ""})
        was_live = draft_of(nepali).live
        seen = re.search(r'name="seen_change" value="([^"]*)"', first.content.decode())[1]
        client.post(url, signed | {"seen_change": seen})

        assert TOO_LATE in first.content.decode()
        assert not was_live
        assert draft_of(nepali).live

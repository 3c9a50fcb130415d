"""A worker takes the texts of a page some seconds after its publication. Nobody is fooled meanwhile."""

from __future__ import annotations

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, Translation, TranslationSource

from cms import changes, differences, services, tasks
from cms.models import ContentChange, GuideIndexPage, GuidePage, SourceStamp, TextsNotReady, strings
from cms.translators import following, pofiles
from cms.translators import services as translators
from tests.cms.factories import NOW, publish_guide, take_texts
from tests.cms.translators.factories import (
    at_work,
    draft_of,
    fill,
    make_translator,
    moderator,
    translation_into,
)

pytestmark = pytest.mark.usefixtures("site_tree")

OLD, NEW = "The wage is 1,500.", "The wage is 1,700."
WAIT = "Try again in some seconds"


@pytest.fixture
def english(site_tree) -> GuidePage:
    return publish_guide("en", summary=OLD)


@pytest.fixture
def nepali(english) -> Translation:
    """A translation that readers see, in step."""
    translation = translation_into("ne", english, words="अनुवाद")
    publish(translation)
    return translation


def fresh(translation: Translation) -> Translation:
    return Translation.objects.get(pk=translation.pk)


def publish(translation: Translation) -> None:
    translators.publish_translation(page=draft_of(translation), by=None, is_signed=False, now=timezone.now())


def says(page: GuidePage, summary: str, **fields: object) -> None:
    """Publish a page with another summary."""
    page = GuidePage.objects.get(pk=page.pk)
    for name, value in {"summary": summary, **fields}.items():
        setattr(page, name, value)
    page.save_revision().publish()


def texts() -> set[str]:
    return set(StringSegment.objects.values_list("string__data", flat=True))


def is_told(translation: Translation) -> bool:
    return differences.outdated(draft_of(translation)) is not None


def told(response) -> str:
    return "\n".join(str(each) for each in response.context["messages"])


class TestTheWorker:
    def test_takes_what_the_request_that_publishes_does_not(self, nepali, english):
        says(english, NEW)
        in_the_request = texts()
        take_texts()

        assert OLD in in_the_request
        assert NEW not in in_the_request
        assert NEW in texts()
        assert OLD not in texts()

    def test_comes_with_the_other_followers(self, nepali, english):
        says(english, NEW)

        tasks.follow_changes()

        assert NEW in texts()
        assert not ContentChange.objects.exists()

    def test_comes_before_all_others(self):
        assert changes._followers[0] is following.follow

    def test_may_come_twice(self, nepali, english):
        says(english, NEW)
        take_texts()
        taken_at = fresh(nepali).source.last_updated_at

        take_texts()

        assert fresh(nepali).source.last_updated_at == taken_at

    def test_takes_nothing_of_pages_that_did_not_change(self, nepali, english):
        other = publish_guide("en", slug="other", summary=OLD)
        translation_into("ne", other)
        ContentChange.objects.all().delete()
        GuidePage.objects.filter(pk=other.pk).update(last_published_at=NOW)
        says(english, NEW)

        take_texts()

        assert {OLD, NEW} <= texts()

    def test_goes_through_all_when_the_site_changed(self, nepali, english):
        says(english, NEW)

        following.follow([ContentChange(kind="site", happened_at=NOW)], NOW)

        assert NEW in texts()

    def test_leaves_no_page_waiting_for_one_that_is_broken(self, nepali, english, monkeypatch):
        other = publish_guide("en", slug="other", summary="Other.")
        translation_into("ne", other)
        says(english, NEW)
        says(other, "Another law.")
        monkeypatch.setattr(changes, "_followers", [following.follow])
        monkeypatch.setattr(changes, "_waits_until", {})
        take, broken = TranslationSource.update_from_db, nepali.source_id

        def stumble(source: TranslationSource) -> None:
            if source.pk == broken:
                raise ValueError("a block that nobody can read")
            take(source)

        monkeypatch.setattr(TranslationSource, "update_from_db", stumble)
        changes.follow(now=timezone.now())

        assert "Another law." in texts()
        assert NEW not in texts()
        assert english.pk in set(ContentChange.objects.values_list("object_id", flat=True))
        monkeypatch.setattr(TranslationSource, "update_from_db", take)
        changes.follow(now=timezone.now() + datetime.timedelta(hours=2))
        assert NEW in texts()
        assert not ContentChange.objects.exists()

    def test_leaves_what_was_deleted(self, nepali, english):
        says(english, NEW)
        rows = list(ContentChange.objects.all())
        GuidePage.objects.get(pk=english.pk).delete()

        following.follow(rows, NOW)

        assert not strings.is_behind(fresh(nepali).source)

    def test_is_not_fooled_by_a_publication_while_it_takes(self, nepali, english):
        """The texts were read before it, and the clock of the taking is younger."""
        says(english, NEW)
        TranslationSource.objects.update(last_updated_at=timezone.now() + datetime.timedelta(seconds=1))

        assert strings.is_behind(fresh(nepali).source)

    def test_makes_nobody_wait_for_a_page_that_is_not_live(self, nepali, english):
        page = GuidePage.objects.get(pk=english.pk)
        page.unpublish()
        page = GuidePage.objects.get(pk=english.pk)
        page.summary = "A draft."
        page.save()
        page.save_revision()

        assert not strings.is_behind(fresh(nepali).source)

    def test_asks_nine_queries_when_there_is_nothing_to_do(self, nepali, django_assert_max_num_queries):
        rows = list(ContentChange.objects.all())
        with django_assert_max_num_queries(9):
            following.follow(rows, NOW)


class TestMeanwhile:
    @pytest.fixture
    def waiting(self, nepali, english) -> Translation:
        says(english, NEW)
        return fresh(nepali)

    def edit_url(self, translation: Translation) -> str:
        return reverse("wagtailadmin_pages:edit", args=[draft_of(translation).pk])

    def test_publishing_is_refused_and_the_banner_stays(self, waiting):
        before = draft_of(waiting).live_revision_id

        response = at_work(moderator()).post(self.edit_url(waiting), {"action": "publish"}, follow=True)

        assert WAIT in told(response)
        assert draft_of(waiting).live_revision_id == before
        assert is_told(waiting)
        with pytest.raises(TextsNotReady):
            draft_of(waiting).get_latest_revision().publish()

    def test_words_are_not_lost_and_afterwards_all_is_right(self, waiting):
        fill(waiting, "नयाँ")
        take_texts()

        assert strings.missing_string_count(draft_of(waiting)) == 1
        fill(fresh(waiting), "१,७००")
        publish(waiting)
        assert draft_of(waiting).summary == "१,७००"
        assert not is_told(waiting)

    def test_a_typo_makes_nobody_wait_longer_than_that(self, nepali, english):
        says(english, "The wage is 1,500!", minor_edit=True)
        with pytest.raises(TextsNotReady):
            draft_of(nepali).get_latest_revision().publish()
        take_texts()
        fill(fresh(nepali), "अनुवाद!")

        publish(nepali)

        assert draft_of(nepali).summary == "अनुवाद!"

    def test_the_editor_does_not_call_it_complete(self, waiting):
        html = at_work(make_translator("ne")).get(self.edit_url(waiting)).content.decode()

        assert WAIT in html
        assert "Every text has a translation" not in html

    @pytest.mark.parametrize("data", [None, {"act": "send"}, {"act": "publish", "is_signed": "on"}])
    def test_nothing_is_sent_on(self, waiting, data):
        client, url = at_work(moderator()), reverse("translators_send", args=[draft_of(waiting).pk])
        before = draft_of(waiting).latest_revision_id

        response = client.get(url, follow=True) if data is None else client.post(url, data, follow=True)

        assert WAIT in told(response)
        assert draft_of(waiting).latest_revision_id == before

    def test_no_file_of_old_strings_is_given_out(self, waiting):
        url = reverse("wagtail_localize:download_pofile", args=[waiting.pk])

        response = at_work(make_translator("ne")).get(url, follow=True)

        assert WAIT in told(response)

    def test_no_file_of_old_strings_is_taken(self, nepali, english):
        translator = make_translator("ne")
        file = pofiles.export_file(translation=nepali, now=timezone.now()).replace("अनुवाद", "फेरि")
        says(english, NEW)

        response = at_work(translator).post(
            reverse("wagtail_localize:upload_pofile", args=[nepali.pk]),
            {"file": SimpleUploadedFile("file.po", file.encode())},
            follow=True,
        )

        assert WAIT in told(response)
        take_texts()
        taken = pofiles.import_file(
            translation=fresh(nepali), content=file.encode(), by=translator, now=timezone.now()
        )
        assert taken.gone == [OLD]

    def test_no_other_language_is_begun(self, waiting, english):
        arabic = Locale.objects.get(language_code="ar")

        response = at_work(moderator()).post(
            reverse("wagtail_localize:submit_page_translation", args=[english.pk]),
            {"locales": [arabic.pk]},
            follow=True,
        )

        assert WAIT in told(response)
        assert not GuidePage.objects.filter(locale=arabic).exists()

    def test_a_translation_that_is_begun_all_the_same_is_outdated_from_its_first_day(self, waiting, english):
        arabic = translation_into("ar", english)

        stamp = SourceStamp.objects.get(page=draft_of(arabic))
        english.refresh_from_db()

        assert stamp.source_changed_at == english.last_published_at
        assert stamp.revision.content["summary"] == OLD

    def test_a_tree_that_is_sent_is_sent_as_it_is_live(self, waiting):
        index = GuideIndexPage.objects.get(locale__language_code="en")

        services.translate_subtree(page_id=index.pk, languages=["ar"], user_id=None)

        arabic = GuidePage.objects.get(locale__language_code="ar")
        assert arabic.get_latest_revision_as_object().summary == NEW
        assert arabic.source_stamp.source_changed_at is None

    def test_what_the_clock_publishes_waits_for_it(self, waiting):
        revision = draft_of(waiting).get_latest_revision()
        revision.approved_go_live_at = timezone.now() - datetime.timedelta(minutes=1)
        revision.save()

        tasks.publish_scheduled()

        revision.refresh_from_db()
        assert revision.approved_go_live_at > timezone.now()

    def test_a_draft_from_then_brings_nothing_in_step(self, nepali, english):
        """The source says what it said once before, so that every new text has a translation already."""
        says(english, NEW)
        take_texts()
        fill(fresh(nepali), "१,७००")
        publish(nepali)
        says(english, OLD)
        fresh(nepali).save_target(publish=False)
        draft = draft_of(nepali).get_latest_revision()
        take_texts()

        draft.publish()

        assert draft_of(nepali).summary == "१,७००"
        assert is_told(nepali)
        publish(nepali)
        assert draft_of(nepali).summary == "अनुवाद"
        assert not is_told(nepali)

    def test_synchronising_is_left_to_the_worker(self, waiting):
        ContentChange.objects.all().delete()
        url = reverse("wagtail_localize:update_translations", args=[waiting.source_id])

        response = at_work(moderator()).post(url, follow=True)

        assert WAIT in told(response)
        assert NEW not in texts()
        take_texts()
        assert NEW in texts()


class TestADraft:
    def test_of_a_live_translation_is_not_what_readers_see(self, nepali, english):
        says(english, NEW)
        take_texts()

        translators.send_to_moderators(
            page=draft_of(nepali), by=make_translator("ne"), is_signed=False, now=timezone.now()
        )

        assert draft_of(nepali).summary == "अनुवाद"
        assert draft_of(nepali).get_latest_revision_as_object().summary == NEW

    def test_moves_with_its_original_all_the_same(self, nepali, english):
        says(english, NEW, slug="wages")

        assert draft_of(nepali).slug == "wages"
        assert draft_of(nepali).url_path.endswith("/wages/")

"""Making the tree, publishing texts, and never leaving a stale translation unmarked."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from wagtail.models import Locale, Page, Site
from wagtail_localize.models import (
    StringTranslation,
    Translation,
    TranslationSource,
)

from cms import services
from cms.bodies import UnknownBlock
from cms.models import AliasRefused, GuidePage, HomePage, SourceStamp, TranslationIncomplete
from tests.cms.factories import BODY, NOW, publish_guide, take_texts

pytestmark = pytest.mark.usefixtures("site_tree")


def stale_banner(client, path: str) -> bool:
    """Whether the reader is told, whatever her language."""
    response = client.get(path)
    outdated = response.context["outdated"]
    return outdated is not None and outdated.day.date().isoformat() in response.content.decode()


def edit(page: GuidePage, **changes: object) -> GuidePage:
    """As an editor does: a new revision, published."""
    page = GuidePage.objects.get(pk=page.pk)
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return GuidePage.objects.get(pk=page.pk)


class TestEnsureSiteTree:
    def test_makes_a_home_and_two_indexes_for_each_language(self, settings):
        assert HomePage.objects.count() == len(settings.LANGUAGES)
        assert Page.objects.filter(depth=3).count() == 2 * len(settings.LANGUAGES)

    def test_roots_the_site_at_the_english_home(self):
        assert Site.objects.get().root_page.slug == "home"

    def test_again_makes_nothing_more(self):
        before = list(Page.objects.values_list("pk", "live_revision_id").order_by("pk"))

        services.ensure_site_tree(by=None, now=NOW)

        assert list(Page.objects.values_list("pk", "live_revision_id").order_by("pk")) == before

    def test_takes_texts_that_are_given(self):
        texts = services.SiteTexts("عنوان", "مقدمة", "أدلة", "", "حملات", "")

        homes = services.ensure_site_tree(texts={"ar": texts}, by=None, now=NOW)

        assert HomePage.objects.get(pk=homes["ar"].pk).title == "عنوان"

    def test_homes_are_translations_of_each_other(self):
        assert HomePage.objects.values("translation_key").distinct().count() == 1


class TestPublishGuide:
    def test_in_another_language_is_a_translation(self):
        english = publish_guide("en")

        arabic = publish_guide("ar")

        assert arabic.translation_key == english.translation_key
        assert arabic.alias_of_id is None
        assert arabic.source_stamp.revision_id == english.live_revision_id

    def test_twice_is_published_once(self):
        first = publish_guide("en")

        second = publish_guide("en")

        assert second.live_revision_id == first.live_revision_id

    def test_keeps_every_block(self):
        page = publish_guide("en")

        assert [block.block_type for block in page.body] == [block["type"] for block in BODY]
        assert "<b>not you</b>" in str(page.body[0].value["text"])

    def test_escapes_what_a_text_holds(self):
        page = publish_guide("en", body=[{"type": "paragraph", "text": "<script>alert(1)</script>"}])

        assert "<script>" not in str(page.body)

    def test_before_its_source_is_refused(self):
        with pytest.raises(services.SourceMissing):
            publish_guide("ar")

    def test_with_an_unknown_block_is_refused(self):
        with pytest.raises(UnknownBlock):
            publish_guide("en", body=[{"type": "carousel"}])

    def test_due_before_it_was_checked_is_refused(self):
        with pytest.raises(ValidationError):
            publish_guide("en", review_due=datetime.date(2026, 1, 1))


class TestStaleness:
    def test_of_a_translation_shows_when_the_source_changed(self, client):
        english = publish_guide("en")
        publish_guide("ne")

        with time_machine.travel(datetime.datetime(2027, 1, 5, tzinfo=datetime.UTC)):
            edit(english, summary="The minimum wage is 1,700 now.")

        html = client.get("/ne/guides/fees/").content.decode()
        assert 'datetime="2027-01-05"' in html
        assert 'href="/en/guides/fees/" hreflang="en"' in html

    def test_does_not_follow_a_minor_edit(self, client):
        english = publish_guide("en")
        publish_guide("ne")

        edit(english, summary="A typo less.", minor_edit=True)

        assert not stale_banner(client, "/ne/guides/fees/")

    def test_minor_edit_is_forgotten_after_it_was_published(self, client):
        english = publish_guide("en")
        publish_guide("ne")

        english = edit(english, summary="A typo less.", minor_edit=True)
        edit(english, summary="Another law.")

        assert stale_banner(client, "/ne/guides/fees/")

    def test_stays_when_the_translation_is_edited_without_a_word_about_it(self, client):
        english = publish_guide("en")
        nepali = publish_guide("ne")
        edit(english, summary="Another law.")

        edit(nepali, title="नयाँ शीर्षक")

        assert stale_banner(client, "/ne/guides/fees/")

    def test_ends_when_the_translator_says_so(self, client):
        english = publish_guide("en")
        nepali = publish_guide("ne")
        edit(english, summary="Another law.")

        edit(nepali, summary="अर्को कानून।", matches_source=True)

        assert not stale_banner(client, "/ne/guides/fees/")

    def test_stays_when_an_older_draft_is_published(self, client):
        english = publish_guide("en")
        nepali = publish_guide("ne")
        nepali.matches_source = True
        old_draft = nepali.save_revision()
        edit(english, summary="Another law.")

        old_draft.publish()

        assert stale_banner(client, "/ne/guides/fees/")

    def test_ends_when_the_new_text_is_loaded(self, client):
        publish_guide("en")
        publish_guide("ne")
        publish_guide("en", summary="Another law.")

        publish_guide("ne", summary="अर्को कानून।")

        assert not stale_banner(client, "/ne/guides/fees/")

    def test_never_marks_the_source(self, client):
        english = publish_guide("en")
        nepali = publish_guide("ne")

        edit(nepali, summary="अर्को कानून।")

        assert not SourceStamp.objects.filter(page=english).exists()
        assert not stale_banner(client, "/en/guides/fees/")


class TestAddresses:
    def test_of_translations_follow_the_original(self, client):
        english = publish_guide("en")
        publish_guide("ne")

        edit(english, slug="no-fees")

        assert client.get("/ne/guides/no-fees/").status_code == 200
        assert "noindex" not in client.get("/ne/guides/no-fees/").content.decode()

    def test_are_ascii(self):
        page = publish_guide("en")
        page.slug = "शुल्क"

        with pytest.raises(ValidationError):
            page.full_clean()


class TestAliases:
    def test_never_appear_when_a_page_is_made(self):
        publish_guide("en")
        publish_guide("ne")

        assert not Page.objects.filter(alias_of__isnull=False).exists()

    def test_are_refused(self):
        english = publish_guide("en")
        index = GuidePage.objects.get(pk=english.pk).get_parent()

        with pytest.raises(AliasRefused):
            english.create_alias(parent=index, update_slug="alias")
        assert not Page.objects.filter(alias_of__isnull=False).exists()

    def test_are_refused_when_a_page_is_turned_into_one(self):
        english = publish_guide("en")
        nepali = publish_guide("ne")
        nepali.alias_of = Page.objects.get(pk=english.pk)

        with pytest.raises(AliasRefused):
            nepali.save()


class TestLocalize:
    """What wagtail-localize does with our pages."""

    @pytest.fixture
    def translation(self) -> Translation:
        english = publish_guide("en")
        source, _made = TranslationSource.get_or_create_from_instance(english)
        return Translation.objects.create(
            source=source, target_locale=Locale.objects.get(language_code="ne"), enabled=True
        )

    def translate_everything(self, translation: Translation) -> None:
        for segment in translation.source.stringsegment_set.order_by("order"):
            StringTranslation.objects.update_or_create(
                translation_of=segment.string,
                context=segment.context,
                locale=translation.target_locale,
                defaults={"data": f"नेपाली {segment.order}"},
            )

    def page(self) -> GuidePage:
        return GuidePage.objects.get(locale__language_code="ne")

    def test_begins_with_a_stamped_draft_that_is_no_alias(self, translation):
        translation.save_target(publish=False)

        page = self.page()
        assert not page.live
        assert page.alias_of_id is None
        assert page.slug == "fees"
        assert page.source_stamp.source_language == "en"

    def test_never_publishes_a_mixed_page(self, translation, django_capture_on_commit_callbacks):
        with pytest.raises(TranslationIncomplete), django_capture_on_commit_callbacks(execute=True):
            translation.save_target(publish=True)

        assert not self.page().live

    def test_publishes_a_complete_page(self, translation, client, django_capture_on_commit_callbacks):
        self.translate_everything(translation)

        with django_capture_on_commit_callbacks(execute=True):
            translation.save_target(publish=True)

        assert self.page().live
        assert not stale_banner(client, "/ne/guides/fees/")

    def test_leaves_the_words_of_the_other_language_as_they_are(
        self, translation, django_capture_on_commit_callbacks
    ):
        self.translate_everything(translation)

        with django_capture_on_commit_callbacks(execute=True):
            translation.save_target(publish=True)

        phrase = next(block for block in self.page().body if block.block_type == "phrase")
        assert phrase.value["other_text"] == "Give me a receipt, please."
        assert phrase.value["text"].startswith("नेपाली")

    def test_says_so_when_the_source_changed_and_catches_up(
        self, translation, client, django_capture_on_commit_callbacks
    ):
        self.translate_everything(translation)
        with django_capture_on_commit_callbacks(execute=True):
            translation.save_target(publish=True)

        edit(GuidePage.objects.get(locale__language_code="en"), summary="The wage is 1,700 now.")
        take_texts()
        translation.source.refresh_from_db()

        assert stale_banner(client, "/ne/guides/fees/")
        total, done = translation.get_progress()
        assert done < total, "the changed sentence waits for its translation"

        self.translate_everything(translation)
        with django_capture_on_commit_callbacks(execute=True):
            translation.save_target(publish=True)
        assert not stale_banner(client, "/ne/guides/fees/")

    def test_subtree_job_makes_drafts(self):
        from cms.models import GuideIndexPage

        publish_guide("en")
        index = GuideIndexPage.objects.get(locale__language_code="en")

        services.translate_subtree(page_id=index.pk, languages=["ne", "ar"], user_id=None)

        drafts = GuidePage.objects.exclude(locale__language_code="en")
        assert drafts.count() == 2
        assert not drafts.filter(live=True).exists()
        assert not Page.objects.filter(alias_of__isnull=False).exists()

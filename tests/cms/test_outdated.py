"""No reader sees an old figure without being told, and told where, in her language."""

from __future__ import annotations

import pytest
from django.utils import timezone, translation
from django.utils.translation import gettext
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from cms import differences, services
from cms.models import GuidePage, SourceStamp, TextsNotReady, TranslationIncomplete
from cms.packs import fragments
from tests.cms.factories import publish_guide, take_texts

pytestmark = pytest.mark.usefixtures("site_tree")

MARK = '<div class="notice notice--outdated">'
OLD = {"type": "law", "text": "The minimum wage is 1,500.", "source": "Wage order (2025)"}
NEW = {"type": "law", "text": "The minimum wage is 1,700.", "source": "Wage order (2026)"}
ARABIC = {"type": "law", "text": "الحد الأدنى للأجر 1,500.", "source": "قرار الأجور (2025)"}
NEPALI = {"type": "law", "text": "न्यूनतम ज्याला 1,500 हो।", "source": "ज्याला आदेश (2025)"}
FIRST = {"type": "paragraph", "heading": "Pay", "text": "You are paid for every hour."}


def old_part() -> str:
    """What a Nepali reader is told at a part that is old, without the name of the language."""
    with translation.override("ne"):
        sentence = gettext("This part is out of date. It has changed in %(language)s.")
    return max(sentence.split("%(language)s"), key=len).strip()


def read(client, language: str) -> str:
    return client.get(f"/{language}/guides/fees/").content.decode()


def wage_guide() -> None:
    publish_guide("en", body=[FIRST, OLD])
    publish_guide("ne", body=[FIRST, NEPALI])
    publish_guide("ar", body=[FIRST, ARABIC])


class TestTheReaderIsTold:
    def test_at_the_part_that_changed_and_in_her_language(self, client):
        wage_guide()
        publish_guide("en", body=[FIRST, NEW])

        html = read(client, "ne")

        told, old = html.index(old_part()), html.index("न्यूनतम ज्याला 1,500")
        assert told < old
        assert '<div lang="en" dir="ltr">' in html[told:old]
        assert "The minimum wage is 1,700." in html[told:old]
        assert html.count(MARK) == 2  # above all, and at this part alone

    def test_or_reads_what_was_before_when_nobody_could_be_told(self, client, monkeypatch):
        def dies(**_arguments):
            raise ConnectionError

        wage_guide()
        page = GuidePage.objects.get(locale__language_code="en", slug="fees")
        page.summary = "It is 1,700 now."
        revision = page.save_revision()
        monkeypatch.setattr(services, "record_publication", dies)

        with pytest.raises(ConnectionError):
            revision.publish()

        page.refresh_from_db()
        assert page.summary != "It is 1,700 now."
        assert page.live_revision_id != revision.pk
        assert MARK not in read(client, "ne")

    def test_of_what_is_new_and_of_what_has_gone(self, client):
        wage_guide()
        more = {"type": "warning", "text": "Sign no empty page."}
        publish_guide("en", body=[FIRST, NEW, more])
        added = read(client, "ar")
        publish_guide("en", body=[FIRST])

        gone = read(client, "ar")

        assert "Sign no empty page." in added
        assert "1,700" not in gone
        assert gone.count(MARK) == 2
        assert "الحد الأدنى للأجر 1,500" in gone

    def test_of_no_part_that_an_editor_only_opened(self, client):
        """Wagtail's editor writes a key into every paragraph that it saves."""
        wage_guide()
        english = GuidePage.objects.get(locale__language_code="en")
        raw = english.body.get_prep_value()
        raw[0]["value"]["text"] = raw[0]["value"]["text"].replace("<p>", '<p data-block-key="a1b2c">')
        raw[1]["value"]["text"] = "<p>The minimum wage is 1,700.</p>"
        english.body = english.body.stream_block.to_python(raw)
        english.save_revision().publish()

        html = read(client, "ne")

        assert html.count(MARK) == 2

    def test_when_the_page_as_it_was_is_kept_no_more(self, client):
        wage_guide()
        publish_guide("en", body=[FIRST, NEW])
        SourceStamp.objects.update(revision=None)

        html = read(client, "ne")

        assert html.count(MARK) == 1
        assert 'href="/en/guides/fees/" hreflang="en"' in html

    def test_when_the_source_has_been_deleted(self, client):
        wage_guide()
        english = publish_guide("en", body=[FIRST, NEW])
        english.delete()

        html = read(client, "ne")

        assert html.count(MARK) == 1
        assert 'href="/en/guides/fees/"' not in html

    def test_in_the_pack_and_on_paper(self):
        wage_guide()
        publish_guide("en", body=[FIRST, NEW])
        nepali = GuidePage.objects.get(locale__language_code="ne")

        packed = fragments.guide(nepali, language="ne", on=timezone.localdate()).html

        assert "The minimum wage is 1,700." in packed
        assert packed.index("1,700") < packed.index("1,500")

    def test_with_two_more_queries_and_none_when_it_is_in_step(self, django_assert_num_queries):
        wage_guide()
        in_step = GuidePage.objects.select_related("source_stamp").get(locale__language_code="ne")
        with django_assert_num_queries(0):
            assert differences.outdated(in_step) is None
        publish_guide("en", body=[FIRST, NEW])

        page = GuidePage.objects.select_related("source_stamp", "locale").get(locale__language_code="ne")

        with django_assert_num_queries(2):
            assert differences.outdated(page) is not None


class TestWhatWagtailLocalizeCallsUpToDate:
    """The sequence that leaves an old wage on the site without a word: source changed, nobody pressed "sync",
    somebody pressed it and published a page of two languages."""

    def test_is_never_shown_without_the_banner(self, client, django_capture_on_commit_callbacks):
        english = publish_guide("en", body=[FIRST, OLD])
        source, _made = TranslationSource.get_or_create_from_instance(english)
        nepali = Locale.objects.get(language_code="ne")
        translation = Translation.objects.create(source=source, target_locale=nepali)
        fill(translation, "पहिलो")
        with django_capture_on_commit_callbacks(execute=True):
            translation.save_target(publish=True)
        assert MARK not in read(client, "ne")

        publish_guide("en", body=[FIRST, NEW])
        after_the_change = read(client, "ne")
        with pytest.raises(TextsNotReady), django_capture_on_commit_callbacks(execute=True):
            Translation.objects.get().save_target(publish=True)
        before_the_texts = read(client, "ne")
        take_texts()
        with pytest.raises(TranslationIncomplete), django_capture_on_commit_callbacks(execute=True):
            Translation.objects.get().save_target(publish=True)
        after_the_attempt = read(client, "ne")
        translation = Translation.objects.get()
        fill(translation, "दोस्रो")
        with django_capture_on_commit_callbacks(execute=True):
            translation.save_target(publish=True)

        for html in (after_the_change, before_the_texts, after_the_attempt):
            assert MARK in html
            assert "पहिलो" in html
            assert old_part() in html
            assert html.count('<section class="law">') == 2  # hers as it was, the new one as English
            assert html.count("1,700") == 1  # and only there
        in_step = read(client, "ne")
        assert MARK not in in_step
        assert "दोस्रो" in in_step


def fill(translation: Translation, words: str) -> None:
    """Translate every string that has none yet."""
    for segment in translation.source.stringsegment_set.order_by("pk"):
        StringTranslation.objects.get_or_create(
            translation_of_id=segment.string_id,
            locale=translation.target_locale,
            context_id=segment.context_id,
            defaults={"data": f"{words} {segment.pk}"},
        )


class TestDownTheTreeOfLanguages:
    def chain(self) -> None:
        publish_guide("en", body=[FIRST, OLD])
        publish_guide("hi", body=[FIRST, OLD])
        publish_guide("ne", body=[FIRST, NEPALI], source_language="hi")

    def test_a_change_goes_all_the_way(self, client):
        self.chain()
        publish_guide("en", body=[FIRST, NEW])

        html = read(client, "ne")

        assert "The minimum wage is 1,700." in html
        assert 'hreflang="en"' in html

    def test_nobody_catches_up_before_her_own_source(self, client):
        self.chain()
        publish_guide("en", body=[FIRST, NEW])

        publish_guide("ne", body=[FIRST, NEPALI], title="नयाँ", source_language="hi")

        assert MARK in read(client, "ne")

    def test_the_one_below_is_outdated_by_the_one_above_that_caught_up(self, client):
        self.chain()
        publish_guide("en", body=[FIRST, NEW])
        publish_guide("hi", body=[FIRST, {**NEW, "text": "न्यूनतम मज़दूरी 1,700 है।"}])

        below = read(client, "ne")
        publish_guide("ne", body=[FIRST, {**NEPALI, "text": "न्यूनतम ज्याला 1,700 हो।"}], source_language="hi")

        assert "न्यूनतम मज़दूरी 1,700 है।" in below
        assert MARK not in read(client, "ne")

    def test_who_follows_and_calls_it_a_minor_edit_is_to_be_followed_all_the_same(self):
        self.chain()
        publish_guide("en", body=[FIRST, NEW])
        hindi = GuidePage.objects.get(locale__language_code="hi")
        hindi.minor_edit = hindi.matches_source = True
        hindi.save_revision().publish()

        hindi.refresh_from_db()
        below = SourceStamp.objects.get(page__locale__language_code="ne")
        assert hindi.source_stamp.source_changed_at is None
        assert below.source_changed_at == hindi.last_published_at

    def test_a_translation_of_an_outdated_page_is_outdated_from_its_first_day(self, client):
        publish_guide("en", body=[FIRST, OLD])
        publish_guide("hi", body=[FIRST, OLD])
        publish_guide("en", body=[FIRST, NEW])

        publish_guide("ne", body=[FIRST, NEPALI], source_language="hi")

        assert MARK in read(client, "ne")

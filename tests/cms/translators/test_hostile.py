"""Ways on which words that nobody answers for would reach readers."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from django.urls import reverse
from wagtail.models import Locale
from wagtail_localize.models import OverridableSegment, SegmentOverride

from cms.models import GuidePage, SourceStamp, TranslationIncomplete
from tests.cms.factories import publish_guide
from tests.cms.translators.factories import (
    at_work,
    draft_of,
    fill,
    make_translator,
    moderator,
    segment_of,
    segments,
    translation_into,
)

pytestmark = pytest.mark.usefixtures("site_tree")
FORM = "application/x-www-form-urlencoded"
MACHINE = {"translation_type": "machine", "tool_name": "Machine"}


@pytest.fixture
def english():
    page = publish_guide("en")
    text = '<p>Read <a href="https://ilo.example/">this</a> now.</p>'
    page.body = [("paragraph", {"heading": "Fees", "text": text})]
    page.save_revision().publish()
    page.refresh_from_db()
    return page


class TestADraftFromBeforeTheTranslation:
    def test_is_not_published_when_the_strings_are_there_at_last(self, english):
        nepali = translation_into("ne", english)
        old = draft_of(nepali).get_latest_revision()
        fill(nepali, "अनुवाद")

        with pytest.raises(TranslationIncomplete):
            old.publish()

        assert not draft_of(nepali).live


class TestWordsOfAMachine:
    def test_are_known_again_after_their_page_was_deleted(self, english):
        nepali = translation_into("ne", english)
        fill(nepali, "यन्त्र", **MACHINE)
        draft_of(nepali).delete()

        at_work(make_translator("ne")).post(
            reverse("wagtail_localize:submit_page_translation", args=[english.pk]),
            {"locales": [Locale.objects.get(language_code="ne").pk]},
        )

        assert SourceStamp.objects.get(page=draft_of(nepali)).machine_made_at is not None

    def test_are_not_copied_before_somebody_signs(self, english):
        nepali = translation_into("ne", english)
        fill(nepali, "यन्त्र", **MACHINE)
        page = draft_of(nepali)

        at_work(moderator()).post(
            reverse("wagtailadmin_pages:copy", args=[page.pk]),
            {"new_title": "x", "new_slug": "a-copy", "new_parent_page": page.get_parent().pk},
        )

        assert not GuidePage.objects.filter(slug="a-copy").exists()


class TestMarkup:
    @pytest.mark.parametrize(
        "hidden", ["<![CDATA[><img src=x onerror=alert(1)>]]>", "<!DOCTYPE x [<img src=x onerror=alert(1)>"]
    )
    def test_that_only_a_browser_sees_is_an_error(self, english, hidden):
        nepali = translation_into("ne", english)
        segment = segments(nepali)[0]
        url = reverse("wagtail_localize:edit_string_translation", args=[nepali.pk, segment.pk])

        answer = at_work(make_translator("ne")).put(url, f"value={quote(hidden)}", content_type=FORM)

        assert "img" in answer.json()["error"]
        assert segment_of(nepali, segment.string.data).string.translations.get().has_error

    @pytest.mark.parametrize(
        ("instead", "status"), [("javascript:alert(1)", 400), ("https://ilo.example/ne", 201)]
    )
    def test_a_link_is_replaced_by_a_link_only(self, english, instead, status):
        nepali = translation_into("ne", english)
        link = OverridableSegment.objects.get(source=nepali.source, data_json__contains="ilo.example")
        url = reverse("wagtail_localize:edit_override", args=[nepali.pk, link.pk])

        answer = at_work(make_translator("ne")).put(url, f"value={quote(instead)}", content_type=FORM)

        assert answer.status_code == status
        assert SegmentOverride.objects.count() == (status == 201)

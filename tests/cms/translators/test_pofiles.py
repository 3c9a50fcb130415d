"""A file is taken whole, or not at all and with a reason."""

from __future__ import annotations

import polib
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from wagtail.rich_text import RichText
from wagtail_localize.models import StringTranslation

from cms import services
from cms.models import GuidePage
from cms.translators import pofiles
from tests.cms.factories import NOW, publish_guide, take_texts
from tests.cms.translators.factories import (
    at_work,
    draft_of,
    fill,
    make_translator,
    segments,
    translation_into,
)

pytestmark = pytest.mark.usefixtures("site_tree")

LINK = {"type": "paragraph", "heading": "Who helps", "text": "Ask the union today."}


@pytest.fixture
def nepali():
    page = publish_guide("en", body=[LINK])
    html = '<p>Ask <a href="https://union.example/">the union</a> today.</p>'
    page.body[0].value["text"] = RichText(html)
    page.save_revision().publish()
    return translation_into("ne", GuidePage.objects.get(pk=page.pk))


@pytest.fixture
def translator():
    return make_translator("ne")


def downloaded(translation) -> polib.POFile:
    return polib.pofile(pofiles.export_file(translation=translation, now=timezone.now()))


def upload(translation, translator, content: bytes) -> str:
    """What the translator is told."""
    response = at_work(translator).post(
        reverse("wagtail_localize:upload_pofile", args=[translation.pk]),
        {"file": SimpleUploadedFile("file.po", content), "next": reverse("wagtailadmin_home")},
        follow=True,
    )
    return "\n".join(str(each) for each in response.context["messages"])


def content_of(po: polib.POFile) -> bytes:
    return str(po).encode()


def entry(po: polib.POFile, text: str) -> polib.POEntry:
    return next(each for each in po if text in each.msgid)


def strings() -> dict[str, str]:
    return {each.translation_of.data: each.data for each in StringTranslation.objects.order_by("pk")}


class TestAGoodFile:
    def test_is_downloaded_translated_and_taken(self, nepali, translator):
        client = at_work(translator)
        response = client.get(reverse("wagtail_localize:download_pofile", args=[nepali.pk]))
        po = polib.pofile(response.content.decode())
        for each in po:
            each.msgstr = each.msgid.replace("Ask", "सोध्नुहोस्")

        told = upload(nepali, translator, content_of(po))

        assert response.headers["Content-Disposition"] == 'attachment; filename="fees-ne.po"'
        assert "in the page&#x27;s strings now" in told or "in the page's strings now" in told
        assert strings() == {each.msgid: each.msgstr for each in po}
        assert {each.last_translated_by for each in StringTranslation.objects.all()} == {translator}

    def test_leaves_alone_what_it_says_nothing_about(self, nepali, translator):
        fill(nepali, "पुरानो")
        po = downloaded(nepali)
        for each in po:
            each.msgstr = ""

        upload(nepali, translator, content_of(po))

        assert set(strings().values()) == {"पुरानो"}

    def test_can_come_from_windows(self, nepali, translator):
        po = downloaded(nepali)
        entry(po, "Who helps").msgstr = "कसले मद्दत गर्छ"

        upload(nepali, translator, b"\xef\xbb\xbf" + content_of(po).replace(b"\n", b"\r\n"))

        assert strings() == {"Who helps": "कसले मद्दत गर्छ"}


class TestARefusedFile:
    def refused(self, translation, translator, content: bytes) -> str:
        fill(translation, "पुरानो")
        before = strings()
        told = upload(translation, translator, content)
        assert strings() == before
        return told

    def test_of_another_guide(self, nepali, translator):
        other = translation_into("ne", publish_guide("en", slug="other", body=[LINK]))
        fill(other, "अर्को")

        assert "for another page" in self.refused(nepali, translator, content_of(downloaded(other)))

    def test_of_another_language(self, nepali, translator):
        page = nepali.source.get_source_instance()
        arabic = translation_into("ar", page)
        fill(arabic, "عربي")

        assert "another language of this page" in self.refused(
            nepali, translator, content_of(downloaded(arabic))
        )

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"\xff\xfe\x00",
            b"no po file at all",
            b'msgid "a\nmsgstr "b"\n',
            b'msgid ""\nmsgstr "X: y\\n"\n\nmsgid "a"\n',
            b"/etc/passwd",
        ],
    )
    def test_that_is_broken(self, nepali, translator, content):
        told = self.refused(nepali, translator, content)

        assert "broken one" in told or "does not say which page" in told

    def test_over_two_megabytes(self, nepali, translator):
        po = downloaded(nepali)
        entry(po, "Who helps").msgstr = "x" * pofiles.LARGEST_BYTES

        assert "larger than 2 MB" in self.refused(nepali, translator, content_of(po))

    def test_with_broken_links_names_the_first_and_takes_no_other(self, nepali, translator):
        po = downloaded(nepali)
        entry(po, "Who helps").msgstr = "कसले मद्दत गर्छ"
        entry(po, "Ask").msgstr = "युनियनलाई सोध्नुहोस्।"

        told = self.refused(nepali, translator, content_of(po))

        assert "1 string is not right" in told
        assert "is missing" in told
        assert "the union" in told

    def test_in_which_no_string_is_of_today(self, nepali, translator):
        po = downloaded(nepali)
        for each in po:
            each.msgid += " of old"
            each.msgstr = "पुरानो पाठ"

        assert "No string of this file" in self.refused(nepali, translator, content_of(po))

    def test_that_is_none(self, nepali, translator):
        client = at_work(translator)

        response = client.post(reverse("wagtail_localize:upload_pofile", args=[nepali.pk]), follow=True)

        assert "Choose a PO file first" in "".join(str(each) for each in response.context["messages"])


class TestWhatIsLeftOut:
    def test_strings_that_are_gone_are_named(self, nepali, translator):
        po = downloaded(nepali)
        for each in po:
            each.msgstr = each.msgid
        english = nepali.source.get_source_instance()
        english.body[0].value["heading"] = "Who can help"
        english.save_revision().publish()
        take_texts()

        told = upload(nepali, translator, content_of(po))

        assert "1 string is no longer in the source" in told
        assert "Who helps" in told
        assert "Who helps" not in strings()
        assert len(strings()) == len(po) - 1

    def test_strings_that_a_colleague_translated_since_are_kept(self, nepali, translator):
        po = downloaded(nepali)
        entry(po, "Who helps").msgstr = "फाइलबाट"
        fill(nepali, "सहकर्मीबाट", last_translated_by=make_translator("ne"))

        told = upload(nepali, translator, content_of(po))

        assert "1 string was translated here since" in told
        assert strings()["Who helps"] == "सहकर्मीबाट"

    def test_the_same_file_improved_replaces_itself(self, nepali, translator):
        po = downloaded(nepali)
        entry(po, "Who helps").msgstr = "पहिलो"
        upload(nepali, translator, content_of(po))
        entry(po, "Who helps").msgstr = "राम्रो"

        upload(nepali, translator, content_of(po))

        assert strings()["Who helps"] == "राम्रो"

    def test_fuzzy_strings_are_named(self, nepali, translator):
        po = downloaded(nepali)
        entry(po, "Who helps").msgstr = "शायद"
        entry(po, "Who helps").flags.append("fuzzy")

        told = upload(nepali, translator, content_of(po))

        assert "unsure (fuzzy)" in told
        assert strings() == {}


TEXTS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00<>&%"), min_size=1, max_size=200
)


class TestRoundTrip(TestCase):
    @hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.lists(TEXTS, min_size=1, max_size=7))
    def test_of_any_texts(self, texts):
        services.ensure_site_tree(by=None, now=NOW)
        nepali = translation_into("ne", publish_guide("en", slug="round-trip"))
        translator = make_translator("ne")
        for segment, text in zip(segments(nepali)[1:], texts, strict=False):
            # The title would be the page's name in lists, and has a length.
            StringTranslation.objects.create(
                translation_of_id=segment.string_id,
                locale=nepali.target_locale,
                context_id=segment.context_id,
                data=text,
                translation_type="manual",
            )
        before = strings()
        content = pofiles.export_file(translation=nepali, now=timezone.now()).encode()
        StringTranslation.objects.all().delete()

        taken = pofiles.import_file(translation=nepali, content=content, by=translator, now=timezone.now())

        assert strings() == before
        assert taken.saved_count == len(before)
        assert (taken.gone, taken.newer, taken.unsure) == ([], [], [])
        assert draft_of(nepali) is not None

"""Two translators on one page, and a source that goes away under them."""

from __future__ import annotations

import html
import json
import re

import pytest
from django.urls import reverse
from wagtail_localize.models import StringTranslation, Translation

from cms.models import GuidePage, TranslationIncomplete
from tests.cms.factories import publish_guide
from tests.cms.translators.factories import (
    at_work,
    draft_of,
    fill,
    make_translator,
    moderator,
    segment_of,
    translation_into,
)

pytestmark = pytest.mark.usefixtures("site_tree")


@pytest.fixture
def nepali():
    return translation_into("ne", publish_guide("en"))


class Editor:
    """A translator with the editor open: her strings are saved to the addresses that the page gave her."""

    def __init__(self, translation: Translation) -> None:
        self.translation = translation
        self.user = make_translator(translation.target_locale.language_code)
        self.client = at_work(self.user)
        self.open()

    def open(self) -> None:
        address = reverse("wagtailadmin_pages:edit", args=[draft_of(self.translation).pk])
        page = self.client.get(address).content.decode()
        props = json.loads(html.unescape(re.search(r'data-props="([^"]*)"', page)[1]))
        self.addresses = {each["id"]: each["editUrl"] for each in props["segments"] if "source" in each}

    def save(self, text: str, of: str = "not you"):
        segment = segment_of(self.translation, of)
        return self.client.put(
            self.addresses[segment.pk],
            data=f'--x\r\nContent-Disposition: form-data; name="value"\r\n\r\n{text}\r\n--x--\r\n'.encode(),
            content_type="multipart/form-data; boundary=x",
        )

    def delete(self, of: str = "not you"):
        return self.client.delete(self.addresses[segment_of(self.translation, of).pk])


def stored() -> list[str]:
    return list(StringTranslation.objects.order_by("pk").values_list("data", flat=True))


class TestOneStringAndTwoTranslators:
    def test_the_second_is_told_and_nothing_is_lost(self, nepali):
        asha, binod = Editor(nepali), Editor(nepali)
        asha.save("आशाको पाठ")

        answer = binod.save("बिनोदको पाठ").json()

        assert stored() == ["आशाको पाठ"]
        assert answer["data"] == "आशाको पाठ"
        assert asha.user.get_full_name() in answer["error"]
        assert "बिनोदको पाठ" in answer["error"]

    def test_whoever_was_told_may_replace_it(self, nepali):
        asha, binod = Editor(nepali), Editor(nepali)
        asha.save("आशाको पाठ")
        binod.save("बिनोदको पाठ")

        answer = binod.save("दुवैको पाठ").json()

        assert answer["error"] is None
        assert stored() == ["दुवैको पाठ"]

    def test_and_then_the_first_is_told(self, nepali):
        asha, binod = Editor(nepali), Editor(nepali)
        asha.save("आशाको पाठ")
        binod.save("बिनोदको पाठ")
        binod.save("दुवैको पाठ")

        assert asha.save("फेरि आशा").json()["data"] == "दुवैको पाठ"

    def test_one_translator_saves_as_often_as_she_likes(self, nepali):
        asha = Editor(nepali)

        answers = [asha.save(text).status_code for text in ("एक", "दुई", "तीन")]

        assert answers == [201, 200, 200]
        assert stored() == ["तीन"]

    def test_who_opened_the_page_afterwards_goes_on(self, nepali):
        asha = Editor(nepali)
        asha.save("आशाको पाठ")
        binod = Editor(nepali)

        assert binod.save("बिनोदको पाठ").json()["error"] is None
        assert stored() == ["बिनोदको पाठ"]

    def test_other_strings_are_nobodys_business(self, nepali):
        asha, binod = Editor(nepali), Editor(nepali)
        asha.save("आशाको पाठ")

        assert binod.save("बिनोदको पाठ", of="Ask in writing").status_code == 201

    def test_the_same_words_twice_are_no_conflict(self, nepali):
        asha, binod = Editor(nepali), Editor(nepali)
        asha.save("उही पाठ")

        assert binod.save("उही पाठ").json()["error"] is None

    def test_nothing_unseen_is_deleted(self, nepali):
        asha, binod = Editor(nepali), Editor(nepali)
        asha.save("आशाको पाठ")

        assert binod.delete().status_code == 409
        assert stored() == ["आशाको पाठ"]
        assert asha.delete().status_code == 200
        assert asha.delete().status_code == 404


class TestTheSource:
    def edit_page(self, translation) -> str:
        url = reverse("wagtailadmin_pages:edit", args=[draft_of(translation).pk])
        return at_work(make_translator("ne")).get(url).content.decode()

    def test_unpublished_leaves_the_translation_and_says_so(self, nepali):
        fill(nepali, "अनुवाद")
        nepali.source.get_source_instance().unpublish()

        assert "is not published now" in self.edit_page(nepali)
        assert stored()

    def test_deleted_leaves_what_was_written_in_the_draft(self, nepali):
        Editor(nepali).save("आशाको पाठ")
        nepali.source.get_source_instance().delete()

        page = draft_of(nepali)

        assert "has been deleted" in self.edit_page(nepali)
        assert not page.live
        assert "आशाको पाठ" in str(page.get_latest_revision_as_object().body)
        assert stored() == ["आशाको पाठ"]

    def test_deleted_with_gaps_leaves_no_mixed_page_to_publish(self, nepali):
        Editor(nepali).save("आशाको पाठ")
        nepali.source.get_source_instance().delete()
        page = draft_of(nepali).get_latest_revision_as_object()

        with pytest.raises(TranslationIncomplete):
            page.save_revision(user=moderator()).publish()
        page.matches_source = True
        page.save_revision(user=moderator()).publish()

        assert GuidePage.objects.get(pk=page.pk).live

    def test_deleted_together_with_its_translations_goes_without_a_word(self, nepali):
        index = draft_of(nepali).get_parent()
        english = nepali.source.get_source_instance()

        draft_of(nepali).delete()
        english.delete()

        assert index.get_children().count() == 0

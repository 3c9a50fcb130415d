"""What an editor is told before she publishes."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from cms import bodies
from cms.editing import findings, queries, readability
from cms.editing.prose import Passage
from cms.editing.readability import ease_of, length_of, sentences_of
from cms.editing.weight import MOST_BYTES
from cms.models import CampaignIndexPage, GuideIndexPage, HomePage
from cms.search import services as search
from organising.pairings.models import Corridor
from tests.cms.editing.factories import staff
from tests.cms.factories import publish_campaign, publish_guide

NOW = timezone.now()
TODAY = timezone.localdate(NOW)


def check(page):
    return queries.check_of(page, now=NOW)


def with_body(page, *blocks):
    page.body = page._meta.get_field("body").stream_block.to_python(
        bodies.stream_of(list(blocks), seed="check")
    )
    return page


def told(page) -> str:
    return " ".join(f"{each.sentence} {each.excerpt}" for each in check(page).findings)


class TestReadingEase:
    @pytest.mark.parametrize(
        ("word", "count"),
        [("employer", 3), ("pays", 1), ("signed", 1), ("needed", 2), ("table", 2), ("the", 1), ("rights", 1)],
    )
    def test_counts_english_syllables(self, word, count):
        assert readability.syllables_in_english(word) == count

    @pytest.mark.parametrize(
        ("word", "count"),
        [("trabajo", 3), ("que", 1), ("país", 2), ("aeropuerto", 5), ("guía", 2), ("pingüino", 3), ("y", 1)],
    )
    def test_counts_spanish_syllables(self, word, count):
        assert readability.syllables_in_spanish(word) == count

    @pytest.mark.parametrize(
        ("word", "count"), [("travail", 2), ("contrat", 2), ("employeurs", 3), ("porte", 1)]
    )
    def test_counts_french_syllables(self, word, count):
        assert readability.syllables_in_french(word) == count

    def test_by_hand(self):
        """Six words, six syllables, one sentence: 206.835 - 1.015 * 6 - 84.6."""
        assert ease_of(["The cat sat on the mat."], "en").score == 116

    def test_of_law_is_harder_than_of_speech(self):
        speech = ease_of(["Do not pay. Ask for a receipt. Call the union."], "en")
        law = ease_of(["Notwithstanding contractual stipulations, remuneration obligations persist."], "en")

        assert speech.is_easy_enough
        assert not law.is_easy_enough
        assert speech.score > law.score

    @pytest.mark.parametrize("language", ["ar", "bn", "fil", "hi", "id", "ne", "si", "ta", "ur"])
    def test_has_no_number_where_no_measure_fits(self, language):
        assert ease_of(["A text."], language) is None

    def test_of_nothing_is_nothing(self):
        assert ease_of([], "en") is None


class TestLength:
    def test_takes_a_convention_with_its_number_for_one_sentence(self):
        assert len(sentences_of("It is Convention No. 181 of 1997. It binds.")) == 2

    @pytest.mark.parametrize(
        "text", ["पैसा नतिर्नुहोस्। रसिद माग्नुहोस्।", "پیسے نہ دیں۔ رسید مانگیں۔", "لا تدفع؟ اسأل!"]
    )
    def test_knows_the_ends_of_other_scripts(self, text):
        assert len(sentences_of(text)) == 2

    def test_counts_a_word_with_its_marks_once(self):
        assert length_of(["नतिर्नुहोस्"], "ne").word_count == 1

    def test_counts_letters_where_words_have_no_spaces(self):
        length = length_of(["ကျေးဇူး"], "my")

        assert length.word_count is None
        assert length.minutes is None
        assert length.letter_count


class TestTypedContacts:
    @pytest.mark.parametrize(
        "text", ["Call +60 3 0555 0101 now", "Mail help@union.example", "01 23 45 67 89", "(03) 0555-0101"]
    )
    def test_are_found(self, text):
        assert findings.typed_contacts(text)

    @pytest.mark.parametrize(
        "text",
        [
            "since 2026-11-02",
            "from 2021-2023",
            "02.11.2026",
            "1 000 000 rupees",
            "Convention No. 181 (1997)",
            "3700",
        ],
    )
    def test_are_not_days_years_and_amounts(self, text):
        assert findings.typed_contacts(text) == []


@pytest.mark.usefixtures("site_tree")
class TestFindings:
    def test_nothing_in_a_good_guide(self):
        page = with_body(
            publish_guide("en"), {"type": "paragraph", "heading": "Who pays", "text": "Not you."}
        )

        assert check(page).findings == []

    @pytest.mark.parametrize(
        ("block", "sentence"),
        [
            ({"type": "paragraph", "text": "a " * 400}, "more than 600"),
            ({"type": "paragraph", "text": "Call +60 3 0555 0101."}, "into the directory"),
            ({"type": "law", "text": "No fee.", "source": "C181"}, "no address"),
            (
                {
                    "type": "figure",
                    "value": "9",
                    "unit": "x",
                    "source": "y",
                    "date": datetime.date(2020, 1, 1),
                },
                "older than 12 months",
            ),
        ],
    )
    def test_names_what_is_wrong(self, block, sentence):
        page = with_body(publish_guide("en"), block)

        found = check(page).findings

        assert [each.place for each in found] == [1]
        assert sentence in found[0].sentence

    @pytest.mark.parametrize("name", ["here", "Click here", "https://ilo.example/", "هنا"])
    def test_a_link_without_a_name_is_one(self, name):
        source = f'See <a href="https://ilo.example/">{name}</a>.'

        found = list(findings._in_passages([Passage("See it.", 1, "Paragraph", source)]))

        assert [each.excerpt for each in found] == [name]

    def test_a_figure_of_this_year_is_none(self):
        page = with_body(
            publish_guide("en"), {"type": "figure", "value": "9", "unit": "x", "source": "y", "date": TODAY}
        )

        assert check(page).findings == []

    def test_headings_in_order_are_none(self):
        assert findings.headings_of("<main><h1>A</h1><h2>B <b>c</b></h2></main><h4>x</h4>") == [
            (1, "A"),
            (2, "B c"),
        ]

    def test_a_heading_that_leaves_out_a_level_is_one(self):
        found = list(findings._headings("<main><h1>A</h1><h3>B</h3></main>"))

        assert [each.excerpt for each in found] == ["B"]


@pytest.mark.usefixtures("site_tree")
class TestWeight:
    def test_is_that_of_what_readers_get(self, client):
        page = publish_guide("en")

        html = client.get("/en/guides/fees/").content

        assert abs(check(page).weight.plain_bytes - len(html)) < 200
        assert check(page).weight.brotli_bytes < check(page).weight.gzip_bytes < MOST_BYTES

    def test_is_that_of_the_draft(self):
        page = publish_guide("en")
        before = check(page).weight.gzip_bytes
        noise = " ".join(str(hash(("x", each))) for each in range(3000))

        heavy = check(with_body(page, {"type": "paragraph", "text": noise})).weight

        assert heavy.gzip_bytes > before
        assert not heavy.is_light

    def test_is_drawn_in_the_language_of_the_page(self):
        publish_guide("en")
        html = check(publish_guide("ar")).weight.html

        assert 'dir="rtl"' in html


@pytest.mark.usefixtures("site_tree")
class TestEffects:
    def test_counts_translations_down_the_tree(self):
        page = publish_guide("en")
        publish_guide("ne")
        publish_guide("ar")
        publish_guide("bn", source_language="ne")

        assert queries.effects_of(page, now=NOW).outdated_count == 3
        publish_guide("en", summary="Another law.")
        effects = queries.effects_of(page, now=NOW)
        assert (effects.outdated_count, effects.already_outdated_count) == (0, 3)

    def test_of_a_leaf_mark_nothing(self):
        publish_guide("en")

        assert queries.effects_of(publish_guide("ar"), now=NOW).outdated_count == 0

    def test_count_papers_and_entries_of_every_language(self):
        page = publish_guide("en")
        publish_guide("ne")

        effects = queries.effects_of(page, now=NOW)

        assert effects.print_count == 4
        assert effects.entry_count == 2 == search.reindex_all()

    def test_count_packs_of_its_corridors(self):
        Corridor.objects.all().delete()
        page = publish_guide("en", origin_codes=["NP"], destination_codes=["MY"])
        assert queries.effects_of(page, now=NOW).pack_count == 0

        Corridor.objects.create(slug="np-my", origin="NP", destination="MY")

        assert queries.effects_of(page, now=NOW).pack_count == 12


@pytest.mark.usefixtures("site_tree")
class TestThePage:
    @pytest.mark.parametrize(
        "make",
        [
            lambda: publish_guide("en"),
            lambda: publish_campaign("en"),
            lambda: HomePage.objects.get(locale__language_code="ar"),
            lambda: GuideIndexPage.objects.get(locale__language_code="en"),
            lambda: CampaignIndexPage.objects.get(locale__language_code="ne"),
        ],
    )
    def test_opens_for_every_type_of_page(self, make):
        page = make()

        response = staff("moderator").get(reverse("editing_check", args=[page.pk]))

        assert response.status_code == 200
        assert "<meter" in response.content.decode()

    def test_is_about_the_latest_draft(self):
        page = publish_guide("en")
        page.summary = "Call +60 3 0555 0101."
        page.save_revision()

        html = staff("editor").get(reverse("editing_check", args=[page.pk])).content.decode()

        assert "+60 3 0555 0101" in html

    def test_says_that_no_measure_fits(self):
        publish_guide("en")
        page = publish_guide("ne")

        html = staff("editor").get(reverse("editing_check", args=[page.pk])).content.decode()

        assert "No measure fits this language." in html

    def test_is_linked_from_the_editor(self):
        page = publish_guide("en")

        html = staff("editor").get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

        assert reverse("editing_check", args=[page.pk]) in html

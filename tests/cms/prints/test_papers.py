"""Booklets and cards as they come out: words, tags, language, weight."""

from __future__ import annotations

import io
import unicodedata

import pytest
from django.conf import settings
from pypdf import PdfReader

from cms.models import Print
from cms.prints import services
from tests.cms.directory.factories import make_contact
from tests.cms.factories import NOW
from tests.cms.long_guide import publish_long_guide
from tests.cms.prints.factories import WORDS
from tests.cms.prints.reading import words_of

LANGUAGES = [code for code, _name in settings.LANGUAGES]
HOSTILE = [
    '#import "/etc/passwd": *',
    "$ sum_(i=1)^n i $ @label <label>",
    r"\u{41} \ *bold* _x_ `raw` ```x```",
    '#{panic("read")} [] { } ( ) "',
    "]] #set page(fill: red)",
    "trailer<</Root 1 0 R>> startxref",
    "📞 a telephone\u200d\ufe0f",
]


def facts(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def found(words: str, text: str) -> float:
    """Which share of the words is there. Between right-to-left letters the file keeps either order; where a
    mark is set apart from its letter (Bengali reph) both may stand for the whole syllable."""
    wanted = unicodedata.normalize("NFC", words.replace("\u200d", "")).split()
    text = unicodedata.normalize("NFC", text.replace("\u200d", ""))
    return sum(word in text or word[::-1] in text for word in wanted) / len(wanted)


@pytest.fixture(scope="module")
def kept() -> dict[str, dict[str, bytes]]:
    return {}


@pytest.fixture
def papers(language, printed, kept) -> dict[str, bytes]:
    """The papers of the same guide in this language, made once for all who only look at them."""
    if language not in kept:
        kept[language] = printed(language)
    return kept[language]


@pytest.mark.parametrize("language", LANGUAGES)
class TestEveryScript:
    def test_booklet_and_card_say_the_words(self, language, papers):
        words = WORDS[language]

        booklet, card = words_of(papers["booklet"]), words_of(papers["card"])

        assert found(words["sentence"], booklet) >= 0.75
        assert found(words["step"], booklet) >= 0.75
        assert found(words["step"], card) >= 0.75
        assert found(words["title"], booklet) == found(words["title"], card) == 1

    def test_they_are_tagged_and_name_language_and_title(self, language, papers):
        for pdf in papers.values():
            root = facts(pdf).trailer["/Root"]
            assert root["/MarkInfo"]["/Marked"]
            assert root["/Lang"] == language
            assert root["/StructTreeRoot"]
            assert root["/ViewerPreferences"]["/DisplayDocTitle"]
            assert root["/ViewerPreferences"]["/Direction"] == (
                "/R2L" if language in {"ar", "ur"} else "/L2R"
            )
            assert facts(pdf).metadata.title == WORDS[language]["title"]
            assert b"pdfuaid:part" in root["/Metadata"].get_data()

    def test_fonts_are_embedded_in_part(self, language, papers):
        for pdf in papers.values():
            for page in facts(pdf).pages:
                for font in page["/Resources"]["/Font"].values():
                    name = font.get_object()["/BaseFont"]
                    descriptor = font.get_object()["/DescendantFonts"][0]["/FontDescriptor"]
                    assert name[7] == "+", name  # six letters and a plus: a subset (ISO 32000-1, 9.6.4)
                    assert "/FontFile2" in descriptor or "/FontFile3" in descriptor

    def test_the_longest_guide_is_light_and_its_card_one_page(self, language, site_tree):
        for each in dict.fromkeys(["en", language]):  # a translation comes after its original
            page = publish_long_guide(each)
        services.make_prints(page=page, now=NOW)

        card = Print.objects.get(page_id=page.pk, kind="card").file.open("rb").read()
        assert len(facts(card).pages) == 1
        weights = dict(Print.objects.filter(page_id=page.pk).values_list("kind", "byte_count"))
        assert set(weights) == {"booklet", "card"}
        assert max(weights.values()) <= services.MOST_BYTES, weights

    def test_the_card_is_one_page(self, language, papers):
        assert len(facts(papers["card"]).pages) == 1


class TestWhatIsOnPaper:
    def test_every_block_of_the_guide_is_there(self, printed):
        make_contact(
            name="Union of Domestic Workers",
            country_codes=["MY"],
            phones=[("+60 3 555 0199", "call")],
            hours=[(0, 4, 9, 17)],
            time_zone="Asia/Kuala_Lumpur",
        )

        booklet = words_of(printed("en")["booklet"])

        for words in (
            "Checked on 2 Nov 2026 by Sample reviewer. Next check by 2 May 2027.",
            "The law of the country you work in: Malaysia",
            "Warning",
            "What the law says",
            "ILO Convention No. 189 on domestic workers (2011) · Article 9 · normlex.ilo.org",
            "Say it or show it",
            "1,500",
            "1 Mar 2026",
            "MYR",
            "Union of Domestic Workers",
            "+60 3 555 0199",
            "Monday to Friday, 09:00–17:00 (Malaysia Time)",
            "Printed on 20 Nov 2026.",
            "/en/g/",
        ):
            assert words in booklet, words

    def test_the_card_has_the_urgent_lines_and_the_numbers(self, printed):
        make_contact(name="Helpline", country_codes=["MY"], phones=[("+60 3 555 0101", "free")])

        card = words_of(printed("en")["card"])

        assert "Never sign an empty page." in card
        assert "Write down who has your passport" in card
        assert "+60 3 555 0101" in card and "Free call" in card
        assert "/en/g/" in card

    def test_a_contact_in_letters_without_a_font_gives_its_kind(self, printed):
        make_contact(
            name="國際家務工工會", kind="union", country_codes=["MY"], phones=[("+60 3 555 0102", "call")]
        )

        card = words_of(printed("en")["card"])

        assert card.partition("+60 3 555 0102")[2].strip().startswith("Union")

    def test_a_phrase_is_there_in_the_other_language_too(self, printed):
        assert found(WORDS["ar"]["sentence"], words_of(printed("en")["booklet"])) >= 0.75

    def test_a_phrase_in_letters_that_no_font_here_has_is_left_out_with_its_language(self, printed):
        phrase = {"type": "phrase", "text": "Passport?", "other_language": "yue", "other_text": "護照"}

        booklet = words_of(printed("en", body=[phrase])["booklet"])

        assert "Passport?" in booklet
        assert "Cantonese" not in booklet


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_people_write_is_never_a_command(printed, hostile):
    body = [
        {"type": "paragraph", "heading": hostile, "text": f"{hostile} **{hostile}**"},
        {"type": "steps", "heading": hostile, "steps": [{"title": hostile, "text": hostile}]},
        {"type": "table", "caption": hostile, "rows": [[hostile, "b"], ["c", hostile]], "source": hostile},
        {"type": "law", "text": hostile, "source": hostile, "article": hostile},
    ]

    papers = printed("en", title=hostile, summary=hostile, body=body)

    shown = " ".join(hostile.replace("📞", "").replace("\ufe0f", "").split())
    assert words_of(papers["booklet"]).count(shown) >= 6
    assert shown in words_of(papers["card"])

"""A translator sees what changed in the source, word by word, beside her translation."""

from __future__ import annotations

import pytest
from django.urls import reverse

from cms.models import GuidePage, SourceStamp
from cms.translators import comparison
from tests.cms.factories import publish_guide
from tests.cms.translators.factories import at_work, make_translator, translation_into

pytestmark = pytest.mark.usefixtures("site_tree")

OLD = {"type": "law", "text": "The minimum wage is 1,500.", "source": "Wage order (2025)"}
NEW = {"type": "law", "text": "The minimum wage is 1,700.", "source": "Wage order (2026)"}
ARABIC = {"type": "law", "text": "الحد الأدنى للأجر 1,500.", "source": "قرار الأجور (2025)"}
FIRST = {"type": "paragraph", "heading": "Pay", "text": "You are paid for every hour."}


@pytest.fixture
def arabic():
    publish_guide("en", body=[FIRST, OLD])
    page = publish_guide("ar", body=[FIRST, ARABIC])
    publish_guide("en", body=[FIRST, NEW], title="You never pay")
    return GuidePage.objects.get(pk=page.pk)


def read(page) -> str:
    client = at_work(make_translator(page.locale.language_code))
    return client.get(reverse("translators_changes", args=[page.pk])).content.decode()


def test_words_that_differ_are_marked(arabic):
    html = read(arabic)

    assert "<del>1,500.</del>" in html
    assert "<ins>1,700.</ins>" in html
    assert "<del>(2025)</del>" in html
    assert "You are paid for every hour." not in html


def test_each_text_has_its_language_and_direction(arabic):
    html = read(arabic)

    assert '<p class="versions__text" lang="ar" dir="rtl">الحد الأدنى للأجر 1,500.' in html
    assert '<p class="versions__text" lang="en" dir="ltr">The minimum wage is ' in html


def test_titles_are_compared_too(arabic):
    found = comparison.comparison(arabic)

    assert [each.text for each in found.changes[0].now if each.kind == "new"] == ["never"]
    assert found.changes[0].translation == arabic.title


def test_what_is_new_and_what_has_gone(arabic):
    publish_guide("en", body=[FIRST, NEW, {"type": "warning", "text": "Sign nothing."}])
    added = comparison.comparison(arabic).changes[-1]
    publish_guide("en", body=[FIRST])
    gone = comparison.comparison(arabic).changes[-1]

    assert (added.before, added.now) == ([], [comparison.Piece("new", "Sign nothing.")])
    assert added.translation == ""
    assert gone.now == []
    assert gone.translation.startswith("الحد الأدنى للأجر 1,500.")


def test_a_page_in_step_says_so(arabic):
    publish_guide("ar", body=[FIRST, ARABIC], summary="Read again.")

    assert "says what its original says now" in read(arabic)


def test_when_the_page_as_it_was_is_kept_no_more(arabic):
    SourceStamp.objects.update(revision=None)

    assert "is kept no more" in read(arabic)


@pytest.mark.parametrize("by_strings", [False, True])
def test_both_editors_lead_there(arabic, by_strings):
    if by_strings:
        translation_into("ar", GuidePage.objects.get(locale__language_code="en"))

    html = (
        at_work(make_translator("ar"))
        .get(reverse("wagtailadmin_pages:edit", args=[arabic.pk]))
        .content.decode()
    )

    assert ("js-translation-editor" in html) is by_strings
    assert reverse("translators_changes", args=[arabic.pk]) in html
    assert "What changed in English" in html
    assert 'data-writes="rtl"' in html


def test_it_costs_few_queries(arabic, django_assert_max_num_queries):
    page = GuidePage.objects.select_related("source_stamp", "locale", "latest_revision").get(pk=arabic.pk)

    with django_assert_max_num_queries(6):
        comparison.comparison(page)

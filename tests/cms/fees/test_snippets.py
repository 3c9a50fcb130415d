"""Keeping fee rules in Wagtail's admin."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from cms.models import FeeRule
from tests.cms.fees.factories import rule, saved
from tests.cms.test_admin import staff

pytestmark = pytest.mark.usefixtures("site_tree")


def add(**changes: Any) -> Any:
    """The form as a browser sends it, with one text."""
    sent = {
        "country_code": "NP",
        "side": "origin",
        "other_codes": "QA MY",
        "sectors": [],
        "other_sectors": ["domestic"],
        "limit": "amount",
        "amount": "10000",
        "currency": "NPR",
        "wage_percent": "",
        "law": "Foreign Employment Act 2007",
        "article": "Section 24",
        "url": "",
        "as_of": "2026-01-15",
        "slug": "",
        "texts-TOTAL_FORMS": "1",
        "texts-INITIAL_FORMS": "0",
        "texts-MIN_NUM_FORMS": "0",
        "texts-MAX_NUM_FORMS": "1000",
        "texts-0-id": "",
        "texts-0-language": "en",
        "texts-0-text": "Ask for a receipt.",
    }
    url = reverse("wagtailsnippets_cms_feerule:add")
    return staff("editor").post(url, sent | changes, headers={"accept-language": "en"})


def test_an_editor_opens_the_list_and_a_rule():
    kept = saved(rule(), en="Nobody may ask.")
    editor = staff("editor")

    assert editor.get(reverse("wagtailsnippets_cms_feerule:list")).status_code == 200
    page = editor.get(reverse("wagtailsnippets_cms_feerule:edit", args=[kept.pk])).content.decode()
    assert "Nobody may ask." in page


def test_an_editor_adds_a_rule_without_thinking_of_a_short_name():
    assert add().status_code == 302

    made = FeeRule.objects.get()
    assert (made.slug, made.other_codes, made.other_sectors) == (
        "np-foreign-employment-act-2007",
        ["QA", "MY"],
        ["domestic"],
    )
    assert made.texts.get().text == "Ask for a receipt."


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"amount": ""}, "Write the most that may be asked"),
        ({"currency": "RUP"}, "Write the three letters of the currency"),
        ({"country_code": "XX"}, "These are no country codes"),
        ({"as_of": "2999-01-01"}, "This day has not come yet"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(changes, said):
    page = add(**changes).content.decode()

    assert said in page
    assert "Foreign Employment Act 2007" in page
    assert not FeeRule.objects.exists()

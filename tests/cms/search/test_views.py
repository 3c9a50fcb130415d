"""The page of results."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.cms.search.factories import index

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site_tree")]


def search(query: str, language: str = "en"):  # type: ignore[no-untyped-def]
    return Client().get(f"/{language}/search/", {"q": query})


class TestResults:
    def test_links_to_what_was_found_and_keeps_the_words(self) -> None:
        index("Your passport", slug="passport", summary="Nobody may keep it.")

        html = search("passport").content.decode()

        assert '<a href="/en/guides/passport/">' in html
        assert 'value="passport"' in html
        assert "Nobody may keep it." in html

    def test_a_result_in_another_language_says_so(self) -> None:
        index("पासपोर्ट", language="hi", slug="passport")

        html = search("passport", "ne").content.decode() + search("पासपोर्ट", "en").content.decode()

        assert re.search(r'hreflang="hi"><span class="links__title" lang="hi" dir="ltr">पासपोर्ट', html)
        assert "In Hindi" in html

    def test_says_what_to_try_when_nothing_was_found(self) -> None:
        html = search("qqqzzz").content.decode()

        assert "We found nothing for these words." in html
        assert "/en/help/" in html
        assert 'value="qqqzzz"' in html

    def test_tells_nobody(self) -> None:
        answer = search("violence")

        assert answer["Referrer-Policy"] == "no-referrer"
        assert "private" in answer["Cache-Control"]
        assert not answer.cookies
        assert "noindex" in answer.content.decode()
        assert "violence" not in re.search(r"<title>(.*?)</title>", answer.content.decode(), re.S)[1]

    @pytest.mark.parametrize(
        "query", ["", "a", "?!", "%27 OR 1=1 --", "<script>alert(1)</script>", "(((", "\\", "é" * 500, "١"]
    )
    def test_whatever_is_typed_is_answered(self, query: str) -> None:
        answer = search(query)

        assert answer.status_code == 200
        assert "<script>alert" not in answer.content.decode()

    def test_ten_megabytes_are_answered_and_not_said_back(self) -> None:
        answer = search("x" * 10_000_000)

        assert answer.status_code == 200
        assert len(answer.content) < 60_000

    def test_a_nul_is_refused_clearly(self) -> None:
        assert search("a\x00b").status_code == 400

    def test_at_most_three_queries(self, django_assert_max_num_queries) -> None:
        index("Your passport", slug="passport")
        search("passport")

        with django_assert_max_num_queries(3):
            search("passport")

    def test_stands_in_the_menu(self) -> None:
        assert '<a href="/en/search/" aria-current="true">' in search("").content.decode()

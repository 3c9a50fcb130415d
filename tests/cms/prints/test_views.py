"""Papers and short addresses as readers get them."""

from __future__ import annotations

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils.http import parse_http_date
from django.utils.translation import override

from cms import addresses, sharing
from cms.models import Print
from cms.prints import queries, services
from tests.cms.factories import NOW
from tests.cms.prints.factories import WORDS, guide

pytestmark = pytest.mark.usefixtures("site_tree")


@pytest.fixture
def page():
    page = guide("ne")
    services.make_prints(page=page, now=NOW)
    return page


class TestPdf:
    @pytest.mark.parametrize("kind", ["booklet", "card"])
    def test_it_is_sent_to_be_shown_and_kept_for_a_while(self, kind, page):
        response = Client().get(f"/ne/guides/passport/{kind}.pdf")

        assert response.status_code == 200
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"] == f'inline; filename="passport-{kind}-ne.pdf"'
        assert response["Cache-Control"] == "public, max-age=600"
        assert parse_http_date(response["Last-Modified"]) == int(NOW.timestamp())
        assert response.content.startswith(b"%PDF-1.7")
        assert not response.cookies

    def test_the_same_paper_is_not_sent_twice(self, page):
        etag = Client().get("/ne/guides/passport/card.pdf")["ETag"]

        assert (
            Client().get("/ne/guides/passport/card.pdf", headers={"if-none-match": etag}).status_code == 304
        )

    @pytest.mark.parametrize("path", ["ne/guides/other/card.pdf", "ta/guides/passport/card.pdf"])
    def test_without_a_paper_the_page_says_so_in_the_readers_language(self, path, page):
        response = Client().get(f"/{path}")

        assert response.status_code == 404
        assert f'lang="{path[:2]}"' in response.content.decode()

    def test_an_unpublished_guide_has_none(self, page):
        page.unpublish()

        assert Client().get("/ne/guides/passport/card.pdf").status_code == 404

    def test_a_file_that_is_gone_is_not_found(self, page):
        for each in Print.objects.all():
            each.file.storage.delete(each.file.name)

        assert Client().get("/ne/guides/passport/card.pdf").status_code == 404


class TestLinks:
    def test_a_guide_names_its_papers_with_one_query(self, page, django_assert_num_queries):
        page.locale  # noqa: B018  the page that is served has it already
        with django_assert_num_queries(1):
            found = queries.prints_of(page)

        assert [each.url for each in found] == [
            "/ne/guides/passport/booklet.pdf",
            "/ne/guides/passport/card.pdf",
        ]
        assert all(each.byte_count > 1000 for each in found)

    def test_the_page_links_them_and_is_shared_by_its_short_address(self, page):
        html = Client().get("/ne/guides/passport/").content.decode()

        assert "/ne/guides/passport/booklet.pdf" in html
        assert f"/ne/g/{addresses.code_of(page)}/" in html


class TestShortAddress:
    def test_it_leads_to_the_guide_in_the_language_of_the_address(self, page):
        response = Client().get(f"/ne/g/{addresses.code_of(page)}/")

        assert (response.status_code, response["Location"]) == (302, "/ne/guides/passport/")

    def test_where_there_is_no_translation_the_fallback_answers(self, page):
        response = Client().get(f"/ta/g/{addresses.code_of(page)}/", follow=True)

        assert response.status_code == 200
        assert response.redirect_chain == [("/ta/guides/passport/", 302)]

    def test_all_languages_share_one_code_also_when_the_original_is_gone(self, page):
        original = page.get_translations().get()
        code = addresses.code_of(original)
        assert code == addresses.code_of(page)

        original.delete()

        assert Client().get(f"/ne/g/{code}/").status_code == 302

    def test_a_code_may_be_typed_as_it_looks(self, page):
        code = addresses.code_of(page).upper().replace("0", "O").replace("1", "I")

        assert Client().get(f"/ne/g/{code}/").status_code == 302

    @pytest.mark.parametrize("code", ["zzzzzz", "1", "u-u-u-", "0123456789"])
    def test_an_unknown_code_is_not_found(self, code, page):
        assert Client().get(f"/ne/g/{code}/").status_code == 404

    def test_it_is_short(self, page, settings):
        settings.SITE_URL = "https://rights.migrant-workers.example"

        assert len(addresses.short_address(page)) <= 60


class TestMessage:
    def test_what_editors_wrote_is_passed_on(self, page):
        page.share_text = "Two lines."

        assert sharing.message_of(page) == "Two lines."

    @pytest.mark.parametrize("language", list(WORDS))
    def test_else_whole_sentences_of_the_summary(self, language, page):
        page.share_text, page.summary = "", WORDS[language]["sentence"] * 1 + " " + "x" * 200

        assert sharing.message_of(page) == WORDS[language]["sentence"]

    def test_a_long_sentence_ends_in_an_ellipsis(self, page):
        page.share_text, page.summary = "", "word " * 80

        message = sharing.message_of(page)

        assert len(message) <= sharing.MAX_CHARACTERS and message.endswith("word…")

    def test_messages_are_encoded_as_addresses_ask(self, rf):
        message, url = WORDS["ne"]["sentence"] + " & 100%", "https://corridor.example/ne/g/7k2m9x/"
        with override("ne"):
            drawn = render_to_string(
                "components/share/share.html", {"title": "t", "message": message, "url": url}
            )

        links = [unescape(link) for link in re.findall(r'href="([^"]+)"', drawn)]
        whatsapp, sms = (next(link for link in links if link.startswith(start)) for start in ("https", "sms"))
        assert sms.startswith("sms:?body=")
        for link, name in ((whatsapp, "text"), (sms, "body")):
            assert parse_qs(urlsplit(link).query)[name] == [f"{message}\n{url}"]
            assert link.isascii()

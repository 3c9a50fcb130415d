"""Serving pages: what a reader gets, in which language, at what cost."""

from __future__ import annotations

import datetime
import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import check_for_language
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page

from cms import renditions
from cms.bodies import stream_of
from cms.models import CustomImage
from cms.models.blocks import PhraseBlock
from tests.cms.factories import BODY, NOW, TITLES, publish_campaign, publish_guide

pytestmark = pytest.mark.usefixtures("site_tree")


def queries_of(client, path: str) -> int:
    client.get(path)  # content types and templates are read once in a process
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


class TestGuide:
    def test_is_served_in_its_language_and_direction(self, client):
        publish_guide("en")
        publish_guide("ar")

        html = client.get("/ar/guides/fees/").content.decode()

        assert '<html lang="ar" dir="rtl">' in html
        assert TITLES["ar"] in html

    def test_says_who_checked_it_and_how_big_it_is(self, client):
        publish_guide("en")

        html = client.get("/en/guides/fees/").content.decode()

        assert "Sample reviewer" in html
        assert 'datetime="2026-11-02"' in html
        assert re.search(r"This page is about \d+ kB", html)

    def test_marks_the_other_language_of_a_phrase(self, client):
        publish_guide("en")
        publish_guide("ne")

        html = client.get("/ne/guides/fees/").content.decode()

        assert '<blockquote lang="en" dir="ltr"><p>Give me a receipt, please.</p>' in html

    def test_a_phrase_can_be_shown_to_somebody_who_speaks_none_of_the_sites_languages(self, client):
        phrase = PhraseBlock()

        value = phrase.to_python(
            {"text": "My passport, please.", "other_language": "ms", "other_text": "Tolong"}
        )

        assert phrase.clean(value)["other_language"] == "ms"
        html = phrase.render(value)
        assert '<blockquote lang="ms" dir="ltr"><p>Tolong</p></blockquote>' in html
        assert "Malay" in html

    def test_links_only_languages_that_exist(self, client):
        publish_guide("en")
        publish_guide("ar")

        html = client.get("/en/guides/fees/").content.decode()

        assert 'href="/ar/guides/fees/" hreflang="ar" lang="ar" dir="rtl"' in html
        assert "/ne/guides/fees/" not in html

    def test_can_be_kept_by_every_cache(self, client):
        publish_guide("en")

        response = client.get("/en/guides/fees/")

        assert response["Cache-Control"] == "public, max-age=3"
        assert "Cookie" not in response.get("Vary", "")
        assert not response.cookies

    def test_answers_304_until_something_changes(self, client):
        """Asked with a query, which is not stored; what is stored is in test_stored_guides.py."""
        publish_guide("en")
        etag = client.get("/en/guides/fees/?q=1")["ETag"]

        unchanged = client.get("/en/guides/fees/?q=1", headers={"if-none-match": etag})
        publish_guide("ar")
        changed = client.get("/en/guides/fees/?q=1", headers={"if-none-match": etag})

        assert unchanged.status_code == 304
        assert changed.status_code == 200

    def test_first_html_fits_one_round_trip(self, client):
        import gzip

        publish_guide("en")

        assert len(gzip.compress(client.get("/en/guides/fees/").content)) < 14_000

    def test_refuses_to_be_written_to(self, client):
        publish_guide("en")

        assert client.post("/en/guides/fees/").status_code == 405


class TestQueriesOfAGuide:
    def test_stay_the_same_from_three_languages_to_twelve(self, client, settings):
        codes = [code for code, _name in settings.LANGUAGES]
        for code in ["en", *[code for code in codes if code != "en"][:2]]:
            publish_guide(code)
        few = queries_of(client, "/en/guides/fees/")
        for code in codes:
            publish_guide(code)

        many = queries_of(client, "/en/guides/fees/")

        assert many == few <= 12

    def test_stay_the_same_from_three_links_to_thirty(self, client):
        targets = [publish_guide(slug=f"guide-{number}") for number in range(30)]

        def linking(count: int) -> list[dict[str, object]]:
            return [*BODY, *({"type": "paragraph", "text": f"LINK{n}"} for n in range(count))]

        def counted(slug: str, count: int) -> int:
            page = publish_guide(slug=slug, body=linking(count))
            stream = list(page.body.raw_data)
            for block in stream:
                if (found := re.search(r"LINK(\d+)", str(block["value"]))) is not None:
                    pk = targets[int(found[1])].pk
                    block["value"]["text"] = f'<p><a id="{pk}" linktype="page">more</a></p>'
            page.body = page.body.stream_block.to_python(stream)
            page.save_revision().publish()
            html = client.get(f"/en/guides/{slug}/").content.decode()
            assert len(re.findall(r'<a href="/en/guides/guide-\d+/">more</a>', html)) == count
            return queries_of(client, f"/en/guides/{slug}/")

        assert counted("thirty", 30) == counted("three", 3) <= 12


class TestLinksInText:
    def test_lead_to_the_readers_language(self, client):
        target = publish_guide("en", slug="passport")
        publish_guide("en")
        page = publish_guide("ne")
        stream = list(page.body.raw_data)
        stream[0]["value"]["text"] = f'<p><a linktype="page" id="{target.pk}">राहदानी</a></p>'
        page.body = page.body.stream_block.to_python(stream)
        page.save_revision().publish()

        html = client.get("/ne/guides/fees/").content.decode()

        assert '<a href="/ne/guides/passport/">राहदानी</a>' in html

    def test_to_a_page_that_is_gone_leave_the_words(self, client):
        page = publish_guide("en")
        stream = list(page.body.raw_data)
        stream[0]["value"]["text"] = '<p><a linktype="page" id="999999">gone</a></p>'
        page.body = page.body.stream_block.to_python(stream)
        page.save_revision().publish()

        assert "<a>gone</a>" in client.get("/en/guides/fees/").content.decode()


class TestImages:
    def test_come_in_two_widths_late_and_with_words_for_them(self, client):
        page = publish_guide("en", body=[])
        image = CustomImage.objects.create(title="Receipt", file=get_test_image_file(), credit="A. Sample")
        blocks = stream_of([{"type": "image", "image": image.pk, "alt": "A signed receipt"}], seed="image")
        page.body = page.body.stream_block.to_python(blocks)
        page.save_revision().publish()
        renditions.draw(image)  # as a worker does after the publication

        html = client.get("/en/guides/fees/").content.decode()

        assert 'alt="A signed receipt"' in html
        assert 'loading="lazy"' in html
        assert "640w" in html
        assert "image/webp" in html
        assert "A. Sample" in html


class TestMissingTranslation:
    def test_answers_200_in_the_readers_own_shell(self, client):
        publish_guide("en")

        response = client.get("/ar/guides/fees/")

        html = response.content.decode()
        assert response.status_code == 200
        assert '<html lang="ar" dir="rtl">' in html
        assert f'<h1 lang="en" dir="ltr">{TITLES["en"]}</h1>' in html
        assert '<div lang="en" dir="ltr"><p class="lead">The employer pays. [en]</p></div>' in html

    def test_points_search_engines_to_the_page_that_exists(self, client, settings):
        publish_guide("en")

        html = client.get("/ar/guides/fees/").content.decode()

        assert '<meta name="robots" content="noindex">' in html
        assert f'<link rel="canonical" href="{settings.SITE_URL}/en/guides/fees/">' in html

    def test_offers_the_best_language_of_the_chain_first(self, client):
        publish_guide("en")
        publish_guide("hi")

        html = client.get("/ur/guides/fees/").content.decode()

        assert 'class="button button--act" href="/hi/guides/fees/"' in html

    def test_lists_only_languages_that_exist_by_their_own_names(self, client):
        publish_guide("en")
        publish_guide("ne")

        html = client.get("/ar/guides/fees/").content.decode()

        assert '<span class="links__title">नेपाली</span>' in html
        assert "/bn/guides/fees/" not in html

    def test_of_a_draft_is_still_missing(self, client):
        publish_guide("en")
        publish_guide("ar").unpublish()

        assert "noindex" in client.get("/ar/guides/fees/").content.decode()

    def test_at_another_address_leads_there(self, client):
        publish_guide("en")
        page = publish_guide("ar")
        Page.objects.filter(pk=page.pk).update(slug="rusum", url_path="/home-ar/guides/rusum/")

        response = client.get("/ar/guides/fees/")

        assert response.status_code == 302
        assert response["Location"] == "/ar/guides/rusum/"

    def test_costs_few_queries(self, client):
        publish_guide("en")
        publish_guide("ne")

        assert queries_of(client, "/ar/guides/fees/") <= 5


class TestUnknownAddress:
    def test_unknown_slug_is_404_in_the_readers_language(self, client):
        response = client.get("/ar/guides/nothing/")

        assert response.status_code == 404
        assert '<html lang="ar" dir="rtl">' in response.content.decode()

    def test_unknown_language_is_404_with_a_choice_of_languages(self, client):
        response = client.get("/xx/guides/fees/", headers={"accept-language": "ur"})

        html = response.content.decode()
        assert response.status_code == 404
        assert '<html lang="ur" dir="rtl">' in html
        assert 'href="/ne/guides/fees/" hreflang="ne" lang="ne" dir="ltr">नेपाली' in html

    def test_without_language_leads_to_the_readers_best(self, client):
        response = client.get("/guides/fees/?from=qr", headers={"accept-language": "ne,en;q=0.5"})

        assert response.status_code == 302
        assert response["Location"] == "/ne/guides/fees/?from=qr"

    def test_variant_of_a_language_leads_to_the_language(self, client):
        assert client.get("/en-gb/guides/")["Location"] == "/en/guides/"

    def test_unknown_language_below_a_language_is_404(self, client):
        assert client.get("/en/xx/guides/").status_code == 404


class TestDates:
    def test_overdue_guide_warns(self, client):
        publish_guide("en")

        with time_machine.travel(datetime.datetime(2027, 5, 3, tzinfo=datetime.UTC)):
            html = client.get("/en/guides/fees/").content.decode()

        assert "should have been checked again by" in html

    def test_guide_that_is_due_later_does_not(self, client):
        publish_guide("en")

        with time_machine.travel(NOW):
            assert "checked again by" not in client.get("/en/guides/fees/").content.decode()


class TestGuideIndex:
    def test_sorts_guides_by_the_readers_way(self, client):
        publish_guide("en", slug="fees", stage="recruitment")
        publish_guide("en", slug="home", stage="return", title="Going home")

        html = client.get("/en/guides/").content.decode()

        assert html.index("/en/guides/fees/") < html.index("/en/guides/home/")

    def test_marks_guides_of_other_languages(self, client):
        publish_guide("en")

        html = client.get("/ar/guides/").content.decode()

        assert f'<span class="links__title" lang="en" dir="ltr">{TITLES["en"]}</span>' in html

    def test_costs_the_same_for_one_guide_and_for_ten(self, client):
        publish_guide("en")
        one = queries_of(client, "/en/guides/")
        for number in range(9):
            publish_guide("en", slug=f"guide-{number}")

        assert queries_of(client, "/en/guides/") == one <= 12


class TestHome:
    def test_is_there_in_every_language_that_has_a_catalogue(self, client, settings):
        for code in [code for code, _name in settings.LANGUAGES if check_for_language(code)]:
            response = client.get(f"/{code}/")

            assert response.status_code == 200, code
            assert f'<html lang="{code}"' in response.content.decode()

    def test_shows_campaigns_with_their_counts(self, client):
        publish_campaign("en")

        html = client.get("/en/").content.decode()

        assert "Ratify Convention 189 [en]" in html
        assert "signed and confirmed" in html

    def test_costs_few_queries(self, client):
        publish_guide("en")
        publish_campaign("en")

        assert queries_of(client, "/en/") <= 20

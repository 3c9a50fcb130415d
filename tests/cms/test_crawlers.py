"""What search engines are told."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from django.conf import settings

from config.handler import Handler
from frontend.stored_pages import StoredPages
from tests.cms.factories import publish_guide
from tests.frontend.readers import ask

pytestmark = pytest.mark.django_db
PLACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


@pytest.mark.parametrize("path", ["/robots.txt", "/sitemap.xml"])
def test_is_answered_from_the_store_whatever_language_a_machine_asks_for(path):
    door = StoredPages(Handler())

    first = ask(door, path, accept_language="ne")
    again = ask(door, path, accept_language="ar")

    assert first.status == 200
    assert first.headers["ETag"] == again.headers["ETag"]
    assert again.headers["Vary"] == "Accept-Encoding"


def test_robots_are_led_to_the_pages_and_away_from_desks(client):
    response = client.get("/robots.txt")

    assert response["Content-Type"].startswith("text/plain")
    assert "Disallow: /*/desk/\n" in response.content.decode()
    assert response.content.decode().endswith(f"Sitemap: {settings.SITE_URL}/sitemap.xml\n")


class TestSitemap:
    def pages(self, client):
        root = ET.fromstring(client.get("/sitemap.xml").content)  # noqa: S314  our own words
        return {
            page.findtext("s:loc", namespaces=PLACE): {
                link.get("hreflang"): link.get("href") for link in page.findall("x:link", PLACE)
            }
            for page in root.findall("s:url", PLACE)
        }

    def test_names_each_page_with_its_translations(self, client, site_tree):
        publish_guide("en")
        publish_guide("ne")

        found = self.pages(client)

        english, nepali = (f"{settings.SITE_URL}/{code}/guides/fees/" for code in ("en", "ne"))
        assert found[english] == found[nepali] == {"en": english, "ne": nepali}
        assert f"{settings.SITE_URL}/ar/" in found

    def test_leaves_out_drafts(self, client, site_tree):
        publish_guide("en").unpublish()

        assert not any("guides/fees" in url for url in self.pages(client))

    def test_takes_the_same_queries_for_many_pages(self, client, site_tree, django_assert_max_num_queries):
        for number in range(5):
            publish_guide("en", slug=f"guide-{number}")

        with django_assert_max_num_queries(4):
            self.pages(client)

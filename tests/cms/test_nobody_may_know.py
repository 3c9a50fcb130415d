"""What every page that people read without an account has in common: no cookie, no third party, a way out."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from cms.models import Contact
from tests.campaigns.petitions.factories import PetitionFactory
from tests.cms.factories import publish_campaign, publish_guide
from tests.organising.pairings.factories import CorridorFactory

pytestmark = pytest.mark.usefixtures("site_tree")

READ = [
    "",
    "guides/",
    "guides/?stage=recruitment",
    "guides/fees/",
    "guides/fees/?letters",
    "guides/only-english/",
    "help/",
    "help/?need=wages",
    "help/sample/",
    "help/fees/",
    "help/fees/?destination=MY",
    "search/",
    "search/?q=passport",
    "packs/",
    "offline/",
    "campaigns/",
    "petitions/",
    "petitions/ratify/",
    "progress/",
    "pairings/",
    "alerts/",
    "nothing/here/",
]
SELF_CONTAINED = {"offline/"}
LOADED = re.compile(
    r"<(?:img|script|source|audio|video|iframe|embed|object|link rel=\"(?:stylesheet|icon|manifest)\")"
    r"[^>]*\s(?:src|href|srcset|data)=\"([^\"]+)\""
)


@pytest.fixture
def content():
    publish_guide("en")
    publish_guide("ne")
    publish_guide("en", "only-english")
    publish_campaign("en")
    PetitionFactory(open=True, slug="ratify", languages=["en", "ne"])
    CorridorFactory()
    Contact.objects.create(slug="sample", name="Sample Union", kind="union", needs=["wages"])


@pytest.mark.parametrize("path", READ)
def test_sets_no_cookie_and_asks_nobody_else(client, content, path):
    response = client.get(f"/ne/{path}", headers={"accept-language": "ne"})
    html = response.content.decode()

    assert response.status_code in (200, 404)
    assert not response.cookies
    assert "cookie" not in response.get("Vary", "").lower()
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe-inline" not in policy
    assert response["Referrer-Policy"] in {"no-referrer", "same-origin"}
    for address in LOADED.findall(html):
        assert urlsplit(address).netloc in {"", urlsplit(settings.SITE_URL).netloc}, address
    assert not re.search(r"<script(?![^>]*\ssrc=)|\son\w+=\"|\sstyle=\"", html)


@pytest.mark.parametrize("path", [path for path in READ if path not in SELF_CONTAINED])
def test_has_a_way_out_that_is_a_plain_link_and_the_second_stop_of_the_tab_key(client, content, path):
    html = client.get(f"/ne/{path}").content.decode()

    links = re.findall(r"<a [^>]*>", html.split("<body")[1])
    assert 'class="skip"' in links[0]
    assert "data-exit" in links[1]
    assert 'rel="nofollow noreferrer"' in links[1]
    assert re.search(r'href="https?://', links[1])


@pytest.mark.parametrize("path", ["guides/fees/", "guides/", "help/", "search/", "packs/"])
def test_tells_other_sites_nothing_about_where_the_reader_comes_from(client, content, path):
    assert client.get(f"/ne/{path}")["Referrer-Policy"] == "no-referrer"


def test_a_page_with_a_form_of_ours_tells_only_ourselves(client, content):
    assert client.get("/ne/help/sample/")["Referrer-Policy"] == "same-origin"

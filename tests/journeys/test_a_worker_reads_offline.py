"""A worker saves the guides for her road, loses the connection, and loses nothing else."""

from __future__ import annotations

import pytest
from django.conf import settings
from playwright.sync_api import Page

from tests.journeys.conftest import Site, wait_for

pytestmark = pytest.mark.browser
ROAD = "nepal-malaysia"
SLUG = "my-night-shift"
KEPT = "caches.open('corridor-pages').then(c => c.keys()).then(k => k.map(r => new URL(r.url).pathname))"

PUBLISH = """
import datetime
from django.utils import timezone
from cms.models import Stage
from cms.services import publish_guide
texts = (("en", "Your night shift", "{english}"), ("ne", "तपाईंको रातको काम", "{nepali}"))
for language, title, words in texts:
    publish_guide(
        language=language, slug="{slug}", title=title, summary=title, stage=Stage.WORK,
        body=[{{"type": "paragraph", "text": words}}], reviewed_by="A union",
        reviewed_on=datetime.date(2026, 11, 1), review_due=datetime.date(2027, 11, 1), source_language="en",
        by=None, now=timezone.now(), origin_codes=["NP"], destination_codes=["MY"],
    )
"""
TAKE_DOWN = (
    "from cms.models import GuidePage; [p.unpublish() for p in GuidePage.objects.filter(slug='{slug}')]"
)


def publish(site: Site, english: str, nepali: str) -> None:
    site.manage("shell", "-c", PUBLISH.format(slug=SLUG, english=english, nepali=nepali))


def open_page(page: Page, address: str) -> None:
    """Open a page; whatever is shown, the address stays the one that was asked for."""
    page.goto(address)
    assert page.url == address


def saved(page: Page) -> None:
    page.locator(f"section#{ROAD} [data-pack-when=kept]").wait_for()


def packs_page(page: Page, site: Site, button: str) -> None:
    """The packs, as soon as the button says that there is something to fetch: a worker process makes them."""
    label = page.locator(f"section#{ROAD} button:visible", has_text=button)

    def look() -> bool:
        page.goto(f"{site.url}/ne/packs/")
        page.wait_for_timeout(700)
        return label.count() == 1

    wait_for(look, f"a button {button}", seconds=40)
    assert "kB" in label.inner_text()
    label.click()


def test_a_pack_serves_without_a_connection_and_follows_what_changes(site, phone):
    publish(site, "Two breaks each night.", "हरेक रात दुई विश्राम।")
    page = phone.new_page()
    open_page(page, f"{site.url}/ne/guides/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    wait_for(lambda: f"/ne/guides/{SLUG}/" in pack_of(page, site), "a pack with the new guide", seconds=40)
    packs_page(page, site, "(")
    saved(page)
    assert not any(SLUG in path for path in page.evaluate(KEPT))

    # On the road: a guide never opened, in her language, with its day.
    phone.set_offline(True)
    open_page(page, f"{site.url}/ne/guides/{SLUG}/")
    assert "हरेक रात दुई विश्राम।" in page.locator("main").inner_text()
    assert page.locator("[data-saved-copy] time").inner_text().strip()
    assert (page.locator("html").get_attribute("lang"), page.locator("html").get_attribute("dir")) == (
        "ne",
        "ltr",
    )

    # By the switcher into Arabic, then to every other language: none ends at the browser's own error.
    page.locator(".languages summary").click()
    page.locator(".languages a[hreflang=ar]").click()
    page.wait_for_url(f"**/ar/guides/{SLUG}/")
    for code, _name in settings.LANGUAGES:
        open_page(page, f"{site.url}/{code}/guides/{SLUG}/")
        assert "हरेक रात दुई विश्राम।" in page.locator("main").inner_text()
        assert page.locator("[data-saved-copy]").get_attribute("lang") == code
        open_page(page, f"{site.url}/{code}/guides/nothing-of-the-kind/")
        assert page.locator("html").get_attribute("lang") == code
        assert page.locator("[data-no-connection]").is_visible()
    assert page.locator("html").get_attribute("dir") == "rtl"  # the last one is Urdu

    # Search, the finder and whom to call come from the phone, too.
    open_page(
        page, f"{site.url}/ne/search/?q=%E0%A4%B5%E0%A4%BF%E0%A4%B6%E0%A5%8D%E0%A4%B0%E0%A4%BE%E0%A4%AE"
    )
    assert page.locator(f"main a[href='/ne/guides/{SLUG}/']").count() == 1
    open_page(page, f"{site.url}/ne/guides/")
    assert page.locator(f"main a[href='/ne/guides/{SLUG}/']").count() == 1
    open_page(page, f"{site.url}/ne/help/")
    assert page.locator("main a[href^='tel:']").count() >= 1

    # The rule changes. Back in town, she reads the new text, and fetches that alone.
    publish(site, "Three breaks each night.", "हरेक रात तीन विश्राम।")
    phone.set_offline(False)

    open_page(page, f"{site.url}/ne/guides/{SLUG}/")

    def reads_the_new_text() -> bool:
        page.reload()
        return "तीन विश्राम" in page.locator("main").inner_text()

    wait_for(reads_the_new_text, "the new text")
    assert page.locator("[data-saved-copy]").is_hidden()
    asked: list[str] = []
    phone.on("request", lambda request: asked.append(request.url))
    wait_for(lambda: version_of(page) != pack_version(page, site), "a new version of the pack", seconds=40)
    packs_page(page, site, "(")
    saved(page)
    assert len([url for url in asked if "/packs/files/" in url]) == 1
    phone.set_offline(True)
    open_page(page, f"{site.url}/ne/guides/{SLUG}/")
    assert "तीन विश्राम" in page.locator("main").inner_text()

    # Taken down: she can still read it on the road, and is told when she is back.
    site.manage("shell", "-c", TAKE_DOWN.format(slug=SLUG))
    open_page(page, f"{site.url}/ne/guides/{SLUG}/")
    assert "तीन विश्राम" in page.locator("main").inner_text()
    phone.set_offline(False)

    def is_told() -> bool:
        page.reload()
        return page.locator("[data-gone]").is_visible()

    wait_for(is_told, "a word that the guide has gone")
    phone.set_offline(True)
    open_page(page, f"{site.url}/ne/guides/{SLUG}/")
    assert page.locator("[data-no-connection]").is_visible()

    # One tap, and the phone tells nobody that she was here.
    page.evaluate("localStorage.setItem('ticked', '1')")
    page.locator("[data-forget] button").click()
    page.locator("[data-none]").wait_for()
    assert page.evaluate("caches.keys()") == []
    assert page.evaluate("localStorage.length") == 0
    open_page(page, f"{site.url}/ne/guides/{SLUG}/")
    assert page.locator("html").get_attribute("lang") == "ne"


def pack_of(page: Page, site: Site) -> str:
    """The list of the pack as the site has it now, past every copy."""
    address = f"{site.url}/ne/packs/{ROAD}.json"
    return str(
        page.evaluate("(url) => fetch(url, {cache: 'reload'}).then((answer) => answer.text())", address)
    )


def pack_version(page: Page, site: Site) -> str:
    return pack_of(page, site).split('"version": "')[1].split('"')[0]


def version_of(page: Page) -> str:
    """The version that is kept on the phone."""
    look = f"caches.match('/ne/packs/{ROAD}.json').then(r => r.json()).then(pack => pack.version)"
    return str(page.evaluate(look))

"""Packs on a phone: saved, broken off, gone on with, updated, read without a connection, deleted."""

import itertools
import time

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from tests.frontend import urls
from tests.frontend.conftest import read, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.urls("tests.frontend.urls")]
FILES = "caches.open('corridor-pack-files').then(c => c.keys()).then(k => k.map(r => r.url.split('/').pop()))"


@pytest.fixture
def packs() -> urls.PackServer:
    urls.PACKS["now"] = server = urls.PackServer()
    return server


@pytest.fixture
def saver(page, site, packs) -> Page:
    """The page with the pack's button, as soon as the phone has been asked what it has."""
    page.goto(f"{site}/en/packs/")
    button(page, "Save").wait_for()
    return page


def button(page: Page, name: str):
    return page.locator("[data-pack]").get_by_role("button", name=name)


def save(page: Page) -> None:
    button(page, "Save").click()
    page.get_by_text("You can read, search and change language without a connection.").wait_for()


def open_page(page: Page, address: str) -> None:
    page.goto(address)
    assert page.url == address


class TestSaving:
    def test_the_size_is_said_before_and_the_day_after(self, saver, packs):
        assert "kB" in button(saver, "Save").inner_text()
        assert saver.locator("[data-pack-when=unable]").is_hidden()

        save(saver)

        assert str(time.gmtime().tm_year) in saver.locator("[data-pack-kept]").inner_text()
        assert sorted(saver.evaluate(FILES)) == sorted(packs.pieces("en"))
        assert len(packs.fetched) == 9

    def test_what_broke_off_is_gone_on_with_and_nothing_is_fetched_twice(self, saver, packs, site):
        packs.slowly = 0.15
        button(saver, "Save").click()
        wait_until(saver, f"{FILES}.then(k => k.length >= 3)")
        packs.closed.set()
        button(saver, "Continue").wait_for()
        assert "kB" in button(saver, "Continue").inner_text()
        assert "What has arrived is kept." in saver.locator("[data-pack]").inner_text()

        packs.closed.clear()
        packs.slowly = 0
        saver.reload()
        button(saver, "Continue").click()
        saver.locator("[data-pack-when=kept]").wait_for()

        assert sorted(packs.fetched) == sorted(packs.pieces("en"))

    def test_a_worker_that_is_killed_is_woken_and_goes_on(self, saver, packs, context):
        packs.slowly = 0.5
        button(saver, "Save").click()
        wait_until(saver, f"{FILES}.then(k => k.length >= 1)")
        session = context.new_cdp_session(saver)
        session.send("ServiceWorker.enable")
        session.send("ServiceWorker.stopAllWorkers")
        packs.slowly = 0

        saver.locator("[data-pack-when=kept]").wait_for(timeout=20_000)

        # What was on its way when the worker was killed may have been asked for again: three at once.
        assert set(packs.fetched) == set(packs.pieces("en"))
        assert len(packs.fetched) <= 9 + 3

    def test_a_broken_file_is_fetched_again(self, saver, packs):
        broken = packs.digest("road-3")
        packs.broken.add(broken)

        save(saver)

        assert packs.fetched.count(broken) == 2

    def test_a_file_that_broke_on_the_phone_is_never_shown(self, saver, packs, context, site):
        save(saver)
        digest = packs.digest("road-3")
        broken = f"c.put('/packs/files/{digest}', new Response('<h1>Ro'))"
        saver.evaluate(f"caches.open('corridor-pack-files').then(c => {broken})")
        context.set_offline(True)
        open_page(saver, f"{site}/en/guides/road-3/")
        assert saver.locator("[data-no-connection]").is_visible()

        context.set_offline(False)
        saver.goto(f"{site}/en/packs/")
        button(saver, "Continue").click()
        saver.locator("[data-pack-when=kept]").wait_for()
        context.set_offline(True)
        open_page(saver, f"{site}/en/guides/road-3/")
        assert "Keep your passport, 3." in saver.locator("main").inner_text()

    def test_a_full_phone_says_so_and_keeps_what_it_has(self, saver, packs, context, site):
        session = context.new_cdp_session(saver)
        read(saver, f"{site}/en/guides/passport/")
        session.send("Storage.overrideQuotaForOrigin", {"origin": site, "quotaSize": 1})
        saver.goto(f"{site}/en/packs/")
        button(saver, "Save").click()

        expect(saver.locator("[data-pack-when=full]")).to_be_visible()
        session.send("Storage.overrideQuotaForOrigin", {"origin": site})
        button(saver, "Continue").click()
        saver.locator("[data-pack-when=kept]").wait_for()


class TestUpdating:
    def test_only_what_changed_is_fetched_and_its_size_is_said(self, saver, packs, site, context):
        save(saver)
        old = packs.digest("road-5")
        packs.guides["road-5"] = "<h1>Road 5</h1><p>The fee has changed.</p>"
        packs.fetched.clear()

        saver.goto(f"{site}/en/packs/")
        assert button(saver, "Update").inner_text() == "Update (1 kB)"
        button(saver, "Update").click()
        saver.locator("[data-pack-when=kept]").wait_for()

        assert packs.fetched == [packs.digest("road-5")]
        assert old not in saver.evaluate(FILES)
        context.set_offline(True)
        open_page(saver, f"{site}/en/guides/road-5/")
        assert "The fee has changed." in saver.locator("main").inner_text()

    def test_a_guide_that_was_taken_down_is_told_and_deleted(self, saver, packs, site, context):
        save(saver)
        digest = packs.digest("road-2")
        read(saver, f"{site}/en/guides/road-2/")
        urls.GONE.add("road-2")
        try:
            context.set_offline(True)
            open_page(saver, f"{site}/en/guides/road-2/")
            assert saver.locator("[data-saved-copy] time").inner_text()
            context.set_offline(False)
            assert saver.goto(f"{site}/en/guides/road-2/").status == 404
        finally:
            urls.GONE.clear()

        assert "has been taken down" in saver.locator("[data-gone]").inner_text()
        assert digest not in saver.evaluate(FILES)
        context.set_offline(True)
        open_page(saver, f"{site}/en/guides/road-2/")
        assert saver.locator("[data-no-connection]").is_visible()


class TestReadingWithoutAConnection:
    def test_a_guide_that_was_never_opened(self, saver, context, site):
        save(saver)
        context.set_offline(True)

        open_page(saver, f"{site}/en/guides/road-4/")

        assert saver.title() == "Road-4 · Corridor"
        assert saver.locator("html").get_attribute("lang") == "en"
        assert "Keep your passport, 4." in saver.locator("main").inner_text()
        assert "It may be out of date" in saver.locator("[data-saved-copy]").inner_text()
        assert saver.locator("[data-saved-language]").is_hidden()
        # The frame has its colours: its policy lets the one style in the page through, and no other.
        assert saver.evaluate("getComputedStyle(document.querySelector('main')).maxWidth !== ''")
        assert saver.locator("a[hreflang=ne]").get_attribute("href") == "/ne/guides/road-4/"

    def test_no_language_ends_at_the_browsers_own_error(self, saver, context, site):
        save(saver)
        context.set_offline(True)
        pages = [("guides/road-4/", "Keep your passport"), ("guides/none/", ""), ("desk/", "")]
        others = [code for code, _name in settings.LANGUAGES if code != "en"]

        for code, (path, here) in itertools.product(others, pages):
            open_page(saver, f"{site}/{code}/{path}")
            if here:
                notice = saver.locator("[data-saved-language]")
                assert here in saver.locator("main").inner_text()
                assert (notice.get_attribute("lang"), notice.is_visible()) == (code, True)
                assert saver.locator("[data-saved-copy]").get_attribute("lang") == code
            else:
                assert saver.locator("html").get_attribute("lang") == code
                assert saver.locator("[data-no-connection]").is_visible()
                assert saver.locator("[data-saved-packs] li").count() == 1

    def test_search_looks_into_what_is_kept(self, saver, context, site):
        save(saver)
        read(saver, f"{site}/ne/guides/passport/")
        context.set_offline(True)

        open_page(saver, f"{site}/en/search/?q=PASSPORT+3")
        assert saver.locator("main .links a").all_inner_texts() == ["Road-3"]
        open_page(saver, f"{site}/en/search/?q=assport")
        links = saver.locator("main .links a")
        assert links.count() == 9
        assert links.last.get_attribute("href") == "/ne/guides/passport/"
        assert saver.locator("main .links li").last.get_attribute("lang") == "ne"
        open_page(saver, f"{site}/en/search/?q=passport+zebra")
        assert "Nothing that is kept" in saver.locator("main").inner_text()
        open_page(saver, f"{site}/en/search/?q=%3Cimg%20src=x%20onerror=alert(1)%3E")
        assert saver.locator("main img").count() == 0

    def test_the_finder_lists_what_is_kept(self, saver, context, site):
        save(saver)
        context.set_offline(True)

        open_page(saver, f"{site}/en/guides/?from=NP&to=MY")

        assert saver.locator("main .links a").count() == 8

    def test_a_server_that_only_makes_mistakes_is_no_better_than_none(self, saver, site):
        save(saver)
        urls.ILL.set()
        try:
            saver.goto(f"{site}/en/guides/road-1/")
            assert saver.locator("[data-saved-copy]").is_visible()
            assert saver.goto(f"{site}/en/guides/none/").status == 503
        finally:
            urls.ILL.clear()

    def test_in_arabic_everything_runs_from_the_right(self, page, packs, context, site):
        page.goto(f"{site}/ar/packs/")
        page.locator("[data-pack-save]:visible").click()
        page.locator("[data-pack-when=kept]").wait_for()
        context.set_offline(True)

        open_page(page, f"{site}/ar/guides/road-1/")
        assert page.locator("html").get_attribute("dir") == "rtl"
        assert page.locator("[data-saved-copy]").get_attribute("dir") == "rtl"
        open_page(page, f"{site}/ar/guides/none/")
        assert page.locator("html").get_attribute("dir") == "rtl"


class TestDeleting:
    def test_one_pack(self, saver, packs, site):
        save(saver)
        saver.goto(f"{site}/ne/packs/")
        saver.locator("[data-pack-save]:visible").click()
        saver.locator("[data-pack-when=kept]").wait_for()
        saver.locator("[data-pack-remove]:visible").click()
        saver.locator("[data-pack-save]:visible").wait_for()

        # The English pack has what it had: files are shared, and only those of the other one have gone.
        assert sorted(saver.evaluate(FILES)) == sorted(packs.pieces("en"))

    def test_one_pack_on_the_offline_page(self, saver, context, site):
        save(saver)
        context.set_offline(True)
        saver.goto(f"{site}/en/offline/")

        saver.locator("[data-saved-packs] button").click()

        expect(saver.locator("[data-saved-packs] li")).to_have_count(0)
        assert saver.evaluate(FILES) == []

    def test_everything(self, saver, packs):
        save(saver)
        saver.evaluate("localStorage.setItem('ticked', '1')")
        saver.get_by_role("button", name="Delete everything").click()
        saver.get_by_text("has been deleted").wait_for()

        assert saver.evaluate("caches.keys()") == []
        assert saver.evaluate("localStorage.length") == 0
        assert button(saver, "Save").is_visible()

    def test_everything_while_a_pack_is_on_its_way(self, saver, packs):
        packs.slowly = 0.3
        button(saver, "Save").click()
        wait_until(saver, f"{FILES}.then(k => k.length >= 1)")
        saver.get_by_role("button", name="Delete everything").click()
        saver.get_by_text("has been deleted").wait_for()
        saver.wait_for_timeout(700)

        assert saver.evaluate("caches.keys()") == []

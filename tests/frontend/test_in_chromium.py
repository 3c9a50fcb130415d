"""What only a browser can show: pages kept without a connection, alerts, the way out."""

import json
import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.frontend import urls
from tests.frontend.conftest import read, wait_until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.urls("tests.frontend.urls"),
]
KEPT = "caches.open('corridor-pages').then(c => c.keys()).then(k => k.map(r => new URL(r.url).pathname))"


class TestWithoutAConnection:
    def test_the_first_page_of_all_is_kept_too(self, page):
        assert wait_until(page, f"{KEPT}.then(k => k.includes('/en/'))")

    def test_a_page_one_has_read_is_shown_with_its_date(self, page, context, site):
        read(page, f"{site}/en/guides/passport/")
        context.set_offline(True)

        page.goto(f"{site}/en/guides/passport/")

        notice = page.locator("[data-saved-copy]")
        assert "It may be out of date" in notice.inner_text()
        assert str(time.gmtime().tm_year) in notice.locator("time").inner_text()
        assert page.locator("[data-offline]").is_hidden()

    def test_a_slow_network_is_given_three_seconds(self, page, site):
        read(page, f"{site}/en/guides/passport/")
        urls.SLOW.set()
        try:
            started = time.monotonic()
            page.goto(f"{site}/en/guides/passport/")
            waited = time.monotonic() - started
        finally:
            urls.SLOW.clear()

        assert 2.5 < waited < 5.5
        assert page.locator("[data-saved-copy]").is_visible()

    def test_the_same_page_in_another_language_stands_in_and_says_so(self, page, context, site):
        read(page, f"{site}/en/guides/passport/")
        context.set_offline(True)

        page.goto(f"{site}/ar/guides/passport/")

        notice = page.locator("[data-saved-language]")
        assert (notice.get_attribute("lang"), notice.get_attribute("dir")) == ("ar", "rtl")
        assert notice.inner_text().strip()
        assert page.locator("html").get_attribute("lang") == "en"

    def test_any_other_page_is_the_offline_page_of_its_language_with_what_is_kept(self, page, context, site):
        read(page, f"{site}/en/guides/passport/")
        context.set_offline(True)

        page.goto(f"{site}/ne/guides/wages/")

        assert page.url == f"{site}/ne/guides/wages/"
        assert page.locator("html").get_attribute("lang") == "ne"
        assert page.locator("[data-no-connection]").is_visible()
        assert page.locator("[data-saved-list] a[href='/en/guides/passport/']").count() == 1

    @pytest.mark.parametrize(
        "path",
        [
            "/en/desk/",
            "/en/petitions/confirm/aB3:x/",
            "/en/petitions/x/thanks/",
            "/en/guides/passport/?from=mail",
            "/en/topic/?a=b",
        ],
    )
    def test_what_belongs_to_a_person_is_never_kept(self, page, site, path):
        page.goto(site + path)
        page.wait_for_timeout(300)

        kept = page.evaluate(KEPT)
        personal = ("desk", "confirm", "thanks", "topic", "guides")
        assert not any(word in one for word in personal for one in kept)

    def test_the_oldest_pages_make_room_but_not_those_kept_by_hand(self, page, site):
        page.evaluate(
            """caches.open('corridor-pages').then(async (cache) => {
                 for (let n = 0; n < 160; n++) {
                   const headers = n ? {} : {'X-Corridor-Pinned': '1'};
                   await cache.put(`/en/guides/old-${n}/`, new Response('', {headers}));
                 }
               })"""
        )

        read(page, f"{site}/en/guides/passport/")
        wait_until(page, f"{KEPT}.then(k => k.length === 150)")

        kept = page.evaluate(KEPT)
        assert "/en/guides/old-0/" in kept
        assert "/en/guides/old-1/" not in kept
        assert "/en/guides/passport/" in kept

    def test_one_tap_deletes_everything(self, page, site):
        read(page, f"{site}/en/guides/passport/")
        page.goto(f"{site}/en/offline/")
        page.evaluate("localStorage.setItem('ticked', '1')")
        page.get_by_role("button", name="Delete everything").click()
        page.locator("[data-none]").wait_for()

        assert page.url == f"{site}/en/offline/"
        assert page.evaluate("caches.keys()") == []
        assert page.evaluate("localStorage.length") == 0


class TestTheWayOut:
    def leave(self, page: Page, act: str) -> None:
        page.route("https://www.google.com/**", lambda route: route.fulfill(body="weather"))
        page.evaluate(f"setTimeout(() => {{ {act} }}, 0)")
        page.wait_for_url("https://www.google.com/")

    def test_it_leaves_no_entry_in_the_history(self, page, site):
        page.goto(f"{site}/en/guides/passport/")
        entries = page.evaluate("history.length")

        self.leave(page, "document.querySelector('[data-exit]').click()")

        assert page.evaluate("history.length") == entries

    def test_three_times_shift_is_enough(self, page, site):
        press = "document.dispatchEvent(new KeyboardEvent('keyup', {key: 'Shift'}));"

        self.leave(page, press * 3)

    def test_a_second_tap_deletes_what_is_kept(self, page, site):
        read(page, f"{site}/en/guides/passport/")

        self.leave(page, "const a = document.querySelector('[data-exit]'); a.click(); a.click();")
        page.goto(f"{site}/en/offline/")

        assert page.locator("[data-none]").is_visible()

    def test_without_a_script_it_is_a_plain_link(self, browser, site):
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(f"{site}/en/")

        assert page.locator("[data-exit]").get_attribute("href") == "https://www.google.com/"
        context.close()


class TestAccess:
    """WCAG 2.2 AA by axe, for every component, in both directions and both themes."""

    @pytest.mark.parametrize("theme", ["light", "dark"])
    @pytest.mark.parametrize("code", ["en", "ar"])
    @pytest.mark.parametrize("path", ["components/", "offline/"])
    def test_axe_finds_nothing(self, browser, site, code, path, theme):
        context = browser.new_context(
            viewport={"width": 360, "height": 640}, color_scheme=theme, service_workers="block"
        )
        page = context.new_page()
        page.goto(f"{site}/{code}/{path}")

        found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]}).response
        context.close()

        assert len(found["passes"]) > 5
        assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []

    @pytest.mark.parametrize("code", ["en", "ar"])
    @pytest.mark.parametrize("width", [320, 360, 1280])
    def test_no_page_scrolls_sideways(self, browser, site, code, width):
        context = browser.new_context(viewport={"width": width, "height": 640}, service_workers="block")
        page = context.new_page()
        page.goto(f"{site}/{code}/components/")

        assert page.evaluate("document.documentElement.scrollWidth") <= width
        context.close()


class TestAlerts:
    @pytest.fixture
    def subscribing(self, context, site):
        """A push service that answers at once, in place of the browser maker's."""
        context.grant_permissions(["notifications"], origin=site)
        context.add_init_script(
            """
            let on = null;
            const subscription = {
              endpoint: "https://push.example/abc",
              toJSON: () => ({endpoint: "https://push.example/abc", keys: {p256dh: "p", auth: "a"}}),
              unsubscribe: async () => { on = null; return true; },
            };
            PushManager.prototype.getSubscription = async () => on;
            PushManager.prototype.subscribe = async (options) => {
              window.keyLength = options.applicationServerKey.length;
              return (on = subscription);
            };
            """
        )
        urls.SUBSCRIBED.clear()
        page = context.new_page()
        page.goto(f"{site}/ne/topic/")
        return page

    def test_nothing_is_asked_on_arrival(self, subscribing):
        assert subscribing.locator("[data-push-on]").is_visible()
        assert subscribing.locator("[data-push-off]").is_hidden()
        assert subscribing.locator("[data-push-when=noscript]").is_hidden()
        assert urls.SUBSCRIBED == []

    def test_the_button_sends_what_the_server_needs(self, subscribing):
        subscribing.locator("[data-push-on]").click()
        subscribing.locator("[data-push-off]").wait_for()

        act, sent = urls.SUBSCRIBED[0]
        assert (act, sent["topic"], sent["language"]) == ("on", "wages", "ne")
        assert sent["subscription"] == {
            "endpoint": "https://push.example/abc",
            "keys": {"p256dh": "p", "auth": "a"},
        }
        assert sent["time_zone"]
        assert subscribing.locator("[data-push-message]").inner_text() == "Alerts are on."
        assert subscribing.evaluate("window.keyLength") == 65

    def test_the_other_button_stops_it(self, subscribing):
        subscribing.locator("[data-push-on]").click()
        subscribing.locator("[data-push-off]").click()
        subscribing.locator("[data-push-on]").wait_for()

        act, sent = urls.SUBSCRIBED[1]
        assert act == "off"
        assert sent["endpoint"] == "https://push.example/abc"
        assert sent["topic"] == "wages"

    def test_without_a_script_it_names_another_way(self, browser, site):
        context = browser.new_context(java_script_enabled=False)
        page = context.new_page()
        page.goto(f"{site}/en/topic/")

        assert page.locator("[data-push-when=noscript]").is_visible()
        assert page.locator("[data-push-on]").is_hidden()
        context.close()

    @pytest.mark.parametrize(
        ("data", "title", "path"),
        [
            (
                {
                    "title": "ज्याला",
                    "body": "नयाँ दर",
                    "url": "/ne/guides/wages/",
                    "lang": "ne",
                    "dir": "ltr",
                    "tag": "1",
                },
                "ज्याला",
                "/ne/guides/wages/",
            ),
            ("not json", "Corridor", "/"),
        ],
    )
    def test_a_push_shows_its_notification(self, page, context, site, data, title, path):
        context.grant_permissions(["notifications"], origin=site)
        session = context.new_cdp_session(page)
        registrations: list[dict[str, str]] = []
        session.on(
            "ServiceWorker.workerRegistrationUpdated",
            lambda event: registrations.extend(event["registrations"]),
        )
        session.send("ServiceWorker.enable")
        page.wait_for_timeout(300)
        text = data if isinstance(data, str) else json.dumps(data)
        push = {"origin": site, "registrationId": registrations[-1]["registrationId"], "data": text}
        shown = None
        for _ in range(20):  # Chromium drops what arrives before the permission has reached it.
            session.send("ServiceWorker.deliverPushMessage", push)
            page.wait_for_timeout(300)
            shown = page.evaluate(
                """navigator.serviceWorker.ready.then(r => r.getNotifications()).then(
                     ([n]) => n && {title: n.title, lang: n.lang, url: n.data.url})"""
            )
            if shown:
                break

        assert (shown["title"], shown["url"]) == (title, path)

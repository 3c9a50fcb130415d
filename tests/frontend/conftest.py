"""A browser, the small site of `tests/frontend/urls.py`, and a page that its service worker serves."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.core.wsgi import get_wsgi_application
from django.test.testcases import QuietWSGIRequestHandler
from playwright.sync_api import Browser, BrowserContext, Page

from tests import chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium.running() as found:
        yield found


@pytest.fixture
def site() -> Iterator[str]:
    """The small site of these tests on a free port. It needs no database."""
    server = ThreadedWSGIServer(("localhost", 0), QuietWSGIRequestHandler)
    server.daemon_threads = True
    server.set_app(StaticFilesHandler(get_wsgi_application()))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def context(browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 360, "height": 640}, locale="en-GB")
    yield context
    context.close()


@pytest.fixture
def page(context, site) -> Page:
    """A page that the service worker already serves."""
    page = context.new_page()
    page.goto(f"{site}/en/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("navigator.serviceWorker.controller !== null")
    return page


def wait_until(page: Page, promise: str) -> object:
    """What a promise in the page is resolved to, as soon as that is something."""
    for _ in range(100):
        if found := page.evaluate(promise):
            return found
        page.wait_for_timeout(50)
    raise AssertionError(f"Never came true: {promise}")


def read(page: Page, address: str) -> None:
    """Open a page and wait until it is kept."""
    page.goto(address)
    wait_until(page, "caches.open('corridor-pages').then(c => c.match(location.href)).then(r => !!r)")

"""The whole site as `make run` starts it: database with the sample world, web, workers, beat. And a Chromium.

Nothing here reaches into the site: a journey sees what a person sees, the mails it writes to its folder, and
what it sends to a push service.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page

from config.run import keys, workers
from tests import chromium
from tests.members.notifications.servers import PushService

ROOT = Path(settings.BASE_DIR)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Site:
    """A running site and what its people would see of it."""

    url: str
    var: Path
    environment: dict[str, str]
    sessions: dict[str, Any] = field(default_factory=dict)
    """Who is signed in: a one-time code serves once, so a person signs in once and comes back later."""

    def manage(self, *arguments: str) -> str:
        """What a management command prints."""
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command, cwd=ROOT, env=self.environment, capture_output=True, text=True, check=False, timeout=300
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout

    def password_of(self, who: str) -> str:
        """The password that `make run` prints for a sample account."""
        printed = self.manage("prepare")
        found = re.search(rf"^\s*{re.escape(who)}@\S+\s+(\S+)", printed, flags=re.MULTILINE)
        assert found, f"{who} is not among the sample sign-ins"
        return found[1]

    def code_of(self, who: str) -> str:
        return self.manage("demo_code", who).strip()

    def mails(self) -> list[str]:
        """Every mail that has been written, oldest first."""
        return [path.read_text(encoding="utf-8") for path in sorted((self.var / "mail").glob("*.eml"))]

    def wait_for_mail(self, *words: str, seconds: float = 45) -> str:
        """The newest mail that has all these words, as soon as it is there."""

        def look() -> str | None:
            return next(
                (mail for mail in reversed(self.mails()) if all(word in mail for word in words)), None
            )

        return wait_for(look, f"a mail with {words}", seconds=seconds)


def wait_for(look, what: str, *, seconds: float = 45):
    """The first true answer of `look`; fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.2)
    pytest.fail(f"There was not {what} within {seconds} seconds.")


@contextlib.contextmanager
def _running(environment: dict[str, str], log: Path, *command: str) -> Iterator[None]:
    with log.open("w") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            yield
        finally:
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=15)
            process.kill()
            process.wait()


@contextlib.contextmanager
def _database() -> Iterator[str]:
    """The address of an empty database that is dropped afterwards."""
    base = os.environ["DATABASE_URL"]
    name = f"journeys_{secrets.token_hex(4)}"
    with psycopg.connect(base, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        try:
            yield re.sub(r"/[^/?]+(?=\?|$)", f"/{name}", base, count=1)
        finally:
            connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def _answers(url: str) -> bool:
    with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
        return urllib.request.urlopen(url, timeout=20).status == 200
    return False


@pytest.fixture(scope="session")
def push_service() -> Iterator[PushService]:
    """A push service on loopback that decrypts what it is sent."""
    with PushService().running() as service:
        yield service


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory, push_service: PushService) -> Iterator[Site]:
    var = tmp_path_factory.mktemp("site")
    port = _free_port()
    made = {name: value for name, value in keys.make().items() if not name.startswith("ENGINE_")}
    with _database() as database:
        environment = {
            **os.environ,
            **made,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": database,
            "REDIS_URL": re.sub(r"/\d*$", "", os.environ["REDIS_URL"]) + "/9",
            "SITE_URL": f"http://localhost:{port}",
            "ALLOWED_HOSTS": "localhost",
            "PUSH_ALLOWED_HOSTS": push_service.host,
            "VAR_DIR": str(var),
            "DEBUG": "",
        }
        running = Site(url=f"http://localhost:{port}", var=var, environment=environment)
        running.manage("collectstatic", "--noinput", "--verbosity=0")
        running.manage("prepare")
        web = ["granian", "--interface", "wsgi", "--port", str(port), "config.wsgi:application"]
        with contextlib.ExitStack() as programs:
            started = {"web": [sys.executable, "-m", *web], **workers.commands(sys.executable, var)}
            for name, command in started.items():
                programs.enter_context(_running(environment, var / f"{name}.log", *command))
            wait_for(lambda: _answers(f"{running.url}/readyz"), "a site that is ready", seconds=120)
            yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium.running() as found:
        yield found


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A small phone; a fresh one for each journey."""
    context = browser.new_context(viewport={"width": 360, "height": 640}, has_touch=True)
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def simple_phone(browser: Browser) -> Iterator[BrowserContext]:
    """A small phone whose browser runs no JavaScript."""
    context = browser.new_context(viewport={"width": 360, "height": 640}, java_script_enabled=False)
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def sign_in(site: Site, browser: Browser) -> Iterator:
    """Sign a sample account in with password and second factor; gives its page, on a device of its own."""
    contexts = []

    def as_(who: str, path: str = "/en/desk/") -> Page:
        desk = {"width": 1280, "height": 800}
        context = browser.new_context(viewport=desk, storage_state=site.sessions.get(who))
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        if who in site.sessions:
            page.goto(f"{site.url}{path}")
            return page
        page.goto(f"{site.url}/en/account/login/?next={path}")
        page.locator("input[name=login]").fill(f"{who}@corridor.example")
        page.locator("input[name=password]").fill(site.password_of(who))
        page.locator("input[name=password]").press("Enter")
        page.locator("input[name=code]").fill(site.code_of(who))
        page.locator("input[name=code]").press("Enter")
        page.wait_for_url(f"**{path}")
        site.sessions[who] = context.storage_state()
        return page

    yield as_
    for context in contexts:
        context.close()

"""A page that thousands read at the moment at which it expires, and one that nobody can draw any more."""

from __future__ import annotations

import time

import pytest
from django.http import HttpResponse

from frontend import stored_pages
from frontend.stored_pages import StoredPages, store
from tests.frontend.readers import ask


class Site:
    """Stands where Django stands; while it draws, `meanwhile` happens."""

    def __init__(self) -> None:
        self.drawn, self.status, self.meanwhile = 0, 200, lambda: None

    def __call__(self, environ, start_response):
        self.drawn += 1
        self.meanwhile()
        response = HttpResponse(f"<p>{self.drawn}</p>", status=self.status)
        response["Cache-Control"] = "public, max-age=5"
        start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
        return store(response, seconds=1)


@pytest.fixture(autouse=True)
def nothing_stored() -> None:
    stored_pages.forget_all()


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def door(site) -> StoredPages:
    return StoredPages(site)


def body(door: StoredPages) -> str:
    return ask(door, "/en/petitions/ratify/").text


def test_while_one_reader_waits_for_the_new_page_the_others_get_the_old_one(door, site):
    assert body(door) == "<p>1</p>"
    time.sleep(1.05)
    others = []

    def read_meanwhile() -> None:
        site.meanwhile = lambda: None
        others.extend(body(door) for _each in range(5))

    site.meanwhile = read_meanwhile

    assert body(door) == "<p>2</p>"
    assert others == ["<p>1</p>"] * 5
    assert site.drawn == 2


def test_a_page_that_cannot_be_drawn_is_answered_for_a_minute_more(door, site, monkeypatch):
    body(door)
    time.sleep(1.05)
    site.status = 500

    assert [ask(door, "/en/petitions/ratify/").status for _each in range(3)] == [200, 200, 200]

    monkeypatch.setattr(stored_pages, "STALE_SECONDS", 0.0)
    assert ask(door, "/en/petitions/ratify/").status == 500


def test_an_error_is_an_error_where_there_is_no_old_page(door, site):
    site.status = 500

    assert ask(door, "/en/petitions/ratify/").status == 500


def test_what_was_forgotten_is_not_answered_any_more(door, site):
    body(door)
    stored_pages.forget_all()
    site.status = 500

    assert ask(door, "/en/petitions/ratify/").status == 500

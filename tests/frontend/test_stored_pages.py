"""What is stored, what never is, and what happens when Valkey is not there."""

from __future__ import annotations

import gzip
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator

import brotli
import pytest
import redis
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from frontend import stored_pages
from frontend.stored_pages import StoredPages, store
from tests.frontend.readers import ask

TEXT = "<p>Nobody pays for a job.</p>" * 50


class Site:
    """Stands where Django stands; counts how often it is asked."""

    def __init__(self, view: Callable[[dict], HttpResponse] | None = None) -> None:
        self.asked = 0
        self.view = view or (lambda environ: page())
        self.is_over = 0

    def __call__(self, environ, start_response):
        self.asked += 1
        response = self.view(environ)
        close = response.close

        def closed():
            self.is_over += 1
            close()

        response.close = closed
        headers = [
            *response.items(),
            *(("Set-Cookie", c.output(header="")) for c in response.cookies.values()),
        ]
        start_response(f"{response.status_code} {response.reason_phrase}", headers)
        return response


def page(text: str = TEXT, **headers: str) -> HttpResponse:
    return store(HttpResponse(text, headers={"Cache-Control": "public, max-age=60", **headers}))


def as_django_compresses(environ) -> HttpResponse:
    from django.middleware.gzip import GZipMiddleware

    request = HttpRequest()
    request.META = environ
    return GZipMiddleware(lambda request: page(ETag='"own"'))(request)


@pytest.fixture(autouse=True)
def nothing_stored() -> None:
    stored_pages.forget_all()


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def silent_valkey(settings) -> Iterator[None]:
    """A Valkey that takes the connection and never says a word."""
    listener = socket.create_server(("127.0.0.1", 0))
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": _address(listener)}}
    stored_pages._valkey.cache_clear()
    stored_pages._generation.check_again()
    yield
    listener.close()
    stored_pages._valkey.cache_clear()
    stored_pages._generation.check_again()


@pytest.fixture
def no_valkey(silent_valkey, settings) -> None:
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:9/0"}}
    stored_pages._valkey.cache_clear()


def _address(listener: socket.socket) -> str:
    return f"redis://127.0.0.1:{listener.getsockname()[1]}/0"


class TestAStoredPage:
    def test_is_answered_again_without_django(self, site):
        door = StoredPages(site)

        answers = [ask(door, "/en/guides/fees/") for _ in range(3)]

        assert site.asked == 1
        assert [each.text for each in answers] == [TEXT] * 3
        assert answers[0].headers == answers[2].headers

    def test_is_found_by_another_process(self, site):
        ask(StoredPages(site), "/en/")

        assert ask(StoredPages(site), "/en/").text == TEXT
        assert site.asked == 1

    def test_keeps_its_headers(self, site):
        site.view = lambda environ: page(**{"Content-Security-Policy": "default-src 'none'", "X-Own": "1"})
        door = StoredPages(site)
        ask(door, "/en/")

        headers = ask(door, "/en/").headers

        assert headers["Content-Security-Policy"] == "default-src 'none'"
        assert headers["X-Own"] == "1"
        assert headers["Cache-Control"] == "public, max-age=60"
        assert headers["Content-Type"] == "text/html; charset=utf-8"

    def test_ends_djangos_request(self, site):
        ask(StoredPages(site), "/en/")

        assert site.is_over == 1

    @pytest.mark.parametrize(
        ("accepted", "encoding"),
        [
            ("gzip, deflate, br, zstd", "br"),
            ("gzip, deflate", "gzip"),
            ("br;q=0, gzip;q=0.5", "gzip"),
            ("*", "br"),
            ("br;q=0.0, *", "gzip"),
            ("identity", None),
            ("gzip;q=0", None),
            ("", None),
            (",;q=", None),
        ],
    )
    def test_is_sent_in_the_smallest_encoding_the_reader_takes(self, site, accepted, encoding):
        door = StoredPages(site)

        first, again = (ask(door, "/en/", accept_encoding=accepted) for _ in range(2))

        assert first == again
        assert again.headers.get("Content-Encoding") == encoding
        assert again.headers["Vary"] == "Accept-Encoding"
        assert int(again.headers["Content-Length"]) == len(again.sent)
        assert again.text == TEXT

    def test_is_the_same_when_django_compressed_it_first(self, site):
        site.view = as_django_compresses
        door = StoredPages(site)

        answers = [ask(door, "/en/", accept_encoding=each) for each in ("gzip", "gzip", "br", "")]

        assert {each.text for each in answers} == {TEXT}
        assert len({each.headers["ETag"] for each in answers}) == 1
        assert answers[0].sent == answers[1].sent  # no padding of random length
        assert "Content-Encoding" not in answers[3].headers

    def test_answers_304_to_whoever_has_it(self, site):
        door = StoredPages(site)
        etag = ask(door, "/en/").headers["ETag"]

        for asked in (etag, etag.removeprefix("W/"), f'"other", {etag}', "*"):
            answer = ask(door, "/en/", if_none_match=asked)
            assert answer.status == 304
            assert answer.sent == b""
            assert set(answer.headers) == {"Cache-Control", "ETag", "Vary"}
        assert ask(door, "/en/", if_none_match='"other"').status == 200

    def test_answers_304_also_when_it_had_to_be_drawn(self, site):
        door = StoredPages(site)
        etag = ask(door, "/en/").headers["ETag"]
        stored_pages.forget_all()

        assert ask(door, "/en/", if_none_match=etag).status == 304
        assert ask(door, "/en/").status == 200
        assert site.asked == 2

    def test_answers_head_without_a_body(self, site):
        door = StoredPages(site)
        ask(door, "/en/")

        answer = ask(door, "/en/", method="HEAD")

        assert answer.sent == b""
        assert int(answer.headers["Content-Length"]) == len(TEXT)
        assert site.asked == 1

    def test_has_another_copy_for_each_scheme_variant_and_path(self, site):
        site.view = lambda environ: page(f"{environ['wsgi.url_scheme']} {environ['QUERY_STRING']} {TEXT}")
        door = StoredPages(site)

        for _ in range(2):
            assert ask(door, "/en/", **{"wsgi.url_scheme": "https"}).text.startswith("https")
            assert ask(door, "/en/").text.startswith("http ")
            assert ask(door, "/en/?letters").text.startswith("http letters")
            assert ask(door, "/ar/").text.startswith("http ")
        assert site.asked == 4

    @override_settings(SECURE_PROXY_SSL_HEADER=("HTTP_X_FORWARDED_PROTO", "https"))
    def test_goes_by_the_scheme_that_the_proxy_says(self, site):
        door = StoredPages(site)

        ask(door, "/en/", x_forwarded_proto="https")
        ask(door, "/en/", x_forwarded_proto="http")
        ask(door, "/en/", x_forwarded_proto="https, http")

        assert site.asked == 2


class TestWhatIsForgotten:
    def test_forgetting_reaches_every_process(self, site, monkeypatch):
        monkeypatch.setattr(stored_pages, "GENERATION_SECONDS", 0)
        doors = [StoredPages(site), StoredPages(site)]
        for door in doors:
            ask(door, "/en/")

        stored_pages.forget_all()
        for door in doors:
            ask(door, "/en/")

        assert site.asked == 2

    def test_what_another_process_forgets_is_gone_within_a_second(self, site):
        door = StoredPages(site)
        ask(door, "/en/")
        name = stored_pages._generation_name()

        stored_pages._valkey().set(name, secrets.token_hex(8))  # by another process
        ask(door, "/en/")
        asked_at_once = site.asked
        time.sleep(1.05)
        ask(door, "/en/")

        assert (asked_at_once, site.asked) == (1, 2)

    def test_asks_valkey_for_the_generation_once_a_second(self, site, monkeypatch):
        door = StoredPages(site)
        ask(door, "/en/")
        monkeypatch.setattr(redis.Redis, "get", None)

        assert [ask(door, "/en/").status for _ in range(100)] == [200] * 100

    def test_an_emptied_valkey_is_a_new_generation(self, site, monkeypatch):
        monkeypatch.setattr(stored_pages, "GENERATION_SECONDS", 0)
        door = StoredPages(site)
        ask(door, "/en/")

        stored_pages._valkey().delete(stored_pages._generation_name())
        ask(door, "/en/")
        ask(door, "/en/")

        assert site.asked == 2

    def test_a_page_drawn_while_something_changed_is_not_stored_for_what_came_after(self, site, monkeypatch):
        monkeypatch.setattr(stored_pages, "GENERATION_SECONDS", 0)
        door = StoredPages(site)

        def slow(environ):
            stored_pages.forget_all()  # a commit while the page is being drawn
            return page("old")

        site.view = slow
        ask(door, "/en/")
        site.view = lambda environ: page("new")

        assert ask(door, "/en/").text == "new"

    def test_a_page_is_over_after_its_seconds(self, site):
        site.view = lambda environ: store(HttpResponse(TEXT), seconds=1)
        door = StoredPages(site)
        ask(door, "/en/")
        time.sleep(1.05)

        ask(door, "/en/")

        assert site.asked == 2

    def test_no_page_is_kept_for_longer_than_ten_minutes(self, site):
        site.view = lambda environ: store(HttpResponse(TEXT), seconds=86_400)
        ask(StoredPages(site), "/en/")

        names = list(stored_pages._valkey().scan_iter("*:pages:*:/en/"))

        assert names
        assert all(stored_pages._valkey().ttl(name) <= 600 for name in names)
        assert stored_pages._unpack(_packed_in(3600)).expires <= time.monotonic() + 600

    def test_the_least_asked_for_goes_first_when_there_is_no_room(self):
        shelf = stored_pages._Shelf(max_bytes=10_000)
        pages = {name: stored_pages._unpack(_packed_in(60)) for name in "abcd"}
        for name in "abc":
            shelf.put(name, pages[name])
        shelf.get("a", time.monotonic())

        shelf.put("d", pages["d"])
        shelf.put("d", pages["d"])

        assert [name for name in "abcd" if shelf.get(name, time.monotonic())] == ["a", "c", "d"]


def _packed_in(seconds: int) -> bytes:
    response = HttpResponse("x" * 1000)
    setattr(response, stored_pages._MARK, seconds)
    return stored_pages._pack(response, [])


class TestWhatIsNeverStored:
    @pytest.mark.parametrize(
        "headers",
        [
            {"Cache-Control": "private, max-age=60"},
            {"Cache-Control": "no-store"},
            {"Cache-Control": "public, no-cache"},
            {"Vary": "Cookie"},
            {"Vary": "Accept-Encoding, cookie"},
            {"Vary": "Accept-Language"},
            {"Vary": "*"},
            {"Set-Cookie": "session=1"},
            {"Content-Security-Policy": "script-src 'nonce-abc'"},
            {"Content-Encoding": "zstd"},
        ],
    )
    def test_an_answer_that_is_somebodys_own(self, site, headers):
        site.view = lambda environ: page(**headers)
        self.is_drawn_each_time(site)

    def test_an_answer_that_sets_a_cookie(self, site):
        def view(environ):
            response = page()
            response.set_cookie("csrftoken", "secret")
            return response

        site.view = view
        self.is_drawn_each_time(site)

    @pytest.mark.parametrize("status", [201, 206, 302, 304, 400, 403, 404, 500])
    def test_another_status_than_200(self, site, status):
        site.view = lambda environ: store(HttpResponse(TEXT, status=status))
        self.is_drawn_each_time(site)

    def test_a_redirection(self, site):
        site.view = lambda environ: store(HttpResponseRedirect("/en/"))
        self.is_drawn_each_time(site)

    def test_a_stream(self, site):
        site.view = lambda environ: store(StreamingHttpResponse([b"a", b"b"]))
        self.is_drawn_each_time(site)

    def test_what_nobody_marked(self, site):
        site.view = lambda environ: HttpResponse(TEXT)
        self.is_drawn_each_time(site)

    def test_a_page_too_large(self, site):
        site.view = lambda environ: page("x" * (stored_pages.MAX_BYTES_OF_A_PAGE + 1))
        self.is_drawn_each_time(site)

    @pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
    def test_an_answer_to_another_method(self, site, method):
        self.is_drawn_each_time(site, method=method)

    @pytest.mark.parametrize(
        "query", ["?q=wages", "?from=NP&to=QA", "?letters=1", "?letters&q=wages", "?LETTERS"]
    )
    def test_an_address_with_a_query(self, site, query):
        self.is_drawn_each_time(site, path=f"/en/guides/{query}")

    @pytest.mark.parametrize(
        "headers",
        [
            {"authorization": "Basic dTpw"},
            {"host": "evil.example"},
            {"host": "testserver:1234"},
            {"cookie": "sessionid=amina"},
        ],
    )
    def test_an_answer_to_somebody_special(self, site, headers):
        self.is_drawn_each_time(site, **headers)

    def is_drawn_each_time(self, site, path="/en/", **request):
        door = StoredPages(site)
        before = set(stored_pages._valkey().scan_iter("*:pages:*"))

        for _ in range(2):
            ask(door, path, **request)

        assert site.asked == 2
        assert set(stored_pages._valkey().scan_iter("*:pages:*")) <= before | {
            stored_pages._generation_name().encode()
        }
        assert site.is_over == 2


class TestAReaderWithACookie:
    def test_gets_what_everybody_gets(self, site):
        door = StoredPages(site)
        ask(door, "/en/")

        assert ask(door, "/en/", cookie="sessionid=amina").text == TEXT
        assert site.asked == 1

    def test_leaves_nothing_for_others(self, site):
        site.view = lambda environ: page(f"Hello {environ.get('HTTP_COOKIE', 'reader')} {TEXT}")
        door = StoredPages(site)

        own = ask(door, "/en/", cookie="name=Amina").text
        others = ask(door, "/en/").text

        assert "Amina" in own
        assert "Amina" not in others


class TestTheMark:
    def test_never_leaves(self, site):
        door = StoredPages(site)

        for path in ("/en/", "/en/?q=1"):
            assert not [name for name in ask(door, path).headers if "stor" in name.lower()]


class TestWithoutValkey:
    def test_django_answers(self, site, no_valkey):
        door = StoredPages(site)

        assert [ask(door, "/en/").text for _ in range(3)] == [TEXT] * 3
        assert site.asked == 3

    def test_nobody_waits_long_for_one_that_is_silent(self, site, silent_valkey):
        door = StoredPages(site)
        began = time.perf_counter()

        answers = [ask(door, "/en/").status for _ in range(20)]

        assert answers == [200] * 20
        assert time.perf_counter() - began < 1.5

    def test_readers_do_not_wait_for_each_other(self, site, silent_valkey):
        door = StoredPages(site)
        times: list[float] = []

        def read() -> None:
            began = time.perf_counter()
            ask(door, "/en/")
            times.append(time.perf_counter() - began)

        threads = [threading.Thread(target=read) for _ in range(8)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()

        assert sum(each > 0.2 for each in times) <= 1

    def test_what_was_at_hand_is_not_trusted(self, site, settings):
        door = StoredPages(site)
        ask(door, "/en/")
        stored_pages._generation.give_up()

        ask(door, "/en/")

        assert site.asked == 2
        stored_pages._generation.check_again()

    def test_still_answers_304(self, site, no_valkey):
        door = StoredPages(site)
        etag = ask(door, "/en/").headers["ETag"]

        assert ask(door, "/en/", if_none_match=etag).status == 304

    def test_forgetting_says_that_it_could_not(self, no_valkey):
        with pytest.raises(redis.RedisError):
            stored_pages.forget_all()


class TestWhatLiesInValkey:
    @given(st.binary(max_size=200))
    def test_garbage_is_no_page(self, garbage):
        assert stored_pages._unpack(garbage) is None

    @given(st.text(max_size=3000))
    def test_is_unpacked_as_it_was_packed(self, text):
        response = store(HttpResponse(text))
        found = stored_pages._unpack(stored_pages._pack(response, list(response.items())))

        bodies = {encoding: body for encoding, (_headers, body) in found.answers.items()}
        assert (
            bodies[""] == gzip.decompress(bodies["gzip"]) == brotli.decompress(bodies["br"]) == text.encode()
        )

    def test_cut_short_is_no_page(self):
        assert stored_pages._unpack(_packed_in(60)[:-1]) is None


class TestAcceptEncoding:
    @given(st.text(max_size=60))
    def test_whatever_it_says_has_an_answer(self, header):
        assert stored_pages._best_encoding(header) in {"br", "gzip", ""}

"""The service worker, the manifest, the offline page, the base page and the error pages."""

import gzip
import json
import re

import pytest
from django.conf import settings as conf
from django.contrib.staticfiles import finders
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory

from frontend import assets, offline, views

pytestmark = pytest.mark.urls("tests.frontend.urls")


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


def gzipped(response) -> int:
    return len(gzip.compress(response.content, 9))


class TestBasePage:
    @pytest.mark.parametrize("code", [code for code, _name in conf.LANGUAGES])
    def test_it_is_small_and_the_same_for_everybody(self, client, code):
        response = client.get(f"/{code}/guides/passport/")

        assert response.status_code == 200
        assert gzipped(response) <= 8 * 1024
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")

    @pytest.mark.parametrize(
        ("code", "direction"), [("ar", "rtl"), ("ur", "rtl"), ("fil", "ltr"), ("si", "ltr")]
    )
    def test_it_says_its_language_and_direction(self, client, code, direction):
        html = client.get(f"/{code}/").content.decode()

        assert f'<html lang="{code}" dir="{direction}">' in html
        assert len(re.findall(r"<a [^>]*hreflang=", html)) == len(conf.LANGUAGES)

    def test_it_names_no_other_site_but_the_way_out(self, client):
        html = client.get("/en/").content.decode()
        elsewhere = set(re.findall(r"https?://[^\"\s]+", html))

        assert elsewhere <= {"https://www.google.com/", getattr(conf, "SOURCE_CODE_URL", "")}

    def test_it_has_no_inline_script_and_no_inline_style_attribute(self, client):
        html = client.get("/en/").content.decode()

        assert not re.search(r"<script(?![^>]*\bsrc=)", html)
        assert not re.search(r"\sstyle=|\son[a-z]+=", html)

    def test_its_style_sheet_is_let_through_by_the_policy(self, client):
        response = client.get("/en/")

        assert f"'{assets.critical_css_hash()}'" in response["Content-Security-Policy"]
        assert f"<style>{assets.critical_css()}</style>" in response.content.decode()


class TestServiceWorker:
    def test_it_may_answer_for_every_page_and_is_always_asked_for_anew(self, client):
        response = client.get("/sw.js")

        assert response["Content-Type"].startswith("text/javascript")
        assert response["Service-Worker-Allowed"] == "/"
        assert response["Cache-Control"] == "no-cache"

    def told(self, client):
        first_line = client.get("/sw.js").content.decode().splitlines()[0]
        return json.loads(re.fullmatch(r"self\.CORRIDOR=(.*);", first_line).group(1))

    def test_it_knows_every_language(self, client):
        assert self.told(client)["languages"] == [code for code, _name in conf.LANGUAGES]

    def test_it_carries_the_offline_page_of_every_language(self, client):
        sheets = self.told(client)["offline"]

        assert list(sheets) == [code for code, _name in conf.LANGUAGES]
        for code, sheet in sheets.items():
            assert f'<html lang="{code}" dir="{sheet["dir"]}">' in sheet["page"]
            assert all(sheet.values())

    def test_all_of_them_together_are_at_most_10_kb(self, client):
        sheets = json.dumps(self.told(client)["offline"], ensure_ascii=False, separators=(",", ":"))

        assert len(gzip.compress(sheets.encode(), 9)) <= 10 * 1024

    def test_a_changed_text_makes_another_worker_and_nothing_else_does(self, client, monkeypatch):
        first = client.get("/sw.js")
        again = client.get("/sw.js", headers={"If-None-Match": first["ETag"]})
        offline._sheets.cache_clear()
        monkeypatch.setattr(offline, "CSS", "body{color:red}")
        changed = client.get("/sw.js", headers={"If-None-Match": first["ETag"]})
        offline._sheets.cache_clear()

        assert (again.status_code, again.content) == (304, b"")
        assert changed.status_code == 200
        assert changed["ETag"] != first["ETag"]


def test_without_a_build_there_is_no_service_worker(client, monkeypatch):
    monkeypatch.setattr(assets, "service_worker", lambda: "")

    assert client.get("/sw.js").status_code == 404


class TestManifest:
    def test_it_is_in_the_language_asked_for(self, client):
        body = client.get("/manifest.webmanifest?lang=ar").json()

        assert (body["lang"], body["dir"], body["start_url"]) == ("ar", "rtl", "/ar/")

    @pytest.mark.parametrize("query", ["", "?lang=", "?lang=xx", "?lang=../"])
    def test_an_unknown_language_gives_the_default_one(self, client, query):
        response = client.get(f"/manifest.webmanifest{query}")

        assert response["Content-Type"] == "application/manifest+json"
        assert response.json()["lang"] == conf.LANGUAGE_CODE

    def test_its_icons_exist(self, client):
        icons = client.get("/manifest.webmanifest").json()["icons"]

        assert {icon["sizes"] for icon in icons} >= {"192x192", "512x512"}
        assert any(icon.get("purpose") == "maskable" for icon in icons)
        for icon in icons:
            assert finders.find(icon["src"].removeprefix(conf.STATIC_URL)), icon["src"]


class TestOfflinePage:
    def test_its_own_style_is_let_through_by_the_policy(self, client):
        response = client.get("/en/offline/")
        style = re.search(r"<style>(.*?)</style>", response.content.decode(), re.S).group(1)

        assert f"'{assets.inline_hash(style)}'" in response["Content-Security-Policy"]

    def test_it_has_what_the_service_worker_fills_in(self, client):
        html = client.get("/ne/offline/").content.decode()

        for mark in ("data-no-connection hidden", "data-forget hidden", "data-search hidden", "data-none"):
            assert mark in html
        assert "<ul data-saved-list>" in html
        assert "<ul data-saved-packs>" in html
        assert re.search(r"<main>.*</main>", html, re.S)

    def test_the_base_page_has_it_too(self, client):
        html = client.get("/ne/").content.decode()

        assert re.search(r"data-saved-copy hidden>.*?<time></time>", html, re.S)
        assert "data-saved-language hidden>" in html


class TestErrors:
    def test_an_unknown_page_is_told_in_the_language_of_its_address(self, client):
        response = client.get("/ar/nothing/", headers={"Accept-Language": "es"})

        assert response.status_code == 404
        assert '<html lang="ar" dir="rtl">' in response.content.decode()
        assert response["Content-Language"] == "ar"

    def test_without_a_language_in_the_address_the_browser_is_asked(self, client):
        response = client.get("/xx/nothing.php", headers={"Accept-Language": "es,en;q=0.5"})

        assert response.status_code == 404
        assert '<html lang="es" dir="ltr">' in response.content.decode()
        assert "Accept-Language" in response["Vary"]

    @pytest.mark.parametrize(
        ("view", "status"),
        [(views.bad_request, 400), (views.permission_denied, 403), (views.page_not_found, 404)],
    )
    def test_each_error_has_a_page(self, view, status):
        response = view(RequestFactory().get("/en/x/"), PermissionDenied("a secret reason"))

        assert response.status_code == status
        assert b"a secret reason" not in response.content
        assert response["Cache-Control"] == "no-store"

    def test_a_mistake_of_ours_is_told_without_the_database(self, client):
        response = client.get("/ur/boom/")

        assert response.status_code == 500
        assert '<html lang="ur" dir="rtl">' in response.content.decode()
        assert "a mistake of ours" not in response.content.decode()
        assert not response.cookies

    def test_even_a_broken_template_ends_in_a_sentence(self, monkeypatch):
        def broken(*args, **kwargs):
            raise RuntimeError

        monkeypatch.setattr(views, "render_to_string", broken)

        assert b"went wrong" in views.server_error(RequestFactory().get("/en/")).content


class TestStyleGuide:
    def test_it_is_closed_on_a_public_site(self, client):
        assert client.get("/styleguide/").status_code == 404

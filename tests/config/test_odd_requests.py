"""What no browser sends: the answer is a page that says so, never a crash, and the log keeps secrets."""

from __future__ import annotations

import io
import logging

import pytest
from django.conf import settings as conf
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.signals import request_started
from django.db import close_old_connections
from django.test import Client, RequestFactory

from config.handler import Handler
from config.logs import RouteInsteadOfPath
from config.wsgi import application
from frontend.anonymous import form_token
from members.users.models import Role
from tests.campaigns.petitions.factories import PetitionFactory
from tests.members.users.factories import make_user, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


def sign_in_editor(client, *, second_factor=True):
    user = make_user(roles=(Role.EDITOR,), second_factor=second_factor)
    signed_in(user, used_second_factor=second_factor, client=client)


def ask(method, path, *, content_type, body=b""):
    """Status and body of a request that goes through the web process's own door."""
    environ = RequestFactory().get(path).environ | {
        "REQUEST_METHOD": method,
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_ORIGIN": "http://testserver",
        "wsgi.input": io.BytesIO(body),
    }
    answered = []
    request_started.disconnect(close_old_connections)  # the test's transaction is on this connection
    try:
        content = application(environ, lambda status, headers: answered.append(int(status.split()[0])))
    finally:
        request_started.connect(close_old_connections)
    return answered[0], b"".join(content).decode()


def multipart(**fields):
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    return "".join([*parts, "--x--\r\n"]).encode()


class TestEncodings:
    """Python knows codecs that are no character sets: "hex" wants hexadecimal digits, "idna" raises."""

    def test_the_site_uses_this_door(self):
        assert isinstance(application._application, Handler)  # behind the stored pages

    @pytest.mark.parametrize("codec", ["hex", "idna", "unicode_escape", "utf-16", "nosuch"])
    def test_what_a_form_names_is_not_used_to_read_it(self, codec):
        PetitionFactory(open=True, slug="ratify", languages=["en"])
        body = multipart(
            name="Maya \\ud800 श्रेष्ठ",
            email="not an address",
            agrees="on",
            form_token=form_token("petitions.sign"),
        )

        status, page = ask(
            "POST",
            "/en/petitions/ratify/",
            content_type=f"multipart/form-data; boundary=x; charset={codec}",
            body=body,
        )

        assert status == 422
        assert "श्रेष्ठ" in page

    @pytest.mark.parametrize(
        "parameter", ["charset*=idna''%41", "charset*=nosuch''%41", "boundary*=nosuch''%41"]
    )
    def test_an_unknown_one_in_the_header_itself_breaks_nothing(self, parameter):
        status, _page = ask("GET", "/en/petitions/", content_type=f"text/html; {parameter}")

        assert status == 200


class TestNuls:
    @pytest.mark.parametrize("query", ["q=%00", "locale=%00", "a=1&tag=x%00y"])
    def test_an_address_with_one_is_refused_in_the_reader_s_language(self, client, query):
        response = client.get(f"/ar/petitions/?{query}")

        assert response.status_code == 400
        assert 'lang="ar"' in response.content.decode()

    def test_wagtail_is_never_asked_for_one(self, client):
        sign_in_editor(client)

        assert client.get("/cms/tag-autocomplete/?term=%00").status_code == 400


class TestMedia:
    @pytest.fixture(autouse=True)
    def files(self, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        for name in ("images/a.width-400.jpg", "original_images/a.jpg", "documents/a.pdf"):
            default_storage.save(name, ContentFile(b"content"))

    def test_what_pages_show_is_everybody_s(self, client):
        response = client.get("/media/images/a.width-400.jpg")

        assert (response.status_code, response["Cache-Control"]) == (
            200,
            "public, max-age=31536000, immutable",
        )
        assert not response.has_header("Vary") or "Cookie" not in response["Vary"]

    @pytest.mark.parametrize(
        "name", ["original_images/a.jpg", "documents/a.pdf", "images/../documents/a.pdf"]
    )
    def test_what_was_uploaded_is_not(self, client, name):
        assert client.get(f"/media/{name}", follow=True).status_code == 404

    def test_an_editor_may_look_at_an_original(self, client):
        sign_in_editor(client)

        response = client.get("/media/original_images/a.jpg")

        assert (response.status_code, response["Cache-Control"]) == (200, "no-store, private")

    def test_an_editor_without_the_second_factor_may_not(self, client):
        sign_in_editor(client, second_factor=False)

        assert client.get("/media/original_images/a.jpg", follow=True).status_code == 404

    @pytest.mark.parametrize(
        "name",
        ["images/" + "a" * 5000, "images/%00", "images/..%2f..%2fetc/passwd", "images/%2e%2e/%2e%2e/x"],
    )
    def test_a_name_that_no_file_can_have_is_not_found(self, client, name):
        assert client.get(f"/media/{name}", follow=True).status_code == 404


class TestTheLog:
    def test_an_error_names_the_route_and_not_the_link(self, client, caplog, monkeypatch):
        monkeypatch.setattr("campaigns.petitions.views.petitions.find_signature", None)
        caplog.handler.addFilter(RouteInsteadOfPath())

        response = client.get("/en/petitions/confirm/SECRET-TOKEN/")

        assert response.status_code == 500
        assert "SECRET-TOKEN" not in caplog.text
        assert "petitions/confirm/<str:token>/" in caplog.text

    @pytest.mark.parametrize("host", ["SECRET" * 500, "secret.example/SECRET"])
    def test_a_refusal_says_nothing_of_what_was_sent(self, client, caplog, host):
        caplog.handler.addFilter(RouteInsteadOfPath())

        response = client.get("/en/SECRET/", headers={"host": host})

        assert response.status_code == 400
        assert "SECRET" not in caplog.text
        assert "Traceback" not in caplog.text
        assert "400 at GET an address that is none of ours" in caplog.text

    def test_the_filter_is_in_use(self):
        assert conf.LOGGING["loggers"]["django.request"]["filters"] == ["route"]
        assert conf.LOGGING["handlers"]["console"]["filters"] == ["route"]
        assert any(
            isinstance(each, RouteInsteadOfPath) for each in logging.getLogger("django.request").filters
        )

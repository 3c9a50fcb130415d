"""What libraries learn and keep by default, and we do not: one test for each of their defaults."""

from __future__ import annotations

import logging
import os
import subprocess
import sys

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import reverse

from members.users import client as users_client
from members.users.adapters import AccountAdapter, MFAAdapter
from members.vault.envelope import TamperedEnvelope
from tests.members.users.factories import PASSWORD, SECRET, make_user, signed_in

ADDRESS = "203.0.113.99"
BROWSER = "Tell-Tale-Browser/7.3"


def rows_of_every_table() -> str:
    """The whole database as text, as a thief of it would read it."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            name = connection.ops.quote_name(table)
            cursor.execute(f"SELECT row_to_json(t)::text FROM {name} AS t")  # noqa: S608 (our own tables)
            found += [row[0] for row in cursor.fetchall()]
    return "\n".join(found)


def cache_as_text() -> str:
    """Every name and value in the cache of this test run."""
    client = cache._cache.get_client(None, write=True)
    keys = list(client.scan_iter(f"{settings.CACHES['default']['KEY_PREFIX']}:*"))
    return "\n".join(f"{key!r} {client.get(key)!r}" for key in keys)


class TestWhatIsNotInstalled:
    @pytest.mark.parametrize(
        "app", ["axes", "auditlog", "allauth.usersessions", "wagtail.contrib.forms", "django.contrib.admin"]
    )
    def test_apps_that_store_addresses_or_answers_in_clear_are_left_out(self, app):
        assert not apps.is_installed(app)


@pytest.mark.django_db
class TestAFailedSignIn:
    @pytest.fixture
    def traces(self, caplog):
        user = make_user(email="asha.known@mail.example")
        stranger = "bina.stranger@mail.example"
        client = Client(REMOTE_ADDR=ADDRESS, HTTP_USER_AGENT=BROWSER)
        with caplog.at_level(logging.DEBUG):
            for _attempt in range(7):
                for email in (user.email, stranger):
                    client.post(reverse("account_login"), {"login": email, "password": "wrong wrong wrong"})
            client.post(reverse("account_login"), {"login": stranger, "by_code": "1"})
            client.post(reverse("account_confirm_login_code"), {"code": "WRONG-1"})
            client.post(reverse("account_reset_password"), {"email": stranger})
        return {"database": rows_of_every_table(), "cache": cache_as_text(), "log": caplog.text}

    @pytest.mark.parametrize("place", ["database", "cache", "log"])
    def test_leaves_no_address_and_no_browser(self, traces, place):
        assert ADDRESS not in traces[place]
        assert "203.0.113" not in traces[place]
        assert BROWSER not in traces[place]

    @pytest.mark.parametrize("place", ["database", "cache", "log"])
    def test_leaves_no_e_mail_address_that_it_did_not_hold_before(self, traces, place):
        assert "bina.stranger" not in traces[place]

    @pytest.mark.parametrize("place", ["cache", "log"])
    def test_leaves_no_e_mail_address_of_an_account_outside_its_row(self, traces, place):
        assert "asha.known" not in traces[place]

    def test_counts_under_keyed_names(self, traces):
        import hashlib

        guess = hashlib.sha256(b"testserver:asha.known@mail.example").hexdigest()

        assert "allauth" in traces["cache"]
        assert guess not in traces["cache"]


@pytest.mark.django_db
class TestASession:
    def test_is_sealed_and_its_key_is_not_in_the_database(self):
        client = Client(REMOTE_ADDR=ADDRESS, HTTP_USER_AGENT=BROWSER)
        user = make_user(email="asha.known@mail.example")
        client.post(reverse("account_login"), {"login": user.email, "by_code": "1"})
        code = next(word for word in mail.outbox[0].body.split() if len(word) >= 6 and word.isupper())

        rows = rows_of_every_table()

        assert client.cookies[settings.SESSION_COOKIE_NAME].value not in rows
        assert code not in rows
        assert client.session["account_login"]

    def test_moved_to_another_row_is_empty(self):
        from django.contrib.sessions.models import Session

        mine, theirs = signed_in(make_user()), signed_in(make_user())
        first, second = Session.objects.order_by("session_key")
        first.session_data, second.session_data = second.session_data, first.session_data
        first.save()
        second.save()

        assert mine.get(reverse("users:home")).status_code == 302
        assert theirs.get(reverse("users:home")).status_code == 302

    def test_that_waits_for_a_password_keeps_no_address_in_clear(self):
        client = signed_in(make_user(second_factor=True), client=Client(REMOTE_ADDR=ADDRESS))
        client.post(reverse("mfa_generate_recovery_codes"), HTTP_USER_AGENT=BROWSER)

        rows = rows_of_every_table()

        assert ADDRESS not in rows
        assert BROWSER not in rows


@pytest.mark.django_db
class TestSecondFactorSecrets:
    def test_are_not_in_the_database_in_clear(self):
        make_user(second_factor=True)

        assert SECRET not in rows_of_every_table()

    def test_are_not_there_while_an_app_is_set_up(self):
        client = signed_in(make_user(password=""))

        secret = client.get(reverse("mfa_activate_totp")).context["form"].secret

        assert secret not in rows_of_every_table()

    def test_open_again(self):
        adapter = MFAAdapter()

        assert adapter.decrypt(adapter.encrypt(SECRET)) == SECRET
        assert adapter.encrypt(SECRET) != adapter.encrypt(SECRET)

    @pytest.mark.parametrize("planted", [SECRET, "", "bm90IGFuIGVudmVsb3Bl", "ü"])
    def test_planted_plain_text_is_never_returned(self, planted):
        with pytest.raises(TamperedEnvelope):
            MFAAdapter().decrypt(planted)

    def test_planted_in_the_database_let_nobody_in(self, client):
        user = make_user(second_factor=True)
        Authenticator.objects.filter(user=user).update(data={"secret": SECRET})
        client.raise_request_exception = False

        client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
        client.post(reverse("mfa_authenticate"), {"code": "000000"})

        assert client.get(reverse("users:home")).status_code == 302


class TestTheClientAddress:
    def request(self, remote="198.51.100.7", forwarded=None):
        headers = {"HTTP_X_FORWARDED_FOR": forwarded} if forwarded is not None else {}
        return RequestFactory().get("/", REMOTE_ADDR=remote, **headers)

    def test_is_a_bucket_and_not_an_address(self):
        bucket = AccountAdapter().get_client_ip(self.request())

        assert "198" not in bucket.split(".")
        assert len(bucket) == 32

    def test_a_neighbourhood_is_one_bucket_and_tomorrow_is_another(self, monkeypatch):
        import datetime

        adapter = AccountAdapter()
        here = adapter.get_client_ip(self.request("198.51.100.7"))
        neighbour = adapter.get_client_ip(self.request("198.51.100.200"))
        elsewhere = adapter.get_client_ip(self.request("198.51.101.7"))
        tomorrow = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=1)
        monkeypatch.setattr(users_client.timezone, "now", lambda: tomorrow)

        assert here == neighbour
        assert here != elsewhere
        assert here != adapter.get_client_ip(self.request("198.51.100.7"))

    def test_a_forwarded_address_is_not_believed_without_a_trusted_proxy(self):
        adapter = AccountAdapter()

        assert adapter.get_client_ip(self.request()) == adapter.get_client_ip(
            self.request(forwarded="6.6.6.6")
        )

    @override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1)
    def test_with_one_trusted_proxy_the_last_forwarded_address_counts(self):
        spoofed = self.request("10.0.0.1", forwarded="6.6.6.6, 198.51.100.7")

        assert users_client.address_of(spoofed) == "198.51.100.7"

    @override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=2)
    @pytest.mark.parametrize("forwarded", ["6.6.6.6", "", "unknown, unknown", "::::, ("])
    def test_a_header_that_fits_no_proxy_falls_back_to_the_connection(self, forwarded):
        assert users_client.address_of(self.request("198.51.100.7", forwarded=forwarded)) == "198.51.100.7"

    @override_settings(ALLAUTH_TRUSTED_PROXY_COUNT=1)
    @pytest.mark.parametrize(
        ("text", "address"),
        [
            ("198.51.100.7:4711", "198.51.100.7"),
            ("[2001:db8::1]:443", "2001:db8::1"),
            ("2001:db8::1", "2001:db8::1"),
        ],
    )
    def test_ports_are_cut_off(self, text, address):
        assert users_client.address_of(self.request(forwarded=text)) == address

    @pytest.mark.django_db
    @pytest.mark.parametrize("remote", ["", "unix:", "not an address"])
    def test_a_socket_without_address_can_sign_in(self, remote):
        user = make_user()
        client = Client(REMOTE_ADDR=remote)

        response = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})

        assert response.status_code == 302

    def test_no_browser_is_told_to_allauth(self):
        request = RequestFactory().get("/", HTTP_USER_AGENT=BROWSER)

        assert AccountAdapter().get_http_user_agent(request) == ""


@pytest.mark.django_db
class TestHeaders:
    def test_no_other_site_learns_where_a_reader_came_from(self, client):
        response = client.get(reverse("account_login"))

        assert response.headers["Referrer-Policy"] == "same-origin"
        assert response.headers["X-Content-Type-Options"] == "nosniff"

    def test_pages_load_scripts_from_here_alone(self, client):
        policy = client.get(reverse("account_login")).headers["Content-Security-Policy"]

        assert "script-src 'self';" in policy + ";"
        assert "unsafe" not in policy

    def test_cookies_are_unreadable_to_scripts_and_stay_on_the_site(self):
        client = Client()
        user = make_user()
        client.get(reverse("account_login"))
        client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})

        for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME):
            assert client.cookies[name]["httponly"]
            assert client.cookies[name]["samesite"] == "Lax"


class TestAnAddressWithHttps:
    def test_turns_on_secure_cookies_and_strict_transport(self):
        """In a process of its own: settings are read once."""
        names = [
            "SESSION_COOKIE_SECURE",
            "CSRF_COOKIE_SECURE",
            "SECURE_SSL_REDIRECT",
            "SECURE_HSTS_SECONDS",
            "SECURE_HSTS_INCLUDE_SUBDOMAINS",
        ]
        program = (
            f"import config.settings as s; print([bool(getattr(s, n)) for n in {names!r}],"
            " s.ACCOUNT_DEFAULT_HTTP_PROTOCOL, s.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN)"
        )
        environment = {**os.environ, "SITE_URL": "https://corridor.example", "DEBUG": "0"}

        done = subprocess.run(
            [sys.executable, "-c", program],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
            cwd=settings.BASE_DIR,
        )

        assert done.stdout.strip() == "[True, True, True, True, True] https False"


@pytest.mark.django_db
class TestNobodyLearnsWhoHasAnAccount:
    """The same page, word for word, whether the address is known or not."""

    @staticmethod
    def answer(url_name: str, fields: dict[str, str], email: str) -> tuple[int, str, str]:
        client = Client()
        response: HttpResponse = client.post(
            reverse(url_name), {key: value.replace("EMAIL", email) for key, value in fields.items()}
        )
        where = response.headers.get("Location", "")
        page = client.get(where) if where else response
        text = page.content.decode().replace(email, "EMAIL")
        import re

        text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", text)
        return response.status_code, where, text

    @pytest.mark.parametrize(
        ("url_name", "fields"),
        [
            ("account_login", {"login": "EMAIL", "password": "wrong wrong wrong"}),
            ("account_login", {"login": "EMAIL", "by_code": "1"}),
            ("account_request_login_code", {"email": "EMAIL"}),
            ("account_signup", {"email": "EMAIL"}),
            ("account_signup", {"email": "EMAIL", "password1": "four words are enough"}),
            ("account_reset_password", {"email": "EMAIL"}),
        ],
    )
    def test_answers_are_alike(self, url_name, fields):
        make_user(email="known@mail.example")

        known = self.answer(url_name, fields, "known@mail.example")
        unknown = self.answer(url_name, fields, "other@mail.example")

        assert known == unknown

    def test_both_addresses_get_one_mail(self):
        make_user(email="known@mail.example")

        for email in ("known@mail.example", "other@mail.example"):
            Client().post(reverse("account_request_login_code"), {"email": email})

        assert [message.to for message in mail.outbox] == [["known@mail.example"], ["other@mail.example"]]
        assert "make an account" in mail.outbox[1].body


@pytest.mark.django_db
class TestADormitoryBehindOneAddress:
    def test_thirty_people_with_five_typing_errors_each_all_get_in(self):
        people = [make_user() for _number in range(30)]

        for person in people:
            client = Client(REMOTE_ADDR=ADDRESS)
            for _attempt in range(4):
                client.post(reverse("account_login"), {"login": person.email, "password": "typing error"})
            response = client.post(reverse("account_login"), {"login": person.email, "password": PASSWORD})
            assert response.status_code == 302

"""The mails about accounts: in the reader's language, as text and as HTML, with one thing in them."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.members.users.factories import make_user

pytestmark = pytest.mark.django_db


def html_of(message):
    return message.alternatives[0][0]


class TestACode:
    @pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ar", "rtl"), ("ne", "ltr")])
    def test_is_written_in_the_language_of_the_account(self, client, language, direction):
        user = make_user(language=language)

        client.post(reverse("account_request_login_code"), {"email": user.email})

        [message] = mail.outbox
        assert f'lang="{language}" dir="{direction}"' in html_of(message)
        assert message.to == [user.email]
        assert "\n" not in message.subject

    def test_stands_in_subject_text_and_html(self, client):
        user = make_user()

        client.post(reverse("account_reset_password"), {"email": user.email})

        [message] = mail.outbox
        code = message.subject.split()[0]
        assert code in message.body
        assert code in html_of(message)

    def test_tells_nothing_of_the_device(self):
        user = make_user()
        client = Client(REMOTE_ADDR="203.0.113.99", HTTP_USER_AGENT="Tell-Tale-Browser/7.3")

        client.post(reverse("account_request_login_code"), {"email": user.email})

        for text in (mail.outbox[0].body, html_of(mail.outbox[0])):
            assert "203.0.113" not in text
            assert "Tell-Tale" not in text


class TestAStranger:
    def test_is_told_how_to_make_an_account_in_the_language_of_the_page(self, client, settings):
        client.post("/ar/account/login/code/", {"email": "new@mail.example"}, HTTP_HOST="localhost")

        [message] = mail.outbox
        assert f"{settings.SITE_URL}/ar/account/signup/" in message.body
        assert f'href="{settings.SITE_URL}/ar/account/signup/"' in html_of(message)

    def test_who_has_an_account_already_is_told_to_sign_in(self, client, settings):
        user = make_user(language="ne")

        client.post("/en/account/signup/", {"email": user.email})

        [message] = mail.outbox
        assert f"{settings.SITE_URL}/ne/account/login/" in message.body

"""What no browser and no passkey sends to the account pages: an answer in words, never a crash."""

import json

import pytest
from allauth.mfa.models import Authenticator
from cryptography.exceptions import InvalidSignature
from django.core import mail
from django.test import Client

from members.users.mfa_forms import AddPasskeyForm, AuthenticateByPasskeyForm, SignInByPasskeyForm
from tests.members.users.factories import make_user

pytestmark = pytest.mark.django_db
ODD_CREDENTIALS = [
    "",
    "{",
    "[]",
    "null",
    "7",
    '{"id": "x"}',
    '{"id": "\\ud800"}',
    "[" * 5_000,
    '{"id": 7, "rawId": 7, "type": "public-key", "response": 7}',
    json.dumps({"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}),
    json.dumps(
        {
            "id": "AA",
            "rawId": "AA",
            "type": "public-key",
            "response": {
                "clientDataJSON": "AA",
                "authenticatorData": "AA",
                "signature": "AA",
                "userHandle": "AA",
            },
        }
    ),
]


class TestPasskeys:
    @pytest.mark.parametrize("credential", ODD_CREDENTIALS)
    def test_an_answer_that_no_passkey_gives_signs_nobody_in(self, credential):
        client = Client(raise_request_exception=False)

        response = client.post("/en/account/2fa/webauthn/login/", {"credential": credential})

        assert response.status_code == 302
        assert "_auth_user_id" not in client.session

    @pytest.mark.parametrize("credential", ODD_CREDENTIALS)
    def test_nor_does_it_prove_or_add_one(self, credential):
        user = make_user()

        assert not AuthenticateByPasskeyForm({"credential": credential}, user=user).is_valid()
        assert not AddPasskeyForm({"credential": credential, "name": "x"}, user=user).is_valid()
        assert not Authenticator.objects.exists()

    def test_a_forged_signature_is_a_wrong_answer(self, monkeypatch):
        def forged(*args):
            raise InvalidSignature

        monkeypatch.setattr("allauth.mfa.webauthn.forms.auth.parse_authentication_response", forged)

        assert SignInByPasskeyForm({"credential": "{}"}).has_error("credential") is True
        assert SignInByPasskeyForm({"credential": '{"id": 1}'}).has_error("credential", "incorrect_code")


class TestAddresses:
    @pytest.mark.parametrize("path", ["login", "login/code", "signup", "password/reset"])
    @pytest.mark.parametrize(
        "email",
        [
            '"\x01"@example.org',
            "a@\u2603.example",
            "a@a\u200db.example",
            "a@" + "ü" * 60 + ".example",
            "a\0@b.example",
        ],
    )
    def test_one_that_no_mail_can_be_sent_to_is_said_at_the_field(self, path, email):
        client = Client(raise_request_exception=False)

        response = client.post(f"/en/account/{path}/", {"email": email, "login": email})

        assert response.status_code == 200
        assert response.context["form"].has_error("login" if path == "login" else "email")
        assert not mail.outbox

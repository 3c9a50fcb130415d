"""Where django-allauth asks us: who is calling, how a mail looks, how a secret is kept."""

from __future__ import annotations

import base64
import binascii
import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as context_of_allauth
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.debug import sensitive_variables

from frontend import languages
from members.users import client
from members.users.models import User
from members.vault import envelope
from members.vault.envelope import TamperedEnvelope

# allauth asks for a secret to be sealed before the row exists and does not say whose it is, so all secrets
# of second factors share one place. They are bound to table and column, not to the person.
SECRETS_TABLE = "mfa_authenticator"
SECRETS_COLUMN = "data"
SECRETS_ROW = uuid.uuid5(uuid.NAMESPACE_URL, "corridor:mfa_authenticator.data")


class AccountAdapter(DefaultAccountAdapter):
    """Accounts by e-mail address. Keeps no IP address and no user agent."""

    def get_client_ip(self, request: HttpRequest) -> str:
        """A keyed hash of the client's network that changes every day: limits need no more."""
        return client.bucket(request)

    def get_http_user_agent(self, request: HttpRequest) -> str:
        return ""

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail in the language of the account it is for; else in that of the page at hand.

        Addresses in it begin with SITE_URL, whatever host the request named. When the mail does not leave
        (Django's mail backends raise OSError), the visitor is told and nothing else happens.
        """
        language = self._language_for(email, context.get("user"))
        words = {
            **context,
            "site_url": settings.SITE_URL,
            "language": language,
            "dir": languages.direction(language),
        }
        try:
            with translation.override(language):
                super().send_mail(template_prefix, email, words)
        except OSError as failure:
            page = render(context_of_allauth.request, "account/mail_not_sent.html", status=503)
            raise ImmediateHttpResponse(page) from failure

    @staticmethod
    def _language_for(email: str, user: User | None) -> str:
        if user is None or user.pk is None:
            user = User.objects.filter(email__iexact=email).select_related("profile").first()
        profile = getattr(user, "profile", None)
        return profile.language if profile else translation.get_language() or settings.LANGUAGE_CODE

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """allauth's list in our words; the shortest way first."""
        words = {
            "reauthenticate": gettext("Use your password"),
            "mfa_reauthenticate": gettext("Use your authenticator app"),
            "mfa_reauthenticate:webauthn": gettext("Use a passkey"),
        }
        methods = super().get_reauthentication_methods(user)
        return [{**method, "description": words[method["id"]]} for method in methods]


class MFAAdapter(DefaultMFAAdapter):
    """Second factors. Their secrets lie in the database under the vault's key."""

    @sensitive_variables()
    def encrypt(self, text: str) -> str:
        sealed = envelope.seal(text.encode(), table=SECRETS_TABLE, column=SECRETS_COLUMN, row=SECRETS_ROW)
        return base64.urlsafe_b64encode(sealed).decode("ascii")

    @sensitive_variables()
    def decrypt(self, encrypted_text: str) -> str:
        """Raises TamperedEnvelope when the stored text is not what `encrypt` made."""
        try:
            sealed = base64.b64decode(encrypted_text, altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            raise TamperedEnvelope(
                "it is not base64url", table=SECRETS_TABLE, column=SECRETS_COLUMN, row=SECRETS_ROW
            ) from None
        plain = envelope.open_sealed(sealed, table=SECRETS_TABLE, column=SECRETS_COLUMN, row=SECRETS_ROW)
        return plain.decode()

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        """The name that is offered for a new passkey."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Passkey %(number)s") % {"number": count + 1}

    def _get_site_name(self) -> str:
        return settings.WAGTAIL_SITE_NAME

"""Forms of the second factor: allauth's with our words, and codes that work once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, TypeVar

from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from cryptography.exceptions import InvalidSignature
from django import forms
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from members.users.forms import PlainWords, Words

T = TypeVar("T")


class CodeOnce:
    """Refuses a code that this account has used while it would still be accepted (RFC 6238, section 5.2).

    allauth forgets a used code after one step of 30 seconds; with a tolerance it lives longer than that.
    """

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        steps = 2 * app_settings.TOTP_TOLERANCE + 1
        key = f"allauth:code-once:{self.user.pk}:{code.strip()}"  # type: ignore[attr-defined]
        if not cache.add(key, "y", timeout=steps * app_settings.TOTP_PERIOD):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeField(PlainWords):
    labels: ClassVar[dict[str, Words]] = {"code": _("Code from your authenticator app, or a recovery code")}
    codes = ("code",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"  # type: ignore[attr-defined]


class AuthenticateForm(CodeOnce, CodeField, base_forms.AuthenticateForm):
    pass


class ReauthenticateByCodeForm(CodeOnce, CodeField, base_forms.ReauthenticateForm):
    pass


class ActivateAppForm(CodeField, totp_forms.ActivateTOTPForm):
    labels: ClassVar[dict[str, Words]] = {"code": _("The 6 digits that the app shows now")}


class CredentialField(forms.JSONField):
    """What a browser's passkey answers. JSON that is too deep is wrong JSON."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(value)
        except RecursionError:
            raise get_adapter().validation_error("incorrect_code") from None


class ReadCredential:
    """Takes every answer that no passkey gives for a wrong one.

    The library under allauth reads what was sent without looking whether it is there: a missing part is a
    KeyError, a number in place of text a TypeError, a forged signature an InvalidSignature.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = CredentialField()  # type: ignore[attr-defined]

    def _read(self, check: Callable[[], T]) -> T:
        try:
            return check()
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, InvalidSignature):
            raise get_adapter().validation_error("incorrect_code") from None


class ProvePasskey(ReadCredential):
    def clean_credential(self) -> Authenticator:
        return self._read(super().clean_credential)  # type: ignore[misc]


class SignInByPasskeyForm(ProvePasskey, webauthn_forms.LoginWebAuthnForm):
    pass


class AuthenticateByPasskeyForm(ProvePasskey, webauthn_forms.AuthenticateWebAuthnForm):
    pass


class ReauthenticateByPasskeyForm(ProvePasskey, webauthn_forms.ReauthenticateWebAuthnForm):
    pass


class AddPasskeyForm(ReadCredential, PlainWords, webauthn_forms.AddWebAuthnForm):
    labels: ClassVar[dict[str, Words]] = {
        "name": _("A name for this passkey"),
        "passwordless": _("Let me sign in with it alone"),
    }
    hints: ClassVar[dict[str, Words]] = {
        "name": _("For example: my phone."),
        "passwordless": _("The phone or key then asks for your finger, your face or its PIN each time."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True

    def clean(self) -> dict[str, Any]:
        return self._read(super().clean)


class RenamePasskeyForm(PlainWords, webauthn_forms.EditWebAuthnForm):
    labels: ClassVar[dict[str, Words]] = {"name": _("A name for this passkey")}

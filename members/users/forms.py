"""Forms about accounts: allauth's with our words and fewer fields, and the profile."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, ClassVar, cast

from allauth.account import forms as allauth_forms
from babel.core import get_global
from babel.dates import get_timezone_location
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from frontend import languages, time_zones
from members.users.models import Profile
from members.vault.indexes import NotAnEmail, normalise_email

Words = str | Promise
_EMAIL = _("Your e-mail address")
_PASSWORD_HINT = _("At least 10 characters. Three or four words that belong together only for you are best.")


class PlainWords:
    """Gives the fields of a library's form our labels and hints, and takes the placeholders away.

    A placeholder vanishes when one types and is hardly readable before (WCAG 2.2, 3.3.2).
    """

    labels: ClassVar[dict[str, Words]] = {}
    hints: ClassVar[dict[str, Words]] = {}
    codes: ClassVar[tuple[str, ...]] = ()
    """Fields that take a code of digits and letters."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, "")
            if name in self.codes:
                field.widget.attrs.update(
                    {"dir": "ltr", "autocapitalize": "characters", "spellcheck": "false", "autofocus": True}
                )


def check_mailable(email: str) -> str:
    """The address, when a mail can be sent to it. Django takes some that no mail program does.

    Raises ValidationError.
    """
    try:
        normalise_email(email)
    except NotAnEmail:
        raise forms.ValidationError(_("Enter a valid email address."), code="invalid") from None
    return email


class MailableEmail:
    """Refuses an unreachable address at its field, before a mail to it fails."""

    def clean_email(self) -> str:
        inherited = getattr(super(), "clean_email", None)
        return check_mailable(inherited() if inherited else self.cleaned_data["email"])  # type: ignore[attr-defined]


class SignInForm(PlainWords, allauth_forms.LoginForm):
    """E-mail address with a password; without one, a code goes to the address."""

    labels: ClassVar[dict[str, Words]] = {
        "login": _EMAIL,
        "password": _("Password"),
        "remember": _("Stay signed in on this device"),
    }
    hints: ClassVar[dict[str, Words]] = {
        "password": _("No password? Leave this empty. We send you a code by e-mail."),
        "remember": _("Only if nobody else uses it."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].required = False

    def clean_login(self) -> str:
        return check_mailable(super().clean_login())

    def clean_password(self) -> str:
        """The password; "" when the button that asks for a code was pressed."""
        return "" if "by_code" in self.data else self.cleaned_data["password"]

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """Sign in. The wish to stay signed in holds for codes too, which allauth does not ask for."""
        if self.cleaned_data.get("remember"):
            request.session.set_expiry(settings.SESSION_COOKIE_AGE)
        return super().login(request, redirect_url)


class SignUpForm(MailableEmail, PlainWords, allauth_forms.SignupForm):
    """An e-mail address is enough."""

    labels: ClassVar[dict[str, Words]] = {"email": _EMAIL, "password1": _("Password")}
    hints: ClassVar[dict[str, Words]] = {
        "email": _("We send a code there to be sure it is yours."),
        "password1": _(
            "You need none: we can send you a code each time. If you want one: 10 characters or more."
        ),
    }


class RequestCodeForm(MailableEmail, PlainWords, allauth_forms.RequestLoginCodeForm):
    labels: ClassVar[dict[str, Words]] = {"email": _EMAIL}


class ConfirmSignInCodeForm(PlainWords, allauth_forms.ConfirmLoginCodeForm):
    labels: ClassVar[dict[str, Words]] = {"code": _("Code from the e-mail")}
    codes = ("code",)


class ConfirmEmailCodeForm(PlainWords, allauth_forms.ConfirmEmailVerificationCodeForm):
    labels: ClassVar[dict[str, Words]] = {"code": _("Code from the e-mail")}
    codes = ("code",)


class ConfirmResetCodeForm(PlainWords, allauth_forms.ConfirmPasswordResetCodeForm):
    labels: ClassVar[dict[str, Words]] = {"code": _("Code from the e-mail")}
    codes = ("code",)


class ResetPasswordForm(MailableEmail, PlainWords, allauth_forms.ResetPasswordForm):
    labels: ClassVar[dict[str, Words]] = {"email": _EMAIL}


class OnePassword(PlainWords):
    """A new password is typed once: the browser can show it, and a code by e-mail always helps."""

    labels: ClassVar[dict[str, Words]] = {
        "oldpassword": _("Password you have now"),
        "password1": _("New password"),
    }
    hints: ClassVar[dict[str, Words]] = {"password1": _PASSWORD_HINT}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("password2", None)  # type: ignore[attr-defined]


class NewPasswordForm(OnePassword, allauth_forms.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(OnePassword, allauth_forms.ChangePasswordForm):
    pass


class SetPasswordForm(OnePassword, allauth_forms.SetPasswordForm):
    pass


class ChangeEmailForm(MailableEmail, PlainWords, allauth_forms.AddEmailForm):
    labels: ClassVar[dict[str, Words]] = {"email": _("New e-mail address")}
    hints: ClassVar[dict[str, Words]] = {
        "email": _("We send a code there. Until you enter it nothing changes.")
    }


class ReauthenticateForm(PlainWords, allauth_forms.ReauthenticateForm):
    labels: ClassVar[dict[str, Words]] = {"password": _("Password")}


@lru_cache(maxsize=32)
def time_zone_choices(code: str) -> list[tuple[str, str]]:
    """The time zones that CLDR names, as "Nepal" or "Indonesia (Jayapura)" in this language."""
    locale = languages.locale_of(code)
    known = time_zones.known()
    zones = [zone for zone in get_global("zone_territories") if zone in known and "/" in zone]
    named = [
        (zone, get_timezone_location(zone, locale=locale)) for zone in zones if not zone.startswith("Etc/")
    ]
    return [("UTC", "UTC"), *sorted(named, key=lambda choice: choice[1].casefold())]


class ProfileForm(forms.ModelForm):
    """Name, language, country and time zone."""

    language = forms.ChoiceField(label=_("Language"), help_text=_("Of the e-mails and alerts we send you."))
    country = forms.ChoiceField(label=_("Country you live in"), required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"), help_text=_("So that no alert wakes you at night."))

    class Meta:
        model = Profile
        fields = ("display_name", "language", "country", "time_zone")
        labels = {"display_name": _("Name shown to colleagues")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        code = languages.active_code()
        self.fields["display_name"].widget.attrs["autocomplete"] = "name"
        offered = {
            "language": [(key, languages.endonym(key)) for key, _name in settings.LANGUAGES],
            "country": [("", "—"), *languages.countries(code)],
            "time_zone": time_zone_choices(code),
        }
        for name, choices in offered.items():
            cast(forms.ChoiceField, self.fields[name]).choices = choices


class ForgetForm(forms.Form):
    """Deleting an account: the address is typed once more, so that no slip of a thumb does it."""

    email = forms.EmailField(
        label=_("Type your e-mail address to confirm"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, expected: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = expected

    def clean_email(self) -> str:
        typed = self.cleaned_data["email"]
        if typed.casefold() != self.expected.casefold():
            raise forms.ValidationError(
                _("This is not the e-mail address of this account."), code="other_email"
            )
        return typed

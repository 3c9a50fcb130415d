"""The form that signs a petition: three fields, and one unticked box for each consent."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from frontend import languages
from members.vault.indexes import NotAnEmail, normalise_email

# Characters that turn the direction of what follows; nobody's name needs them (UAX #9).
_DIRECTION_MARKS = {"\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"}


def country_choices() -> list[tuple[str, str]]:
    """Countries by their names in the reader's language; saying none is the first choice."""
    return [("", str(_("I would rather not say"))), *languages.countries(languages.active_code())]


class SignForm(forms.Form):
    """What a signatory gives. Country is her choice; the name is never shown to anybody."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("We send one mail there. Your signature counts when you confirm it."),
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email", "dir": "ltr"}),
    )
    country = forms.ChoiceField(label=_("Country where you live"), choices=country_choices, required=False)
    agrees = forms.BooleanField(
        error_messages={"required": _("We may only keep your signature if you agree.")},
    )
    wants_updates = forms.BooleanField(required=False)

    def __init__(self, *args: Any, consent: str, updates: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agrees"].label = consent
        self.fields["wants_updates"].label = updates

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        try:
            normalise_email(email)
        except NotAnEmail:
            raise forms.ValidationError(_("Please check the part after the @."), code="domain") from None
        return email

    def clean_name(self) -> str:
        name = unicodedata.normalize("NFC", self.cleaned_data["name"])
        name = "".join(
            each for each in name if each not in _DIRECTION_MARKS and unicodedata.category(each) != "Cc"
        )
        name = " ".join(name.split())
        if not any(each.isalpha() for each in name):
            raise forms.ValidationError(_("Please write your name in letters."), code="letters")
        return name

"""The form that signs a petition: three fields, and one unticked box for each consent."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.petitions.services import SIGNING_CONSENT, UPDATES_CONSENT
from frontend import languages
from members.consent import queries as consent_queries
from members.consent.models import ConsentText
from members.vault.indexes import NotAnEmail, normalise_email

# Characters that turn the direction of what follows; nobody's name needs them (UAX #9).
_DIRECTION_MARKS = {"\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"}


CONSENTS = {"agrees": SIGNING_CONSENT, "wants_updates": UPDATES_CONSENT}
"""The box for each purpose."""


def country_choices() -> list[tuple[str, str]]:
    """Countries by their names in the reader's language; saying none is the first choice."""
    return [("", str(_("I would rather not say"))), *languages.countries(languages.active_code())]


class CountryField(forms.ChoiceField):
    """A country by its code. Its names are only read when the form is drawn."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=country_choices, **kwargs)

    def valid_value(self, value: str) -> bool:
        return value in languages.country_codes()


class SignForm(forms.Form):
    """What a signatory gives. Country is her choice; the name is never shown to anybody.

    A ticked box sends the number of the wording that stood beside it, so that she has agreed to the words
    she saw, also when a newer wording came out in between.
    """

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
    country = CountryField(label=_("Country where you live"), required=False)
    agrees = forms.BooleanField(
        label=_("Keep my name and address to count my signature."),
        error_messages={"required": _("We may only keep your signature if you agree.")},
    )
    wants_updates = forms.BooleanField(label=_("Send me news of this petition by e-mail."), required=False)

    def __init__(self, *args: Any, texts: Mapping[str, ConsentText] | None = None, **kwargs: Any) -> None:
        """`texts` are the wordings beside the boxes, by field."""
        super().__init__(*args, **kwargs)
        for name, text in (texts or {}).items():
            self.fields[name].label = text.wording
            self.fields[name].widget.attrs["value"] = str(text.pk)

    @property
    def agreed_texts(self) -> list[int]:
        """The numbers of the wordings she said yes to."""
        ticked = [self.data.get(name, "") for name in CONSENTS]
        numbers = [int(number) for number in ticked if re.fullmatch("[0-9]{1,18}", number)]
        known = consent_queries.purposes(numbers)
        return [number for number in numbers if known.get(number) in CONSENTS.values()]

    def clean(self) -> dict[str, Any]:
        """The box that must be ticked names a wording that was published for it, if there is one."""
        purpose = CONSENTS["agrees"]
        known = consent_queries.purposes(self.agreed_texts)
        is_unknown = bool(self.cleaned_data.get("agrees")) and purpose not in known.values()
        if is_unknown and consent_queries.current_text(purpose, languages.active_code()) is not None:
            self.add_error("agrees", _("Please read this again: the wording has changed."))
        return self.cleaned_data

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

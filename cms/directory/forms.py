"""The filter of the directory."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.directory.queries import Choices, Wish
from cms.models import Need
from frontend import languages

NOT_OFFERED = {"invalid_choice": _("We do not have this. Choose from the list.")}


class FindForm(forms.Form):
    """Where I am, what I need, where I am from, what I speak. Sent by GET; keeps what is valid.

    A word that is not in a list is not said back: it may be as long as an address can be.
    """

    country = forms.ChoiceField(label=_("Where are you?"), required=False, error_messages=NOT_OFFERED)
    need = forms.ChoiceField(label=_("What do you need?"), required=False, error_messages=NOT_OFFERED)
    origin = forms.ChoiceField(label=_("Where are you from?"), required=False, error_messages=NOT_OFFERED)
    language = forms.ChoiceField(label=_("Which language?"), required=False, error_messages=NOT_OFFERED)

    def __init__(self, *args: Any, choices: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        needs = [(need.value, need.label) for need in Need if need in choices.needs]
        self._offer("country", _("Every country"), _countries(choices.countries))
        self._offer("need", _("Any help"), needs)
        self._offer("origin", _("Every country"), _countries(choices.origins))
        self._offer("language", _("Any language"), _spoken(choices.languages))

    def _offer(self, name: str, nothing: Any, offered: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = [("", nothing), *offered]  # type: ignore[attr-defined]

    def wish(self) -> Wish:
        """What was asked for, without what nobody offers."""
        self.is_valid()
        return Wish(**{name: self.cleaned_data.get(name, "") for name in self.fields})

    def label_of(self, name: str, value: str) -> str:
        """A choice in the reader's words: "MY" is "Malaysia"."""
        return str(dict(self.fields[name].choices).get(value, value))  # type: ignore[attr-defined]


def _countries(codes: list[str]) -> list[tuple[str, str]]:
    return _by_name((code, languages.country_name(code)) for code in codes)


def _spoken(codes: list[str]) -> list[tuple[str, str]]:
    return _by_name((code, languages.endonym(code)) for code in codes)


def _by_name(named: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return sorted(named, key=lambda each: each[1].casefold())

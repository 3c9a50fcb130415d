"""What an editor asks of the board."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cms.board.cells import Choice
from cms.board.states import State
from frontend import languages


class ChoiceForm(forms.Form):
    """Sent by GET. What makes no sense is left out, the rest holds."""

    language = forms.ChoiceField(label=_("Language"), required=False)
    state = forms.ChoiceField(
        label=_("State"), required=False, choices=[("", _("All states")), *State.choices]
    )
    union = forms.IntegerField(
        label=_("Union"), required=False, min_value=1, max_value=2**31, widget=forms.Select
    )
    mine = forms.BooleanField(label=_("Mine"), required=False)
    overdue = forms.BooleanField(label=_("Overdue"), required=False)
    reports = forms.BooleanField(label=_("With notes from readers"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spoken = [(code, languages.language_name(code)) for code, _name in settings.LANGUAGES]
        self.fields["language"].choices = [("", _("All languages")), *spoken]  # type: ignore[attr-defined]

    def choice(self) -> Choice:
        """What is asked for."""
        self.is_valid()
        told = dict(self.cleaned_data)
        return Choice(union_id=told.pop("union", None), **told)

    def offer_unions(self, unions: Iterable[tuple[int, str]]) -> None:
        """The unions that keep guides; without any there is nothing to choose."""
        if unions:
            self.fields["union"].widget.choices = [("", _("All unions")), *unions]
        else:
            del self.fields["union"]

"""What an editor asks of the board."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cms.board.cells import Choice
from cms.board.states import Kind, State
from cms.board.waiting import Wish
from cms.models import ChoreKind
from frontend import languages


class ChoiceForm(forms.Form):
    """Sent by GET. What makes no sense is left out, the rest holds."""

    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("All kinds")), *Kind.choices])
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

    def offer(self, *, unions: Iterable[tuple[int, str]], kinds: Collection[Kind]) -> None:
        """The unions and kinds there are; where there is nothing to choose from, no choice."""
        if len(kinds) < 2:
            del self.fields["kind"]
        if unions:
            self.fields["union"].widget.choices = [("", _("All unions")), *unions]
        else:
            del self.fields["union"]


class WishForm(forms.Form):
    """Which chores. Sent by GET; what makes no sense is left out."""

    whose = forms.ChoiceField(
        label=_("Whose"),
        required=False,
        choices=[("", _("Mine and those of nobody")), ("all", _("Everybody's"))],
    )
    kind = forms.ChoiceField(
        label=_("Kind"), required=False, choices=[("", _("All kinds")), *ChoreKind.choices]
    )

    def wish(self) -> Wish:
        self.is_valid()
        told = self.cleaned_data
        return Wish(everybodys=told.get("whose") == "all", kind=told.get("kind", ""))

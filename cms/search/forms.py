"""The search box, and the choices by which guides are found."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms.models import Sector, Stage
from cms.search.finder import Choices, Wish
from cms.search.terms import LONGEST_QUERY
from frontend import languages

NOT_OFFERED = {"invalid_choice": _("We do not have this. Choose from the list.")}
NAMES = ("from", "in", "job", "stage")


class SearchForm(forms.Form):
    """What a reader looks for. Whatever she types is looked for; what is too long is cut."""

    q = forms.CharField(
        label=_("What are you looking for?"),
        required=False,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "dir": "auto",
                "maxlength": LONGEST_QUERY,
                "autocomplete": "off",
                "enterkeyhint": "search",
            }
        ),
    )

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        asked = str((data or {}).get("q", ""))[:LONGEST_QUERY].replace("\x00", " ")
        super().__init__({"q": asked} if data is not None else None, **kwargs)

    @property
    def asked(self) -> str:
        return str(self.data.get("q", "")).strip()


class FinderForm(forms.Form):
    """Where I am from, where I work, my job, my stage. Sent by GET; keeps what is valid.

    A choice that no guide makes is not offered; one that was sent all the same, such as a country that no
    guide names, is kept: the guides for everybody fit it. A word that is no choice at all is not said back:
    it may be as long as an address can be.
    """

    def __init__(self, data: Any, *, choices: Choices) -> None:
        asked = {name: data.get(name, "") for name in NAMES}
        super().__init__(asked)
        jobs = [(job.value, job.label) for job in Sector if job in choices.sectors | {asked["job"]}]
        stages = [(stage.value, stage.label) for stage in Stage if stage in choices.stages | {asked["stage"]}]
        origins = _countries(choices.origins | {asked["from"]})
        destinations = _countries(choices.destinations | {asked["in"]})
        self._offer("from", _("Where are you from?"), _("Every country"), origins)
        self._offer("in", _("Where do you work?"), _("Every country"), destinations)
        self._offer("job", _("What is your job?"), _("Every job"), jobs)
        self._offer("stage", _("Where on your way are you?"), _("The whole way"), stages)

    def _offer(self, name: str, label: Any, nothing: Any, offered: list[tuple[str, Any]]) -> None:
        self.fields[name] = forms.ChoiceField(
            label=label,
            required=False,
            choices=[("", nothing), *offered],
            error_messages=NOT_OFFERED,
            widget=forms.Select,
        )

    def wish(self) -> Wish:
        """What was asked for, without what nobody offers."""
        self.is_valid()
        kept = {name: self.cleaned_data.get(name, "") for name in NAMES}
        return Wish(origin=kept["from"], destination=kept["in"], sector=kept["job"], stage=kept["stage"])

    @property
    def shown(self) -> list[forms.BoundField]:
        """The lists that offer something, and those that an error is to be said at."""
        return [self[name] for name in NAMES if len(self.fields[name].choices) > 1 or self[name].errors]  # type: ignore[attr-defined]


def _countries(codes: set[str]) -> list[tuple[str, str]]:
    return [country for country in languages.countries(languages.active_code()) if country[0] in codes]

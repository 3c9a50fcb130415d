"""What a reader says, how she asks for the answer, and what an editor answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from cms.models import ReportKind
from cms.reports.queries import ON_PAGES, Wish
from frontend import languages

MOST_WORDS = 1000


class WordsField(forms.CharField):
    """Counts as browsers do: a line break is one character (HTML, 4.10.11), though it is sent as two."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(value).replace("\r\n", "\n")


class NoteForm(forms.Form):
    """Three choices and, if she likes, words."""

    kind = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=[(kind.value, kind.label) for kind in ON_PAGES],
        widget=forms.RadioSelect,
    )
    words = WordsField(
        label=_("Say what it is"),
        required=False,
        max_length=MOST_WORDS,
        help_text=_("Do not write names, yours or others'. Nobody knows who you are."),
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Your code"),
        max_length=200,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false", "dir": "ltr"}
        ),
    )


class AnswerForm(forms.Form):
    answer = WordsField(
        label=_("Answer"),
        required=False,
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 6, "dir": "auto"}),
    )


class FilterForm(forms.Form):
    """Sent by GET; keeps what is valid."""

    state = forms.ChoiceField(
        label=_("State"),
        choices=[("open", _("Waiting for an answer")), ("answered", _("Answered"))],
        required=False,
    )
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[("", _("All kinds")), *ReportKind.choices], required=False
    )
    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(code, languages.endonym(code)) for code, _name in settings.LANGUAGES]
        self.fields["language"].choices = [("", _("Any language")), *named]  # type: ignore[attr-defined]

    def wish(self) -> Wish:
        self.is_valid()
        asked = {name: value for name, value in self.cleaned_data.items() if value}
        return Wish(**asked)

"""The samples of the style guide: each component folder holds `<name>.html` and `<name>.json`."""

import json
from pathlib import Path
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

COMPONENTS = Path(__file__).parent / "templates" / "components"


class SampleForm(forms.Form):
    """One of each kind of field."""

    name = forms.CharField(label=_("Your name"), help_text=_("As you want it to be read."))
    email = forms.EmailField(label=_("E-mail"))
    country = forms.ChoiceField(
        label=_("Country"), choices=[("NP", "Nepal"), ("QA", "Qatar")], required=False
    )
    story = forms.CharField(
        label=_("What happened?"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    job = forms.ChoiceField(
        label=_("Your work"),
        widget=forms.RadioSelect,
        choices=[("home", _("In a home")), ("site", _("On a building site"))],
    )
    agree = forms.BooleanField(label=_("I have read what happens with my name."))


class FilterForm(forms.Form):
    q = forms.CharField(label=_("Search"), required=False)
    state = forms.ChoiceField(label=_("State"), choices=[("", _("All")), ("open", _("Open"))], required=False)


def samples() -> list[dict[str, Any]]:
    """Every component with its samples drawn, by name."""
    found = []
    for file in sorted(COMPONENTS.glob("*/*.json")):
        sheet = json.loads(file.read_text(encoding="utf-8"))
        drawn = [
            {"name": sample["name"], "html": draw(file.stem, sample["context"]), "context": sample["context"]}
            for sample in sheet["samples"]
        ]
        found.append({"name": file.stem, "about": sheet["about"], "samples": drawn})
    return found


def draw(component: str, context: dict[str, Any]) -> str:
    """One component with one sample. A sample may ask for a live object by "$form", "$field" or "$page"."""
    if component == "form":
        return str(_live(context["form"]))
    values = {key: _live(value) for key, value in context.items()}
    return mark_safe(render_to_string(f"components/{component}/{component}.html", values))


def _live(value: Any) -> Any:
    if value == "$form":
        return SampleForm()
    if value == "$form-with-errors":
        return SampleForm({"name": "Maya", "email": "maya", "job": "moon"})
    if isinstance(value, str) and value.startswith("$field:"):
        return SampleForm()[value.removeprefix("$field:")]
    if isinstance(value, str) and value.startswith("$bad-field:"):
        return SampleForm({"name": "", "email": "maya"})[value.removeprefix("$bad-field:")]
    if value == "$filter":
        return FilterForm()
    if value == "$page":
        return Paginator(range(1, 400), 20).page(6)
    return value

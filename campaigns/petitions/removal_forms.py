"""The rule that a moderator writes against signatures."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from campaigns.petitions import services as petitions
from campaigns.petitions.models import Removal
from campaigns.petitions.removal_queries import Group
from frontend import languages


def _label(name: str) -> str:
    return str(capfirst(Removal._meta.get_field(name).verbose_name))


def _instant() -> forms.DateTimeField:
    return forms.DateTimeField(
        required=False, widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )


class RuleForm(forms.Form):
    """All that is filled in must hold of a signature. Networks are chosen from the busiest."""

    network = forms.ChoiceField(required=False)
    domain = forms.CharField(max_length=253, required=False, widget=forms.TextInput(attrs={"dir": "ltr"}))
    name_pattern = forms.CharField(max_length=120, required=False, help_text=_("* stands for any letters"))
    signed_from = _instant()
    signed_until = _instant()
    reason = forms.CharField(max_length=200)

    def __init__(self, *args: Any, networks: list[Group], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = _label(name)
        self.fields["network"].choices = [
            ("", "–"),
            *((each.key, f"{each.label} ({languages.number(each.total)})") for each in networks),
        ]

    def clean_domain(self) -> str:
        domain: str = self.cleaned_data["domain"]
        try:
            return petitions.read_domain(domain)
        except petitions.NotADomain:
            raise forms.ValidationError(_("This is no mail domain."), code="domain") from None

    def clean(self) -> dict[str, Any]:
        start, end = self.cleaned_data.get("signed_from"), self.cleaned_data.get("signed_until")
        if start and end and end <= start:
            self.add_error("signed_until", _("The end must come after the beginning."))
        return self.cleaned_data

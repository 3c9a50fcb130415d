"""What is typed on the page of unions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from organising.unions.models import Union


class UnionForm(forms.Form):
    """One of the unions that somebody runs."""

    union = forms.ModelChoiceField(queryset=Union.objects.none(), label=_("Union"), empty_label=None)

    def __init__(self, *args: Any, unions: Iterable[Union], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["union"]
        field.queryset = Union.objects.filter(pk__in=[each.pk for each in unions]).order_by("name")


class StartGuideForm(UnionForm):
    title = forms.CharField(label=_("Title"), max_length=120)
    summary = forms.CharField(
        label=_("What it is about, in two sentences."),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class InviteForm(UnionForm):
    email = forms.EmailField(label=_("E-mail address"))


class RemoveForm(UnionForm):
    user = forms.UUIDField()

"""Forms of the targets desk. They validate and never save."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from organising.targets import services


class AdoptForm(forms.Form):
    value = forms.IntegerField(
        label=_("How many workers, by the end of the cycle?"),
        min_value=1,
        max_value=services.LARGEST_TARGET,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "required": services.TargetOutOfRange.sentence,
            "invalid": services.TargetOutOfRange.sentence,
            "min_value": services.TargetOutOfRange.sentence,
            "max_value": services.TargetOutOfRange.sentence,
        },
    )


class ReviseForm(AdoptForm):
    reason = forms.CharField(
        label=_("Why does the target change?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The old target and your reason stay readable."),
        error_messages={"required": services.ReasonMissing.sentence},
    )

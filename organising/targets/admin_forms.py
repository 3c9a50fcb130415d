"""Forms with which administrators manage cycles, rules and targets. They validate and never save."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organising.targets import services
from organising.targets.models import CountingRule, CycleState, OrganisingTarget, TargetCycle
from organising.unions.forms import SaidByService


class CountingRuleForm(forms.ModelForm):
    """A frozen rule stays as it is: its fields are shown and disabled."""

    class Meta:
        model = CountingRule
        fields = ["version", "text"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.frozen_at is not None:
            for field in self.fields.values():
                field.disabled = True
            self.fields["text"].help_text = _("Frozen when a cycle opened. Write a new version instead.")


class TargetCycleForm(forms.ModelForm):
    """Its days and its rule can change until it opens. It is opened and closed at the desk."""

    class Meta:
        model = TargetCycle
        fields = ["name", "slug", "starts_date", "ends_date", "rule"]
        widgets = {
            "starts_date": forms.DateInput(attrs={"type": "date"}),
            "ends_date": forms.DateInput(attrs={"type": "date"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and self.instance.state != CycleState.PLANNED:
            for name in ("slug", "starts_date", "ends_date", "rule"):
                self.fields[name].disabled = True


class AdoptTargetForm(SaidByService):
    value = forms.IntegerField(
        label=_("Workers"),
        min_value=1,
        max_value=services.LARGEST_TARGET,
        error_messages={
            "min_value": services.TargetOutOfRange.sentence,
            "max_value": services.TargetOutOfRange.sentence,
        },
    )

    class Meta:
        model = OrganisingTarget
        fields = ["cycle", "union", "value"]
        help_texts = {"union": _("Leave it empty for the floor of all unions together.")}


class ReviseTargetForm(AdoptTargetForm):
    reason = forms.CharField(label=_("Why does the target change?"), max_length=300)

    class Meta(AdoptTargetForm.Meta):
        fields = ["value"]

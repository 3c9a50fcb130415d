"""Forms with which administrators manage unions. They validate and never save."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from members.users.models import Role, User
from organising.unions.models import Affiliation, Mandate, NationalCentre, Union
from organising.unions.snippets import country_choices


class UnionForm(forms.ModelForm):
    country = forms.ChoiceField(label=_("Country"), choices=country_choices)

    class Meta:
        model = Union
        fields = ["name", "short_name", "slug", "country", "sector"]


class NationalCentreForm(forms.ModelForm):
    country = forms.ChoiceField(label=_("Country"), choices=country_choices)

    class Meta:
        model = NationalCentre
        fields = ["name", "slug", "country"]


class SaidByService(forms.ModelForm):
    """The service checks what the constraints hold, and says it in words."""

    def validate_constraints(self) -> None:
        """Nothing here."""


class AffiliateForm(SaidByService):
    class Meta:
        model = Affiliation
        fields = ["union", "centre", "since_date"]
        widgets = {"since_date": forms.DateInput(attrs={"type": "date"})}


class AffiliationEndForm(forms.ModelForm):
    class Meta:
        model = Affiliation
        fields = ["until_date"]
        widgets = {"until_date": forms.DateInput(attrs={"type": "date"})}


class GiveMandateForm(SaidByService):
    class Meta:
        model = Mandate
        fields = ["user", "union", "role", "from_date", "until_date"]
        widgets = {
            "from_date": forms.DateInput(attrs={"type": "date"}),
            "until_date": forms.DateInput(attrs={"type": "date"}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person: Any = self.fields["user"]
        staff = User.objects.filter(is_active=True, groups__name__in=Role.values)
        person.queryset = staff.distinct().order_by("email")
        person.help_text = _("Members of staff. Give a person a staff role first.")


class EndMandateForm(SaidByService):
    until_date = forms.DateField(
        label=_("Last day on which it is in force"), widget=forms.DateInput(attrs={"type": "date"})
    )

    class Meta:
        model = Mandate
        fields = ["until_date"]

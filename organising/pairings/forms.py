"""Forms of the pairings desk. They validate and never save."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from organising.pairings.models import Corridor
from organising.unions.models import Union


class ProposeForm(forms.Form):
    """Step two of a proposal: the corridor is chosen, `own` can sign, `others` stand at its ends."""

    own = forms.ModelChoiceField(
        Union.objects.none(),
        label=_("You propose for"),
        empty_label=None,
        error_messages={
            "invalid_choice": _("You hold no officer's mandate of this union, or it is not on this corridor.")
        },
    )
    partners = forms.ModelMultipleChoiceField(
        Union.objects.none(),
        label=_("With"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one union at the other end."),
            "invalid_choice": _("One of these unions is not on this corridor. Choose again."),
        },
    )
    aim = forms.CharField(
        label=_("What will you do together?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A few sentences. Everybody can read them when all unions have accepted."),
        error_messages={"required": _("Say in a sentence or two what the unions will do together.")},
    )

    def __init__(self, *args: Any, own: list[Union], others: list[Union], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own_field: Any = self.fields["own"]
        own_field.queryset = Union.objects.filter(pk__in=[union.pk for union in own]).order_by("name")
        own_field.initial = own[0] if own else None
        if len(own) == 1:
            own_field.widget = forms.HiddenInput()
        partners: Any = self.fields["partners"]
        partners.queryset = Union.objects.filter(pk__in=[one.pk for one in others]).order_by(
            "country", "name"
        )


class EndForm(forms.Form):
    reason = forms.CharField(
        label=_("Why?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The other union reads this."),
        error_messages={"required": _("Say in a sentence why. The other union will read it.")},
    )


class CorridorForm(forms.Form):
    """Step one of a proposal."""

    corridor = forms.ModelChoiceField(
        Corridor.objects.none(),
        label=_("On which corridor?"),
        empty_label=None,
        to_field_name="slug",
        error_messages={"invalid_choice": _("Choose a corridor from the list.")},
    )

    def __init__(self, *args: Any, corridors: list[Corridor], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["corridor"]
        field.queryset = Corridor.objects.filter(pk__in=[one.pk for one in corridors])

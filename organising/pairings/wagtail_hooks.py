"""Corridors in Wagtail's admin. Pairings are the unions' own acts and happen at the desk."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet

from organising.pairings.models import Corridor
from organising.unions.snippets import AdministratorViewSet, country_choices


class CorridorAdminForm(forms.ModelForm):
    origin = forms.ChoiceField(label=_("Country of origin"), choices=country_choices)
    destination = forms.ChoiceField(label=_("Country of destination"), choices=country_choices)

    class Meta:
        model = Corridor
        fields = ["origin", "destination", "sector", "slug"]


class CorridorViewSet(AdministratorViewSet):
    model = Corridor
    form_class = CorridorAdminForm
    icon = "order"
    menu_label = _("Corridors")
    menu_order = 310
    add_to_admin_menu = True
    list_display = ["name", "sector", "slug"]
    list_filter = ["origin", "destination"]


register_snippet(CorridorViewSet)

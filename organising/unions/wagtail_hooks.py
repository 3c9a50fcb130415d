"""Unions, centres, affiliations and mandates in Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from members.users.models import User
from organising.unions import forms, services
from organising.unions.models import Affiliation, Mandate, NationalCentre, Union
from organising.unions.snippets import AdministratorViewSet, ServiceCreateView, ServiceEditView


class UnionViewSet(AdministratorViewSet):
    model = Union
    form_class = forms.UnionForm
    icon = "group"
    menu_label = _("Unions")
    list_display = ["name", "country", "sector"]
    list_filter = ["country"]
    search_fields = ["name", "short_name"]
    forbidden = frozenset({"delete"})


class NationalCentreViewSet(AdministratorViewSet):
    model = NationalCentre
    form_class = forms.NationalCentreForm
    icon = "home"
    menu_label = _("National centres")
    list_display = ["name", "country"]
    search_fields = ["name"]


class AffiliateView(ServiceCreateView):
    def act(self, form: Any, by: User) -> Affiliation:
        return services.affiliate_union(**form.cleaned_data, by=by, now=timezone.now())


class AffiliationViewSet(AdministratorViewSet):
    model = Affiliation
    form_class = forms.AffiliateForm
    edit_form_class = forms.AffiliationEndForm
    add_view_class = AffiliateView
    icon = "link"
    menu_label = _("Affiliations")
    list_display = ["union", "centre", "since_date", "until_date"]
    list_filter = ["centre"]


class GiveMandateView(ServiceCreateView):
    def act(self, form: Any, by: User) -> Mandate:
        return services.give_mandate(**form.cleaned_data, by=by, now=timezone.now())


class EndMandateView(ServiceEditView):
    def act(self, form: Any, by: User) -> None:
        services.end_mandate(
            mandate=self.object, until_date=form.cleaned_data["until_date"], by=by, now=timezone.now()
        )


class MandateViewSet(AdministratorViewSet):
    model = Mandate
    form_class = forms.GiveMandateForm
    edit_form_class = forms.EndMandateForm
    add_view_class = GiveMandateView
    edit_view_class = EndMandateView
    icon = "key"
    menu_label = _("Mandates")
    list_display = ["user", "union", "role", "from_date", "until_date"]
    list_filter = ["union", "role"]
    forbidden = frozenset({"delete"})


class UnionsGroup(SnippetViewSetGroup):
    items = (UnionViewSet, NationalCentreViewSet, AffiliationViewSet, MandateViewSet)
    menu_label = _("Unions")
    menu_icon = "group"
    menu_order = 300


register_snippet(UnionsGroup)

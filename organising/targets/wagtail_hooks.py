"""Cycles, counting rules and targets in Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from members.users.models import User
from organising.targets import admin_forms, services
from organising.targets.models import CountingRule, OrganisingTarget, TargetCycle
from organising.unions.snippets import AdministratorViewSet, ServiceCreateView, ServiceEditView

_KEPT = frozenset({"delete"})


class TargetCycleViewSet(AdministratorViewSet):
    model = TargetCycle
    form_class = admin_forms.TargetCycleForm
    icon = "date"
    menu_label = _("Target cycles")
    list_display = ["name", "starts_date", "ends_date", "state", "rule"]
    forbidden = _KEPT


class CountingRuleViewSet(AdministratorViewSet):
    model = CountingRule
    form_class = admin_forms.CountingRuleForm
    icon = "list-ol"
    menu_label = _("Counting rules")
    list_display = ["version", "frozen_at"]
    forbidden = _KEPT


class AdoptTargetView(ServiceCreateView):
    def act(self, form: Any, by: User) -> OrganisingTarget:
        return services.adopt_target(**form.cleaned_data, by=by, now=timezone.now())


class ReviseTargetView(ServiceEditView):
    def act(self, form: Any, by: User) -> None:
        services.revise_target(target=self.object, **form.cleaned_data, by=by, now=timezone.now())


class OrganisingTargetViewSet(AdministratorViewSet):
    model = OrganisingTarget
    form_class = admin_forms.AdoptTargetForm
    edit_form_class = admin_forms.ReviseTargetForm
    add_view_class = AdoptTargetView
    edit_view_class = ReviseTargetView
    icon = "pick"
    menu_label = _("Targets")
    list_display = ["cycle", "union", "value", "adopted_date"]
    list_filter = ["cycle"]
    forbidden = _KEPT


class TargetsGroup(SnippetViewSetGroup):
    items = (TargetCycleViewSet, CountingRuleViewSet, OrganisingTargetViewSet)
    menu_label = _("Targets")
    menu_icon = "pick"
    menu_order = 320


register_snippet(TargetsGroup)

"""Managing rows of organising in Wagtail's admin: administrators alone, and every act through its service."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.utils.translation import gettext
from wagtail.log_actions import log
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permissions import register_permission_policy
from wagtail.snippets.views.snippets import CreateView, EditView, SnippetViewSet

from frontend import languages
from members.users.models import Role, User
from organising.unions import permissions
from organising.unions.refusals import Refused


class AdministratorPolicy(BasePermissionPolicy):
    """Wagtail's question "may this user do that to this model", answered: administrators may.

    `forbidden` names actions that nobody may do there, such as "delete" where history hangs on a row.
    """

    def __init__(self, model: Any, *, forbidden: frozenset[str] = frozenset()) -> None:
        super().__init__(model)
        self.forbidden = forbidden

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action not in self.forbidden and permissions.is_administrator(user)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.user_has_permission(user, action)

    def users_with_any_permission(self, actions: Any) -> Any:
        return User.objects.filter(is_active=True, groups__name=Role.ADMINISTRATOR).distinct()


class _ShowsRefusals:
    """A refusal of the service becomes an error of the form; what was typed stays."""

    def form_valid(self, form: Any) -> Any:
        try:
            return super().form_valid(form)  # type: ignore[misc]
        except Refused as refusal:
            refusal.show_on(form)
            self.produced_error_code = "validation_error"
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
            return self.form_invalid(form)  # type: ignore[attr-defined]


class ServiceCreateView(_ShowsRefusals, CreateView):
    """Creates by `act(form, by)`, which calls one service and returns the row."""

    def act(self, form: Any, by: User) -> Any:
        raise NotImplementedError

    def save_instance(self) -> Any:
        instance = self.act(self.form, self.request.user)
        log(instance=instance, action="wagtail.create", user=self.request.user)
        return instance


class ServiceEditView(_ShowsRefusals, EditView):
    """Edits by `act(form, by)`, which calls one service."""

    def act(self, form: Any, by: User) -> None:
        raise NotImplementedError

    def save_instance(self) -> Any:
        self.act(self.form, self.request.user)
        self.object.refresh_from_db()
        log(instance=self.object, action="wagtail.edit", user=self.request.user)
        return self.object


class AdministratorViewSet(SnippetViewSet):
    """A snippet that administrators manage."""

    forbidden: frozenset[str] = frozenset()
    copy_view_enabled = False
    add_to_reference_index = False
    form_class: Any = None
    edit_form_class: Any = None

    def get_form_class(self, for_update: bool = False) -> Any:
        return (self.edit_form_class if for_update else None) or self.form_class

    def get_permissions_to_register(self) -> Any:
        """None: the right comes with the role, no group can be given it."""
        return Permission.objects.none()

    def on_register(self) -> None:
        register_permission_policy(self.model, AdministratorPolicy(self.model, forbidden=self.forbidden))
        super().on_register()


def country_choices() -> list[tuple[str, str]]:
    """Countries by their names in the reader's language."""
    return [("", gettext("Choose a country")), *languages.countries(languages.active_code())]

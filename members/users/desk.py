"""The desk: subjects register a panel, staff see those of their roles with what waits in each.

# organising/records/apps.py
def ready(self):
    desk.register_panel(desk.Panel(key="records", ...))
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render as django_render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise

from members.users.models import Role, User

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class PanelAlreadyRegistered(Exception):
    """Two subjects chose the same key."""


@dataclass(frozen=True)
class Panel:
    """One subject's place on the desk.

    `waiting` counts what waits for this person at this moment, in one query; `hint` says in one sentence
    what one does there.
    """

    key: str
    label: str | Promise
    url_name: str
    roles: frozenset[str]
    waiting: Callable[[User, datetime.datetime], int]
    hint: str | Promise


@dataclass(frozen=True)
class PanelView:
    """A panel as one person sees it."""

    label: str | Promise
    url: str
    waiting: int
    hint: str | Promise


_panels: dict[str, Panel] = {}


def register_panel(panel: Panel) -> None:
    """Called from `AppConfig.ready()` of the subjects above. Raises PanelAlreadyRegistered."""
    if panel.key in _panels and _panels[panel.key] != panel:
        raise PanelAlreadyRegistered(panel.key)
    _panels[panel.key] = panel


def panels_for(user: User, *, now: datetime.datetime) -> list[PanelView]:
    """The panels of this person's roles in the order in which they were registered."""
    return [
        PanelView(
            label=panel.label,
            url=reverse(panel.url_name),
            waiting=panel.waiting(user, now),
            hint=panel.hint,
        )
        for panel in _panels.values()
        if panel.roles & user.roles
    ]


def nav(panels: list[PanelView]) -> list[dict[str, Any]]:
    """The panels as the menu of desk/base.html reads them."""
    return [{"label": panel.label, "url": panel.url, "waiting": panel.waiting} for panel in panels]


def may_enter(user: Any, *roles: str) -> bool:
    """Whether this person has one of the roles; any role when none is named."""
    return isinstance(user, User) and user.is_active and bool(user.roles & frozenset(roles or Role.values))


def desk_view(*roles: str) -> Callable[[View], View]:
    """Let in who has one of these roles: `@desk_view(Role.ORGANISER)`; any staff role when none is named.

    The second factor was checked before by members.users.middleware.StaffGateMiddleware, for every address
    below /desk/. Raises PermissionDenied for a signed-in person without the role.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not may_enter(request.user, *roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded  # type: ignore[return-value]

    return decorate


class DeskMixin:
    """`desk_view` for class-based views: `desk_roles = (Role.ORGANISER,)`. Adds `desk_nav` to the context."""

    desk_roles: tuple[str, ...] = ()
    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        guarded = desk_view(*self.desk_roles)(super().dispatch)  # type: ignore[misc]
        return guarded(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        if "desk_nav" not in context:
            user: Any = self.request.user
            context["desk_nav"] = nav(panels_for(user, now=timezone.now()))
        return context


def render(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """Render a desk page: the context gets `desk_nav`, this person's panels."""
    given = context or {}
    if "desk_nav" not in given:
        user: Any = request.user
        given = {"desk_nav": nav(panels_for(user, now=timezone.now())), **given}
    return django_render(request, template, given, status=status)

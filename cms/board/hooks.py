"""Where editors find the board: a line in the menu, and what waits for them on the first page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cms.board import permissions
from cms.board.panels import WaitingPanel


class BoardMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return permissions.can_see_board(request.user)


@hooks.register("register_admin_urls")
def register_board_urls() -> list[URLPattern | URLResolver]:
    return [path("board/", include("cms.board.urls"))]


@hooks.register("register_admin_menu_item")
def register_board_menu_item() -> MenuItem:
    return BoardMenuItem(_("Board"), reverse("board:index"), name="board", icon_name="list-ul", order=110)


@hooks.register("construct_homepage_panels")
def show_what_waits(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(WaitingPanel(request))

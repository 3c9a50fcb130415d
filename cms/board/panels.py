"""What waits for me, in numbers: on the first page of Wagtail's admin, and above the list of chores."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from cms.board import permissions, waiting
from cms.models import ChoreKind
from members.users.models import User


class Item(NamedTuple):
    """So many of these, and where they are done; "" where this person sees no such page."""

    label: str
    count: int
    url: str


def items_for(user: User) -> list[Item]:
    """What waits for somebody, without what is nothing."""
    counted = waiting.waiting_for(user)
    chores, notes = reverse("board:waiting"), reverse("reader_reports:index")
    board = reverse("board:index") if permissions.can_see_board(user) else ""
    found = [
        Item(_("Guides to read again"), counted.review_count, f"{chores}?kind={ChoreKind.REVIEW}"),
        Item(_("Contacts to check"), counted.contact_count, f"{chores}?kind={ChoreKind.CONTACT}"),
        Item(_("Outdated translations"), counted.outdated_count, board and f"{board}?state=outdated"),
        Item(_("Notes from readers"), counted.report_count, notes),
    ]
    return [item for item in found if item.count]


class WaitingPanel(Component):
    """Counts with links: chores that are mine or nobody's, outdated pages, notes from readers."""

    name = "waiting"
    template_name = "wagtailadmin/board/panel.html"
    order = 150

    class Media:
        css = {"all": ["cms/board.css"]}

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        user: User = self.request.user  # type: ignore[assignment]
        board = reverse("board:index") if permissions.can_see_board(user) else ""
        return {"items": items_for(user), "board_url": board}

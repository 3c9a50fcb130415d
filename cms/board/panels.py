"""What waits for me: on the first page of Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.ui.components import Component

from cms.board import permissions, queries


class WaitingPanel(Component):
    """Counts with links: chores that are mine or nobody's, outdated guides, notes from readers."""

    name = "waiting"
    template_name = "wagtailadmin/board/waiting.html"
    order = 150

    class Media:
        css = {"all": ["cms/board.css"]}

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        waiting = queries.waiting_for(self.request.user)
        board = reverse("board:index") if permissions.can_see_board(self.request.user) else ""
        notes = reverse("reader_reports:index")
        found = [
            (_("Guides to read again"), waiting.review_count, board and f"{board}?overdue=on"),
            (_("Contacts to check"), waiting.contact_count, notes),
            (_("Outdated translations"), waiting.outdated_count, board and f"{board}?state=outdated"),
            (_("Notes from readers"), waiting.report_count, notes),
        ]
        return {"items": [item for item in found if item[1]], "board_url": board}

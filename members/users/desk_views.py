"""The first page of the desk."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from members.users import desk
from members.users.models import User


@require_safe
@desk.desk_view()
def home(request: HttpRequest) -> HttpResponse:
    """What waits for me, most first."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 (desk_view lets nobody else in)
    panels = desk.panels_for(user, now=timezone.now())
    context = {
        "desk_nav": desk.nav(panels),
        "waiting": sorted((panel for panel in panels if panel.waiting), key=lambda panel: -panel.waiting),
        "quiet": [panel for panel in panels if not panel.waiting],
        "may_edit_pages": user.may_enter_cms,
    }
    return desk.render(request, "desk/home.html", context)

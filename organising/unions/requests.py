"""What a desk view gets: `desk_view` has let a signed-in member of staff through."""

from __future__ import annotations

from django.http import HttpRequest

from members.users.models import User


class StaffRequest(HttpRequest):
    user: User

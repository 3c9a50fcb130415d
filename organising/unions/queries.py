"""Reading unions for pages."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from members.users.models import User
from organising.unions.models import Affiliation, Mandate, Union


def unions_acted_for(user: User, *, on: datetime.date, role: str | None = None) -> list[Union]:
    """The unions that `user` holds a mandate of on that day, by name. One query."""
    return list(Union.objects.acted_for_by(user, on=on, role=role).order_by("name"))


def held_mandates(user: User, *, on: datetime.date) -> list[Mandate]:
    """The mandates in force of a person, with their unions. One query."""
    in_force = Mandate.objects.in_force(on=on).filter(user=user)
    return list(in_force.select_related("union").order_by("union__name", "role"))


def centres_of(unions: Iterable[Union], *, on: datetime.date) -> dict[int, str]:
    """The national centre's name by union id, where one is in force. One query."""
    in_force = Affiliation.objects.filter(union__in=list(unions), since_date__lte=on).exclude(
        until_date__lt=on
    )
    return dict(in_force.order_by("since_date").values_list("union_id", "centre__name"))

"""Acts on unions: give and end mandates, affiliate to a national centre."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from members.users.models import User
from organising.unions import permissions
from organising.unions.models import Affiliation, Mandate, NationalCentre, Union
from organising.unions.refusals import Refused


class UnionActRefused(Refused):
    """The base of what the acts below raise."""


class NotAdministrator(UnionActRefused):
    sentence = _("Only an administrator may do this.")


class MandateEndsBeforeItBegins(UnionActRefused):
    sentence = _("The last day is before the first day.")
    field = "until_date"


class MandateAlreadyHeld(UnionActRefused):
    sentence = _("This person already holds this mandate for some of these days.")
    field = "from_date"


class MandateAlreadyEnded(UnionActRefused):
    sentence = _("This mandate has already ended on or before that day.")
    field = "until_date"


class CentreInAnotherCountry(UnionActRefused):
    sentence = _("The national centre is in another country than the union.")
    field = "centre"


class AffiliationOverlaps(UnionActRefused):
    sentence = _("The union is affiliated from the same day or a later one. Choose a later first day.")
    field = "since_date"


@transaction.atomic
def give_mandate(
    *,
    user: User,
    union: Union,
    role: str,
    from_date: datetime.date,
    until_date: datetime.date | None = None,
    by: User,
    now: datetime.datetime,
) -> Mandate:
    """Let `user` act for `union` in `role` from the first day to the last, both included.

    Raises NotAdministrator, MandateEndsBeforeItBegins, or MandateAlreadyHeld when the days overlap a
    mandate of the same person, union and role.
    """
    if not permissions.can_give_mandate(by, union):
        raise NotAdministrator
    if until_date is not None and until_date < from_date:
        raise MandateEndsBeforeItBegins
    Union.objects.select_for_update().get(pk=union.pk)  # two administrators at once: the second one waits
    overlapping = Mandate.objects.filter(user=user, union=union, role=role).filter(
        Q(until_date__isnull=True) | Q(until_date__gte=from_date)
    )
    if until_date is not None:
        overlapping = overlapping.filter(from_date__lte=until_date)
    if overlapping.exists():
        raise MandateAlreadyHeld
    return Mandate.objects.create(
        user=user, union=union, role=role, from_date=from_date, until_date=until_date, given_by=by
    )


@transaction.atomic
def end_mandate(*, mandate: Mandate, until_date: datetime.date, by: User, now: datetime.datetime) -> Mandate:
    """Make `until_date` the last day on which the mandate is in force. A mandate is never prolonged.

    Raises NotAdministrator, MandateEndsBeforeItBegins or MandateAlreadyEnded.
    """
    mandate = Mandate.objects.select_for_update().get(pk=mandate.pk)
    if not permissions.can_end_mandate(by, mandate):
        raise NotAdministrator
    if until_date < mandate.from_date:
        raise MandateEndsBeforeItBegins
    if mandate.until_date is not None and mandate.until_date <= until_date:
        raise MandateAlreadyEnded
    mandate.until_date = until_date
    mandate.save(update_fields=["until_date"])
    return mandate


@transaction.atomic
def affiliate_union(
    *, union: Union, centre: NationalCentre, since_date: datetime.date, by: User, now: datetime.datetime
) -> Affiliation:
    """Affiliate `union` to `centre` from a day; an affiliation in force ends the day before.

    Raises NotAdministrator, CentreInAnotherCountry, or AffiliationOverlaps when an affiliation begins on
    that day or later.
    """
    if not permissions.can_affiliate_union(by, union):
        raise NotAdministrator
    union = Union.objects.select_for_update().get(pk=union.pk)
    if centre.country != union.country:
        raise CentreInAnotherCountry
    if Affiliation.objects.filter(union=union, since_date__gte=since_date).exists():
        raise AffiliationOverlaps
    day_before = since_date - datetime.timedelta(days=1)
    Affiliation.objects.filter(union=union).filter(
        Q(until_date__isnull=True) | Q(until_date__gte=since_date)
    ).update(until_date=day_before)
    return Affiliation.objects.create(union=union, centre=centre, since_date=since_date)

"""The mandates of a person, as a holder of personal data."""

from __future__ import annotations

import datetime

from django.utils import formats
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.consent.registry import Entry, ForgetResult, Holder, Person, Section
from organising.unions.models import Mandate, MandateRole


def describe(person: Person) -> list[Section]:
    """For which unions this account may act, and since when. One query."""
    if person.user is None:
        return []
    mandates = Mandate.objects.filter(user=person.user).select_related("union").order_by("from_date", "pk")
    entries = [
        Entry(
            label=gettext("%(role)s, for %(union)s")
            % {"role": MandateRole(one.role).label, "union": one.union.name},
            value=_days(one),
        )
        for one in mandates
    ]
    why = _("So that others can see who may act for a union. It goes when you delete your account.")
    return [Section(title=_("Your mandates"), entries=entries, why=why)] if entries else []


def _days(mandate: Mandate) -> str:
    first = formats.date_format(mandate.from_date, "DATE_FORMAT")
    if mandate.until_date is None:
        return gettext("Since %(first)s") % {"first": first}
    last = formats.date_format(mandate.until_date, "DATE_FORMAT")
    return gettext("From %(first)s to %(last)s") % {"first": first, "last": last}


def forget(person: Person, now: datetime.datetime) -> ForgetResult:
    """Delete the mandates, and the name from mandates that this person gave to others."""
    if person.user is None:
        return ForgetResult()
    anonymised = Mandate.objects.filter(given_by=person.user).update(given_by=None)
    deleted, _by_model = Mandate.objects.filter(user=person.user).delete()
    return ForgetResult(deleted_count=deleted, anonymised_count=anonymised)


HOLDER = Holder(key="unions", label=_("Mandates"), describe=describe, forget=forget)

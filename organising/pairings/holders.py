"""Who proposed, accepted and ended a pairing, as a holder of personal data."""

from __future__ import annotations

import datetime

from django.db.models import Q
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from members.consent.registry import Entry, ForgetResult, Holder, Person, Section
from organising.pairings.models import Pairing, PairingParty

_KEPT = _("The agreements between unions stay; your name is taken off them.")


def describe(person: Person) -> list[Section]:
    """How many acts on pairings carry this account. Two queries."""
    if person.user is None:
        return []
    count = (
        Pairing.objects.filter(Q(proposed_by=person.user) | Q(ended_by=person.user)).count()
        + PairingParty.objects.filter(accepted_by=person.user).count()
    )
    if not count:
        return []
    said = ngettext("%(count)d act for a union", "%(count)d acts for a union", count) % {"count": count}
    entry = Entry(label=gettext("Pairings that you proposed, accepted or ended"), value=said)
    return [Section(title=_("Pairings"), entries=[entry], why=_KEPT)]


def forget(person: Person, now: datetime.datetime) -> ForgetResult:
    """Take the account off the acts; the unions' agreements stay."""
    if person.user is None:
        return ForgetResult()
    count = (
        Pairing.objects.filter(proposed_by=person.user).update(proposed_by=None)
        + Pairing.objects.filter(ended_by=person.user).update(ended_by=None)
        + PairingParty.objects.filter(accepted_by=person.user).update(accepted_by=None)
    )
    return ForgetResult(anonymised_count=count, kept=[_KEPT] if count else [])


HOLDER = Holder(key="pairings", label=_("Pairings"), describe=describe, forget=forget)

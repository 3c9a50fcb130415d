"""Who revised a target, as a holder of personal data."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from members.consent.registry import Entry, ForgetResult, Holder, Person, Section
from organising.targets.models import TargetRevision

_KEPT = _("The unions' targets and their revisions stay; your name is taken off them.")


def describe(person: Person) -> list[Section]:
    """How many revisions carry this account. One query."""
    if person.user is None:
        return []
    count = TargetRevision.objects.filter(revised_by=person.user).count()
    if not count:
        return []
    said = ngettext("%(count)d revision", "%(count)d revisions", count) % {"count": count}
    entry = Entry(label=gettext("Targets that you revised"), value=said)
    return [Section(title=_("Targets"), entries=[entry], why=_KEPT)]


def forget(person: Person, now: datetime.datetime) -> ForgetResult:
    """Take the account off the revisions; the figures stay."""
    if person.user is None:
        return ForgetResult()
    count = TargetRevision.objects.filter(revised_by=person.user).update(revised_by=None)
    return ForgetResult(anonymised_count=count, kept=[_KEPT] if count else [])


HOLDER = Holder(key="targets", label=_("Targets"), describe=describe, forget=forget)

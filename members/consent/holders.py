"""The consents themselves, as a holder of personal data."""

from __future__ import annotations

import datetime

from django.utils import formats, timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from members.consent import queries
from members.consent.models import Consent
from members.consent.registry import Entry, ForgetResult, Holder, Person, Section


def describe(person: Person) -> list[Section]:
    """The account's consents with the words it agreed to. One query."""
    if person.user is None:
        return []
    entries = [
        Entry(label=consent.text.wording, value=_dates(consent))
        for consent in queries.all_consents(person.user)
    ]
    why = _("We keep these to show what you agreed to. They go when you delete your account.")
    return [Section(title=_("What you agreed to"), entries=entries, why=why)]


def _dates(consent: Consent) -> str:
    given = formats.date_format(timezone.localtime(consent.given_at), "DATE_FORMAT")
    if consent.withdrawn_at is None:
        return gettext("Given on %(given)s") % {"given": given}
    withdrawn = formats.date_format(timezone.localtime(consent.withdrawn_at), "DATE_FORMAT")
    return gettext("Given on %(given)s, withdrawn on %(withdrawn)s") % {
        "given": given,
        "withdrawn": withdrawn,
    }


def forget(person: Person, now: datetime.datetime) -> ForgetResult:
    """Delete the account's consents. Those of subjects go with the subject's own holder."""
    if person.user is None:
        return ForgetResult()
    deleted, _by_model = Consent.objects.filter(user=person.user).delete()
    return ForgetResult(deleted_count=deleted)


HOLDER = Holder(key="consent", label=_("Consents"), describe=describe, forget=forget, rank=90)

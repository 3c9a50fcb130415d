"""Who entered, verified and answered a record, as a holder of personal data. No worker is named in one."""

from __future__ import annotations

import datetime

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from frontend import languages
from members.consent.registry import Entry, ForgetResult, Holder, Person, Section
from members.users.models import User
from organising.records.models import Answer, Evidence, RecruitmentRecord, Verification

_KEPT = _("The figures of the unions stay; your name is taken off them.")


def describe(person: Person) -> list[Section]:
    """How many rows carry this account, by kind. Four queries."""
    if person.user is None:
        return []
    entries = [
        Entry(label=label, value=languages.number(count)) for label, count in _counts(person.user) if count
    ]
    return [Section(title=_("Recruitment records"), entries=entries, why=_KEPT)] if entries else []


def _counts(user: User) -> list[tuple[str, int]]:
    return [
        (gettext("Records that you entered"), RecruitmentRecord.objects.filter(recorded_by=user).count()),
        (gettext("Photos that you added"), Evidence.objects.filter(added_by=user).count()),
        (gettext("Decisions that you took"), Verification.objects.filter(verified_by=user).count()),
        (gettext("Answers that you gave"), Answer.objects.filter(answered_by=user).count()),
    ]


def forget(person: Person, now: datetime.datetime) -> ForgetResult:
    """Take the account off the rows; the figures stay."""
    if person.user is None:
        return ForgetResult()
    count = (
        RecruitmentRecord.objects.filter(recorded_by=person.user).update(recorded_by=None)
        + Evidence.objects.filter(added_by=person.user).update(added_by=None)
        + Verification.objects.filter(verified_by=person.user).update(verified_by=None)
        + Answer.objects.filter(answered_by=person.user).update(answered_by=None)
    )
    return ForgetResult(anonymised_count=count, kept=[_KEPT] if count else [])


HOLDER = Holder(key="records", label=_("Recruitment records"), describe=describe, forget=forget)

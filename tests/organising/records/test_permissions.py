"""Role by state: who may see, verify and answer a record."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from organising.records import permissions
from organising.records.models import RecordState, RecruitmentRecord, Verification
from tests.members.users.factories import make_user
from tests.organising.records.factories import RecordFactory
from tests.organising.unions.factories import (
    MandateFactory,
    UnionFactory,
    administrator,
    officer_of,
    organiser_of,
    verifier_of,
)

pytestmark = pytest.mark.django_db

# who: the states in which she sees, verifies, answers it
TABLE = {
    "recorder": ("claimed queried confirmed refused", "", "queried"),
    "organiser of the union": ("claimed queried confirmed refused", "", "queried"),
    "officer of the union": ("claimed queried confirmed refused", "", ""),
    "verifier of the union": ("claimed queried confirmed refused", "", ""),
    "organiser elsewhere": ("", "", ""),
    "officer elsewhere": ("", "", ""),
    "verifier elsewhere": ("claimed", "claimed", ""),
    "verifier elsewhere who decided": ("claimed queried confirmed refused", "claimed", ""),
    "verifier who decided and left": ("", "", ""),
    "verifier elsewhere and organiser here": ("claimed queried confirmed refused", "", "queried"),
    "recorder who verifies elsewhere now": ("", "", ""),
    "expired verifier elsewhere": ("", "", ""),
    "administrator": ("claimed queried confirmed refused", "", ""),
    "member": ("", "", ""),
    "anonymous": ("", "", ""),
}


def person(who, record):
    here, elsewhere = record.union, UnionFactory()
    if who == "recorder":
        return record.recorded_by
    if who in ("verifier elsewhere who decided", "verifier who decided and left"):
        user = verifier_of(elsewhere, expired="left" in who)
        Verification.objects.create(
            record=record,
            verdict="queried",
            note="Who?",
            verified_by=user,
            verifying_union=elsewhere,
            verified_at=timezone.now(),
        )
        return user
    if who == "verifier elsewhere and organiser here":
        user = verifier_of(elsewhere)
        MandateFactory(user=user, union=here)
        return user
    if who == "recorder who verifies elsewhere now":
        record.recorded_by.mandates.all().delete()
        MandateFactory(user=record.recorded_by, union=elsewhere, verifier=True)
        return record.recorded_by
    return {
        "organiser of the union": lambda: organiser_of(here),
        "officer of the union": lambda: officer_of(here),
        "verifier of the union": lambda: verifier_of(here),
        "organiser elsewhere": lambda: organiser_of(elsewhere),
        "officer elsewhere": lambda: officer_of(elsewhere),
        "verifier elsewhere": lambda: verifier_of(elsewhere),
        "expired verifier elsewhere": lambda: verifier_of(elsewhere, expired=True),
        "administrator": administrator,
        "member": make_user,
        "anonymous": AnonymousUser,
    }[who]()


@pytest.mark.parametrize("who", TABLE)
def test_who_may_do_what_in_which_state(who):
    today = timezone.now().date()
    record = RecordFactory()
    record.recorded_by = organiser_of(record.union)
    record.save()
    user = person(who, record)
    found = {"sees": [], "verifies": [], "answers": []}
    for state in RecordState.values:
        record.state = state
        record.save()
        if permissions.can_see_record(user, record, on=today):
            found["sees"].append(state)
        if permissions.can_verify_record(user, record, on=today):
            found["verifies"].append(state)
        if permissions.can_answer_query(user, record, on=today):
            found["answers"].append(state)

    assert tuple(" ".join(states) for states in found.values()) == TABLE[who]


def test_the_lists_agree_with_the_questions():
    today = timezone.now().date()
    record = RecordFactory()
    verifier = verifier_of(UnionFactory())
    listed = RecruitmentRecord.objects.to_verify_by(verifier, on=today)
    assert list(listed) == [record]
    assert permissions.can_verify_record(verifier, record, on=today)

"""Who may add, read and verify a recruitment record."""

from __future__ import annotations

import datetime

from django.contrib.auth.models import AnonymousUser

from members.users.models import User
from organising.records.models import RecordState, RecruitmentRecord
from organising.unions import permissions as unions
from organising.unions.models import MandateRole, Union


def can_add_record(user: User | AnonymousUser, union: Union, *, on: datetime.date) -> bool:
    """An organiser of the union. An administrator runs the site and records for nobody."""
    return unions.can_act_for_union(user, union, on=on, role=MandateRole.ORGANISER)


def can_see_record(user: User | AnonymousUser, record: RecruitmentRecord, *, on: datetime.date) -> bool:
    if not isinstance(user, User) or not user.is_active:
        return False
    return RecruitmentRecord.objects.visible_to(user, on=on).filter(pk=record.pk).exists()


def can_verify_record(user: User | AnonymousUser, record: RecruitmentRecord, *, on: datetime.date) -> bool:
    """A verifier of another union who neither recorded it nor acts for the claiming union."""
    if not isinstance(user, User) or not user.is_active or record.state != RecordState.CLAIMED:
        return False
    return RecruitmentRecord.objects.to_verify_by(user, on=on).filter(pk=record.pk).exists()


def can_answer_query(user: User | AnonymousUser, record: RecruitmentRecord, *, on: datetime.date) -> bool:
    """An organiser of the claiming union."""
    return record.state == RecordState.QUERIED and can_add_record(user, record.union, on=on)

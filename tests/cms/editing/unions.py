"""Unions, their guides and those who write them."""

from __future__ import annotations

from django.test import Client
from django.utils import timezone

from cms.editing import services
from cms.models import GuidePage
from members.users.models import User
from organising.unions.models import Union
from tests.members.users.factories import make_user, signed_in
from tests.organising.unions.factories import administrator

NOW = timezone.now()
OURS, THEIRS = "Wages in our ports", "Their secret plan"


def start(union: Union, by: User | None = None, **texts: str) -> GuidePage:
    texts = {"title": OURS, "summary": "About it.", "language": "en"} | texts
    return services.start_union_guide(union=union, by=by or administrator(), now=NOW, **texts)


def invited(union: Union, by: User | None = None) -> User:
    user = make_user(second_factor=True)
    return services.invite_co_editor(
        union=union, email=user.email, language="en", by=by or administrator(), now=NOW
    )


def at_cms(user: User) -> Client:
    return signed_in(user, used_second_factor=True)

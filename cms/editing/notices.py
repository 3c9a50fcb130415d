"""Writes the mail to somebody who may write for a union."""

from __future__ import annotations

import uuid

from django.urls import reverse
from django.utils import translation

from members.notifications import mails
from members.notifications.notices import Letter
from members.users.models import CO_EDITORS, User
from organising.unions.models import Union


def compose_invitation(reference: uuid.UUID, language: str) -> Letter | None:
    """The mail about the row `reference` of a group; None when she writes for the union no more.

    Every address gets the same words: they say neither that there was an account nor that there was none,
    nor that somebody belongs to a union. The subject, which a locked phone shows, names no union.
    """
    rows = User.groups.through.objects.filter(
        pk=reference.int, group__name__startswith=CO_EDITORS, user__is_active=True
    )
    row = rows.select_related("user", "group").first()
    if row is None:
        return None
    number = int(row.group.name.removeprefix(CO_EDITORS).partition("-")[0])
    union = Union.objects.filter(pk=number).first()
    if union is None:
        return None
    with translation.override(language):
        context = {
            "union": union,
            "sign_in_url": mails.absolute(reverse("account_login")),
            "password_url": mails.absolute(reverse("account_reset_password")),
            "data_url": mails.absolute(reverse("users:data")),
            "cms_url": mails.absolute(reverse("wagtailadmin_home")),
        }
    return mails.compose(
        template="cms/email/invitation", to=row.user.email, language=language, context=context
    )

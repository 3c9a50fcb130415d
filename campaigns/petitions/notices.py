"""The words of the mail that asks a signatory to confirm."""

from __future__ import annotations

import uuid

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from campaigns.petitions import queries
from campaigns.petitions import services as petitions
from campaigns.petitions.models import Quarantine, Signature, SignatureState
from members.notifications import mails
from members.notifications.notices import Letter
from members.vault import tokens


def compose_confirmation(reference: uuid.UUID, language: str) -> Letter | None:
    """The confirmation mail of signature `reference`; None when it need not be sent any more."""
    return _compose(reference, language, is_reminder=False)


def compose_reminder(reference: uuid.UUID, language: str) -> Letter | None:
    """The same mail for somebody who has not confirmed yet, and says so."""
    return _compose(reference, language, is_reminder=True)


def _compose(reference: uuid.UUID, language: str, *, is_reminder: bool) -> Letter | None:
    signature = (
        Signature.objects.select_related("petition__union")
        .prefetch_related("petition__texts")
        .filter(pk=reference, state=SignatureState.PENDING)
        .exclude(quarantined_for=Quarantine.TRAP)
        .first()
    )
    if signature is None:
        return None
    with translation.override(language):
        text = queries.text_in(list(signature.petition.texts.all()), language)
        if text is None:
            return None
        token = tokens.row_token(purpose=petitions.CONFIRMATION_PURPOSE, row=signature.pk)
        context = {
            "title": text.title,
            "text": text,
            "name": signature.name,
            "union": signature.petition.union,
            "link": mails.absolute(reverse("petitions:confirm", args=[token])),
            "days": petitions.LINK_LIFETIME.days,
        }
        subject = (
            _("Your signature does not count yet: %(title)s")
            if is_reminder
            else _("Confirm your signature: %(title)s")
        )
        return mails.compose(
            template="petitions/email/confirmation",
            to=signature.email,
            language=language,
            context=context,
            subject=subject % {"title": text.title},
        )

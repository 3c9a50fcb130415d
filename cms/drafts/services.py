"""Drafts of contacts and fee rules that wait: for an editor, for the moderators or for their hour."""

from __future__ import annotations

import datetime
import logging

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from wagtail.models import Revision

from cms.models import Contact, FeeRule

logger = logging.getLogger(__name__)

DRAFTED = (Contact, FeeRule)


@transaction.atomic
def take_number_out(*, contact: Contact, number: str, kind: str) -> None:
    """A number that was found dead leaves the drafts that wait too: none of them brings it back."""
    waiting = Q(approved_go_live_at__isnull=False)
    if contact.has_unpublished_changes and contact.latest_revision_id:
        waiting |= Q(pk=contact.latest_revision_id)
    drafts = Revision.objects.for_instance(contact).filter(waiting).select_for_update().order_by("pk")
    for draft in drafts:
        phones = draft.content.get("phones", [])
        kept = [each for each in phones if (each["number"], each["kind"]) != (number, kind)]
        if len(kept) < len(phones):
            draft.content["phones"] = kept
            draft.save(update_fields=["content"])


@transaction.atomic
def hold_back_what_breaks_a_rule(*, now: datetime.datetime) -> int:
    """Take the date off scheduled drafts that cannot be published any more; answers how many.

    Wagtail publishes what is due in one go: one draft whose address another entry has now would keep all
    others waiting. The draft stays, and its editor is told when she publishes it by hand.
    """
    due = Revision.objects.filter(
        content_type__app_label="cms",
        content_type__model__in=[model._meta.model_name for model in DRAFTED],
        approved_go_live_at__lt=now,
    )
    held = [each.pk for each in due.order_by("pk") if _is_broken(each)]
    if held:
        logger.warning("Drafts that break a rule lost their date: %s", held)
    return Revision.objects.filter(pk__in=held).update(approved_go_live_at=None)


def _is_broken(revision: Revision) -> bool:
    try:
        revision.as_object().full_clean()
    except ValidationError:
        return True
    return False

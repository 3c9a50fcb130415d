"""The life of a petition: every change of its state is one act, allowed by a table and written down."""

from __future__ import annotations

import datetime

from django.db import transaction

from campaigns.petitions import permissions
from campaigns.petitions.models import NEXT_STATES, Petition, PetitionState, PetitionStep, RejectionReason
from members.users.models import User


class NoSuchMove(Exception):
    """No petition goes from the state it is in to this one."""


class MayNotMove(Exception):
    """This person's role does not allow this change of state."""


class NeedsOtherEyes(Exception):
    """Whoever submitted a petition may not open it herself."""


class ReasonMissing(Exception):
    """A rejection needs one of the public reasons."""


@transaction.atomic
def move_petition(
    *,
    petition: Petition,
    to_state: str,
    by: User,
    now: datetime.datetime,
    reason: str = "",
    note: str = "",
) -> Petition:
    """Bring a petition to another state and write down who did it, when, and how long it had waited.

    `reason` is the public code of a rejection and counts for nothing else; `note` is for staff. The row is
    locked, so of two people who decide at the same moment the second learns that it has been decided.

    Raises:
        NoSuchMove: `NEXT_STATES` does not lead there from the state the petition is in now.
        MayNotMove: `by` has no role for this.
        NeedsOtherEyes: `by` submitted the petition and wants to open it.
        ReasonMissing: a rejection without one of `RejectionReason`.
    """
    petition = Petition.objects.select_for_update().get(pk=petition.pk)
    if to_state not in NEXT_STATES[petition.state]:
        raise NoSuchMove(petition.state, to_state)
    if not permissions.can_move_petition(by, petition, to_state):
        raise MayNotMove(to_state)
    if to_state == PetitionState.OPEN and _submitter(petition) == by.pk:
        raise NeedsOtherEyes
    is_rejection = to_state == PetitionState.REJECTED
    if is_rejection and reason not in RejectionReason.values:
        raise ReasonMissing

    last = PetitionStep.objects.filter(petition=petition).order_by("at", "pk").last()
    PetitionStep.objects.create(
        petition=petition,
        from_state=petition.state,
        to_state=to_state,
        by=by,
        at=now,
        after=max(now - last.at, datetime.timedelta()) if last else None,
        note=note,
    )
    petition.state = to_state
    petition.rejection_reason = reason if is_rejection else ""
    petition.save(update_fields=["state", "rejection_reason"])
    return petition


def _submitter(petition: Petition) -> object:
    """The key of the account that submitted the petition last; None when nobody did."""
    steps = PetitionStep.objects.filter(petition=petition, to_state=PetitionState.MODERATION)
    return steps.order_by("at", "pk").values_list("by", flat=True).last()

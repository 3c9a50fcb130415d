"""Who may read and sign a petition."""

from __future__ import annotations

import datetime

from campaigns.petitions.models import Petition, PetitionState


def can_read_petition(petition: Petition) -> bool:
    """Drafts are the campaigners' own affair; everything else stays readable, also when closed."""
    return petition.state != PetitionState.DRAFT


def can_sign_petition(petition: Petition, *, now: datetime.datetime) -> bool:
    """Whether anybody may sign at the instant `now`: signing needs no account."""
    return petition.is_open(now=now)

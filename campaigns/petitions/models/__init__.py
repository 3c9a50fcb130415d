"""Petitions in many languages with one count. Signing touches no shared row."""

from campaigns.petitions.models.petition import (
    NEVER_PUBLIC,
    NEXT_STATES,
    Petition,
    PetitionQuerySet,
    PetitionState,
    PetitionStep,
    PetitionText,
    RejectionReason,
    language_choices,
)
from campaigns.petitions.models.removal import Removal, RemovalState
from campaigns.petitions.models.signature import (
    Display,
    Quarantine,
    Signature,
    SignatureChannel,
    SignatureJournal,
    SignatureState,
)

__all__ = [
    "NEVER_PUBLIC",
    "NEXT_STATES",
    "Display",
    "Petition",
    "PetitionQuerySet",
    "PetitionState",
    "PetitionStep",
    "PetitionText",
    "Quarantine",
    "RejectionReason",
    "Removal",
    "RemovalState",
    "Signature",
    "SignatureChannel",
    "SignatureJournal",
    "SignatureState",
    "language_choices",
]

"""Acts on petitions: sign, confirm, say "it was not me", count, move from state to state."""

from campaigns.petitions.services.confirming import (
    LINK_LIFETIME,
    SUBJECT_KIND,
    BrokenLink,
    ExpiredLink,
    confirm_signature,
    disown_signature,
    find_signature,
    withdraw_signature,
)
from campaigns.petitions.services.counting import COUNTING_LOCK, count_signatures
from campaigns.petitions.services.moderating import (
    MayNotMove,
    NeedsOtherEyes,
    NoSuchMove,
    ReasonMissing,
    move_petition,
)
from campaigns.petitions.services.signing import (
    CONFIRMATION_PURPOSE,
    DOMAIN_INDEX_SCOPE,
    EMAIL_INDEX_SCOPE,
    MAX_CONFIRMATION_MAILS,
    RESEND_AFTER,
    SIGNING_CONSENT,
    UPDATES_CONSENT,
    PetitionClosed,
    UnknownPetition,
    domain_index,
    receipt,
    sign_petition,
)

__all__ = [
    "CONFIRMATION_PURPOSE",
    "COUNTING_LOCK",
    "DOMAIN_INDEX_SCOPE",
    "EMAIL_INDEX_SCOPE",
    "LINK_LIFETIME",
    "MAX_CONFIRMATION_MAILS",
    "RESEND_AFTER",
    "SIGNING_CONSENT",
    "SUBJECT_KIND",
    "UPDATES_CONSENT",
    "BrokenLink",
    "ExpiredLink",
    "MayNotMove",
    "NeedsOtherEyes",
    "NoSuchMove",
    "PetitionClosed",
    "ReasonMissing",
    "UnknownPetition",
    "confirm_signature",
    "count_signatures",
    "disown_signature",
    "domain_index",
    "find_signature",
    "move_petition",
    "receipt",
    "sign_petition",
    "withdraw_signature",
]

"""Who may read and sign a petition, and who may move it from one state to the next."""

from __future__ import annotations

import datetime

from django.contrib.auth.models import AnonymousUser

from campaigns.petitions.models import NEVER_PUBLIC, NEXT_STATES, Petition, PetitionState
from members.users.models import Role, User

CAMPAIGNING = frozenset({Role.CAMPAIGNER.value, Role.ADMINISTRATOR.value})
MODERATING = frozenset({Role.MODERATOR.value, Role.ADMINISTRATOR.value})
MOVES: dict[tuple[str, str], frozenset[str]] = {
    (PetitionState.DRAFT, PetitionState.MODERATION): CAMPAIGNING,
    (PetitionState.MODERATION, PetitionState.DRAFT): CAMPAIGNING | MODERATING,
    (PetitionState.MODERATION, PetitionState.OPEN): MODERATING,
    (PetitionState.MODERATION, PetitionState.REJECTED): MODERATING,
    (PetitionState.REJECTED, PetitionState.DRAFT): CAMPAIGNING,
    (PetitionState.OPEN, PetitionState.CLOSED): CAMPAIGNING,
    (PetitionState.OPEN, PetitionState.STOPPED): CAMPAIGNING | MODERATING,
    (PetitionState.STOPPED, PetitionState.OPEN): MODERATING,
    (PetitionState.STOPPED, PetitionState.CLOSED): CAMPAIGNING,
    (PetitionState.CLOSED, PetitionState.OPEN): MODERATING,
    (PetitionState.CLOSED, PetitionState.HANDED_OVER): CAMPAIGNING,
    (PetitionState.HANDED_OVER, PetitionState.ANSWERED): CAMPAIGNING,
}
"""Which roles make a petition go from one state to another. Whatever opens it is for moderators."""


def can_read_petition(petition: Petition) -> bool:
    """What was never opened is the staff's own affair; everything else stays readable, also when closed."""
    return petition.state not in NEVER_PUBLIC


def can_sign_petition(petition: Petition, *, now: datetime.datetime) -> bool:
    """Whether anybody may sign at the instant `now`: signing needs no account."""
    return petition.is_open(now=now)


def can_submit_petition(user: User) -> bool:
    """Whether somebody writes petitions, submits them, and ends those that are open."""
    return user.is_active and bool(user.roles & CAMPAIGNING)


def can_moderate_petition(user: User) -> bool:
    """Whether somebody decides what is opened."""
    return user.is_active and bool(user.roles & MODERATING)


def can_follow_petition(user: User) -> bool:
    """Whether somebody sees a petition and its history behind the scenes."""
    return can_submit_petition(user) or can_moderate_petition(user)


def can_move_petition(user: User, petition: Petition, to_state: str) -> bool:
    """Whether somebody's role allows this change of state; nobody opens her own is the service's rule."""
    roles = MOVES.get((petition.state, to_state), frozenset())
    return user.is_active and bool(user.roles & roles)


def open_moves(user: User, petition: Petition) -> list[str]:
    """The states that somebody may bring a petition to."""
    return [each for each in NEXT_STATES[petition.state] if can_move_petition(user, petition, each)]


def can_remove_signatures(user: User | AnonymousUser) -> bool:
    """Moderators and administrators take signatures off a petition by rule, and let quarantined ones in."""
    return isinstance(user, User) and user.is_active and bool(user.roles & MODERATING)

"""Who may propose, accept, end and read a pairing. All of it hangs on a mandate in force on a day."""

from __future__ import annotations

import datetime

from django.contrib.auth.models import AnonymousUser

from members.users.models import User
from organising.pairings.models import Pairing, PairingState
from organising.unions import permissions as unions
from organising.unions.models import MandateRole, Union


def can_sign_for_union(user: User | AnonymousUser, union: Union, *, on: datetime.date) -> bool:
    return unions.can_act_for_union(user, union, on=on, role=MandateRole.OFFICER)


def can_propose_pairing(user: User | AnonymousUser, parties: list[Union], *, on: datetime.date) -> bool:
    """An officer of one of the parties."""
    return any(can_sign_for_union(user, union, on=on) for union in parties)


def can_accept_pairing(
    user: User | AnonymousUser, pairing: Pairing, union: Union, *, on: datetime.date
) -> bool:
    """An officer of a party that has not accepted a proposal yet."""
    if pairing.state != PairingState.PROPOSED:
        return False
    open_place = pairing.parties.filter(union=union, accepted_at__isnull=True).exists()
    return open_place and can_sign_for_union(user, union, on=on)


def can_end_pairing(user: User | AnonymousUser, pairing: Pairing, union: Union, *, on: datetime.date) -> bool:
    """An officer of a party: declines or withdraws a proposal, ends an agreement."""
    if pairing.state == PairingState.ENDED:
        return False
    return pairing.parties.filter(union=union).exists() and can_sign_for_union(user, union, on=on)


def can_see_pairing(user: User | AnonymousUser, pairing: Pairing, *, on: datetime.date) -> bool:
    return isinstance(user, User) and Pairing.objects.visible_to(user, on=on).filter(pk=pairing.pk).exists()

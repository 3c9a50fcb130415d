"""Acts on pairings: propose, accept, end."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from members.users.models import User
from organising.pairings import permissions
from organising.pairings.models import Corridor, Pairing, PairingParty, PairingState, PartyRole
from organising.unions.models import Union
from organising.unions.refusals import Refused

LEAST_PARTIES, MOST_PARTIES = 2, 6


class PairingActRefused(Refused):
    """The base of what the acts below raise."""


class OfficerMandateMissing(PairingActRefused):
    sentence = _("You need an officer's mandate of one of these unions for this, in force today.")


class NumberOfParties(PairingActRefused):
    sentence = _("A pairing has two to six unions.")
    field = "partners"


class OneSided(PairingActRefused):
    sentence = _("A pairing needs a union at each end of the corridor.")
    field = "partners"


class PartyFromElsewhere(PairingActRefused):
    sentence = _("One of these unions is not in a country of this corridor.")
    field = "partners"


class AlreadyPaired(PairingActRefused):
    sentence = _("These unions already have a pairing, or a proposal, on this corridor.")
    field = "partners"


class AimMissing(PairingActRefused):
    sentence = _("Say in a sentence or two what the unions will do together.")
    field = "aim"


class PairingNotProposed(PairingActRefused):
    sentence = _("This pairing is not waiting for anybody any more.")


class UnionNotParty(PairingActRefused):
    sentence = _("This union is not part of the pairing.")


class AlreadyAccepted(PairingActRefused):
    sentence = _("Your union has accepted this pairing already.")


class PairingHasEnded(PairingActRefused):
    sentence = _("This pairing has ended already.")


class EndReasonMissing(PairingActRefused):
    sentence = _("Say in a sentence why. The other union will read it.")
    field = "reason"


@transaction.atomic
def propose_pairing(
    *,
    corridor: Corridor,
    parties: Mapping[Union, str],
    aim: str,
    by: User,
    now: datetime.datetime,
) -> Pairing:
    """Propose an agreement between unions at both ends of a corridor. `parties` says each union's role.

    The proposer signs for one of them, but no acceptance is implied, not even of her own union: accepting is
    an act of its own.

    Raises OfficerMandateMissing, NumberOfParties, OneSided, PartyFromElsewhere, AimMissing, or AlreadyPaired
    when exactly these unions have a proposal or an agreement on this corridor.
    """
    if not permissions.can_propose_pairing(by, list(parties), on=now.date()):
        raise OfficerMandateMissing
    if not LEAST_PARTIES <= len(parties) <= MOST_PARTIES:
        raise NumberOfParties
    if set(parties.values()) != {PartyRole.ORIGIN, PartyRole.DESTINATION}:
        raise OneSided
    countries = {PartyRole.ORIGIN: corridor.origin, PartyRole.DESTINATION: corridor.destination}
    if any(union.country != countries[PartyRole(role)] for union, role in parties.items()):
        raise PartyFromElsewhere
    if not aim.strip():
        raise AimMissing
    Corridor.objects.select_for_update().get(pk=corridor.pk)  # two proposals at once: the second one waits
    if _live_between(corridor, list(parties)):
        raise AlreadyPaired
    pairing = Pairing.objects.create(corridor=corridor, aim=aim.strip(), proposed_by=by, proposed_at=now)
    PairingParty.objects.bulk_create(
        PairingParty(pairing=pairing, union=union, role=role) for union, role in parties.items()
    )
    return pairing


@transaction.atomic
def accept_pairing(*, pairing: Pairing, union: Union, by: User, now: datetime.datetime) -> Pairing:
    """Accept a proposal in the name of `union`. The pairing is active from the moment the last party accepts.

    Raises PairingNotProposed, UnionNotParty, AlreadyAccepted, or OfficerMandateMissing when `by` holds no
    officer's mandate of this union that is in force on the day of `now`.
    """
    pairing = Pairing.objects.select_for_update().get(pk=pairing.pk)
    party = PairingParty.objects.filter(pairing=pairing, union=union).first()
    if party is None:
        raise UnionNotParty
    if not permissions.can_sign_for_union(by, union, on=now.date()):
        raise OfficerMandateMissing
    if party.accepted_at is not None:
        raise AlreadyAccepted
    if pairing.state != PairingState.PROPOSED:
        raise PairingNotProposed
    party.accepted_by = by
    party.accepted_at = now
    party.save(update_fields=["accepted_by", "accepted_at"])
    if not PairingParty.objects.filter(pairing=pairing, accepted_at__isnull=True).exists():
        pairing.state = PairingState.ACTIVE
        pairing.active_at = now
        pairing.save(update_fields=["state", "active_at"])
    return pairing


@transaction.atomic
def end_pairing(*, pairing: Pairing, union: Union, reason: str, by: User, now: datetime.datetime) -> Pairing:
    """End an agreement, or decline or withdraw a proposal, in the name of one party.

    Raises UnionNotParty, OfficerMandateMissing, PairingHasEnded or EndReasonMissing.
    """
    pairing = Pairing.objects.select_for_update().get(pk=pairing.pk)
    if not PairingParty.objects.filter(pairing=pairing, union=union).exists():
        raise UnionNotParty
    if not permissions.can_sign_for_union(by, union, on=now.date()):
        raise OfficerMandateMissing
    if pairing.state == PairingState.ENDED:
        raise PairingHasEnded
    if not reason.strip():
        raise EndReasonMissing
    pairing.state = PairingState.ENDED
    pairing.ended_at = now
    pairing.ended_by = by
    pairing.ended_by_union = union
    pairing.end_reason = reason.strip()
    pairing.save(update_fields=["state", "ended_at", "ended_by", "ended_by_union", "end_reason"])
    return pairing


def _live_between(corridor: Corridor, unions: list[Union]) -> bool:
    """Whether exactly these unions have a proposal or an agreement on the corridor."""
    live = Pairing.objects.filter(corridor=corridor).exclude(state=PairingState.ENDED)
    same_size = live.annotate(party_count=Count("parties")).filter(party_count=len(unions))
    for union in unions:
        same_size = same_size.filter(pk__in=PairingParty.objects.filter(union=union).values("pairing_id"))
    return same_size.exists()

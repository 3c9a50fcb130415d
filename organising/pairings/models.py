"""Corridors, and the unions at both ends that have agreed to work together."""

from __future__ import annotations

import datetime
import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from frontend import languages
from members.users.models import Role
from organising.unions.models import MandateRole, Union
from organising.unions.sectors import Sector

if TYPE_CHECKING:
    from members.users.models import User


class Corridor(models.Model):
    """Workers move from one country to another, perhaps in one sector."""

    slug = models.SlugField(max_length=80, unique=True)
    origin = models.CharField(max_length=2)
    destination = models.CharField(max_length=2)
    sector = models.CharField(max_length=80, choices=Sector, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["origin", "destination", "sector"], name="corridor_once"),
            models.CheckConstraint(
                condition=~Q(origin=F("destination")), name="corridor_joins_two_countries"
            ),
        ]
        ordering = ["origin", "destination", "sector"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Both countries in the reader's language. A dash: an arrow would point the wrong way in Arabic."""
        return f"{languages.country_name(self.origin)} – {languages.country_name(self.destination)}"


class PairingState(models.TextChoices):
    PROPOSED = "proposed", _("proposed")
    ACTIVE = "active", _("active")
    ENDED = "ended", _("ended")


class PairingQuerySet(models.QuerySet["Pairing"]):
    def public(self) -> PairingQuerySet:
        """What visitors may see: a proposal is the unions' own affair until all have accepted."""
        return self.filter(active_at__isnull=False)

    def visible_to(self, user: User, *, on: datetime.date) -> PairingQuerySet:
        """Pairings of the unions that `user` acts for; all of them for an administrator."""
        if Role.ADMINISTRATOR in user.roles:
            return self
        mine = PairingParty.objects.filter(
            pairing=OuterRef("pk"), union__in=Union.objects.acted_for_by(user, on=on)
        )
        return self.filter(Exists(mine))

    def waiting_for(self, user: User, *, on: datetime.date) -> PairingQuerySet:
        """Proposals that a union of which `user` is an officer has not accepted yet."""
        open_places = PairingParty.objects.filter(
            pairing=OuterRef("pk"),
            accepted_at__isnull=True,
            union__in=Union.objects.acted_for_by(user, on=on, role=MandateRole.OFFICER),
        )
        return self.filter(Exists(open_places), state=PairingState.PROPOSED)


class Pairing(models.Model):
    """An agreement between a union at origin and one at destination, on a corridor."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    corridor = models.ForeignKey("pairings.Corridor", on_delete=models.PROTECT, related_name="pairings")
    state = models.CharField(max_length=12, choices=PairingState, default=PairingState.PROPOSED)
    aim = models.TextField(_("what the unions will do together"), max_length=2000, blank=True)
    proposed_by = models.ForeignKey("users.User", on_delete=models.SET_NULL, null=True, related_name="+")
    proposed_at = models.DateTimeField()
    active_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        "users.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    ended_by_union = models.ForeignKey(
        "unions.Union", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    end_reason = models.CharField(max_length=300, blank=True)

    objects = PairingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="proposed", active_at__isnull=True, ended_at__isnull=True)
                | Q(state="active", active_at__isnull=False, ended_at__isnull=True)
                | Q(state="ended", ended_at__isnull=False),
                name="pairing_state_has_its_instants",
            )
        ]
        ordering = ["-proposed_at", "id"]

    def __str__(self) -> str:
        return f"Pairing {self.id}"


class PartyRole(models.TextChoices):
    ORIGIN = "origin", _("union of origin")
    DESTINATION = "destination", _("union of destination")


class PairingParty(models.Model):
    """A union's place in a pairing, and its acceptance by a person with a mandate."""

    pairing = models.ForeignKey("pairings.Pairing", on_delete=models.CASCADE, related_name="parties")
    union = models.ForeignKey("unions.Union", on_delete=models.PROTECT, related_name="pairing_parties")
    role = models.CharField(max_length=12, choices=PartyRole)
    accepted_by = models.ForeignKey(
        "users.User", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pairing", "union"], name="pairing_party_once")]
        ordering = ["pairing", "-role", "union"]

    def __str__(self) -> str:
        return f"{self.union_id} in {self.pairing_id}"

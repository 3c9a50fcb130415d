"""Unions, the centres they are affiliated to, and who may act for a union."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from members.users.models import User


class NationalCentre(models.Model):
    """The confederation of a country's unions."""

    name = models.CharField(max_length=160, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    country = models.CharField(max_length=2)

    class Meta:
        ordering = ["country", "name"]

    def __str__(self) -> str:
        return self.name


class UnionQuerySet(models.QuerySet["Union"]):
    def acted_for_by(self, user: User, *, on: datetime.date, role: str | None = None) -> UnionQuerySet:
        """Unions that `user` holds a mandate for on the day `on`."""
        mandates = Mandate.objects.in_force(on=on).filter(user=user)
        if role is not None:
            mandates = mandates.filter(role=role)
        return self.filter(pk__in=mandates.values("union_id"))


class Union(models.Model):
    """A trade union."""

    name = models.CharField(max_length=160, unique=True)
    short_name = models.CharField(max_length=40)
    slug = models.SlugField(max_length=80, unique=True)
    country = models.CharField(max_length=2)
    sector = models.CharField(max_length=80, blank=True)

    objects = UnionQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Affiliation(models.Model):
    """A union belongs to a national centre since a day."""

    union = models.ForeignKey("unions.Union", on_delete=models.CASCADE, related_name="affiliations")
    centre = models.ForeignKey("unions.NationalCentre", on_delete=models.CASCADE, related_name="affiliations")
    since_date = models.DateField()
    until_date = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["union", "centre", "since_date"], name="affiliation_once_a_day"),
            models.CheckConstraint(
                condition=Q(until_date__isnull=True) | Q(until_date__gte=F("since_date")),
                name="affiliation_ends_after_it_began",
            ),
        ]
        ordering = ["union", "-since_date"]

    def __str__(self) -> str:
        return f"{self.union_id} in {self.centre_id}"


class MandateRole(models.TextChoices):
    ORGANISER = "organiser", _("Organiser: records who joined")
    VERIFIER = "verifier", _("Verifier: decides on other unions' records")
    OFFICER = "officer", _("Officer: signs for the union")


class MandateQuerySet(models.QuerySet["Mandate"]):
    def in_force(self, *, on: datetime.date) -> MandateQuerySet:
        return self.filter(from_date__lte=on).filter(Q(until_date__isnull=True) | Q(until_date__gte=on))


class Mandate(models.Model):
    """A user may act for a union, in one role, from a day and until a day."""

    user = models.ForeignKey("users.User", on_delete=models.CASCADE, related_name="mandates")
    union = models.ForeignKey("unions.Union", on_delete=models.CASCADE, related_name="mandates")
    role = models.CharField(max_length=12, choices=MandateRole)
    from_date = models.DateField()
    until_date = models.DateField(null=True, blank=True)
    given_by = models.ForeignKey("users.User", on_delete=models.SET_NULL, null=True, related_name="+")

    objects = MandateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "union", "role", "from_date"], name="mandate_once_a_day"),
            models.CheckConstraint(
                condition=Q(until_date__isnull=True) | Q(until_date__gte=F("from_date")),
                name="mandate_ends_after_it_began",
            ),
        ]
        ordering = ["union", "user", "role"]

    def __str__(self) -> str:
        return f"{self.role} mandate for {self.union_id}"

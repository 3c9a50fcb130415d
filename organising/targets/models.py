"""Targets: a global floor, and every union's own target under it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class CountingRule(models.Model):
    """Who counts as organised. Frozen when a cycle opens, so that all unions count alike."""

    version = models.PositiveSmallIntegerField(unique=True)
    text = models.TextField()
    frozen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["version"]

    def __str__(self) -> str:
        return f"Counting rule {self.version}"


class CycleState(models.TextChoices):
    PLANNED = "planned", _("planned")
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")


class TargetCycle(models.Model):
    """A stretch of time with a global floor: at least this many migrant workers organised."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=80, unique=True)
    starts_date = models.DateField()
    ends_date = models.DateField()
    state = models.CharField(max_length=12, choices=CycleState, default=CycleState.PLANNED)
    rule = models.ForeignKey("targets.CountingRule", on_delete=models.PROTECT, related_name="cycles")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_date__gt=F("starts_date")), name="cycle_ends_after_it_starts"
            ),
            models.UniqueConstraint(fields=["state"], condition=Q(state="open"), name="cycle_one_open"),
        ]
        ordering = ["-starts_date"]

    def __str__(self) -> str:
        return self.name


class OrganisingTarget(models.Model):
    """How many workers are to be organised: globally (no union) or by one union.

    The global value is a floor, not a quota: unions' own targets may add up to more.
    """

    cycle = models.ForeignKey("targets.TargetCycle", on_delete=models.CASCADE, related_name="targets")
    union = models.ForeignKey(
        "unions.Union", on_delete=models.PROTECT, null=True, blank=True, related_name="organising_targets"
    )
    value = models.PositiveIntegerField()
    adopted_date = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cycle", "union"], name="target_one_per_union"),
            models.UniqueConstraint(
                fields=["cycle"], condition=Q(union__isnull=True), name="target_one_floor"
            ),
            models.CheckConstraint(condition=Q(value__gt=0), name="target_is_positive"),
        ]
        ordering = ["cycle", "union"]

    def __str__(self) -> str:
        return f"Target {self.value}"


class TargetRevision(models.Model):
    """A changed target: the old value stays readable."""

    target = models.ForeignKey("targets.OrganisingTarget", on_delete=models.CASCADE, related_name="revisions")
    old_value = models.PositiveIntegerField()
    new_value = models.PositiveIntegerField()
    reason = models.CharField(max_length=300)
    revised_by = models.ForeignKey("users.User", on_delete=models.SET_NULL, null=True, related_name="+")
    revised_at = models.DateTimeField()

    class Meta:
        ordering = ["target", "-revised_at"]

    def __str__(self) -> str:
        return f"{self.old_value} → {self.new_value}"

"""Recruitment records: dated claims that workers joined, and other people's decisions on them."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from members.vault.fields import SealedBytesField


class RecordState(models.TextChoices):
    CLAIMED = "claimed", _("claimed")
    QUERIED = "queried", _("queried")
    CONFIRMED = "confirmed", _("confirmed")
    REFUSED = "refused", _("refused")


WAITING_STATES = (RecordState.CLAIMED, RecordState.QUERIED)


class RecordQuerySet(models.QuerySet["RecruitmentRecord"]):
    def awaiting_verification(self) -> RecordQuerySet:
        return self.filter(state=RecordState.CLAIMED)


class RecruitmentRecord(models.Model):
    """A union says: in this month, this many workers joined us."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cycle = models.ForeignKey("targets.TargetCycle", on_delete=models.PROTECT, related_name="records")
    union = models.ForeignKey("unions.Union", on_delete=models.PROTECT, related_name="records")
    corridor = models.ForeignKey(
        "pairings.Corridor", on_delete=models.PROTECT, null=True, blank=True, related_name="records"
    )
    month_date = models.DateField(help_text=_("first day of the month in which they joined"))
    joined_count = models.PositiveIntegerField()
    note = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=12, choices=RecordState, default=RecordState.CLAIMED)
    recorded_by = models.ForeignKey("users.User", on_delete=models.SET_NULL, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    objects = RecordQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(joined_count__gt=0), name="record_counts_somebody"),
            models.CheckConstraint(condition=Q(month_date__day=1), name="record_month_is_a_first_day"),
            models.CheckConstraint(
                condition=Q(month_date__lte=F("recorded_at")), name="record_is_not_in_the_future"
            ),
        ]
        indexes = [models.Index(fields=["cycle", "state", "union", "month_date"], name="record_progress")]
        ordering = ["-month_date", "-recorded_at", "id"]

    def __str__(self) -> str:
        return f"Record {self.id}"


class Evidence(models.Model):
    """A photograph that supports a record: re-drawn without its metadata, sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    record = models.ForeignKey("records.RecruitmentRecord", on_delete=models.CASCADE, related_name="evidence")
    image = SealedBytesField()
    content_type = models.CharField(max_length=40)
    added_by = models.ForeignKey("users.User", on_delete=models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["record", "added_at"]

    def __str__(self) -> str:
        return f"Evidence {self.id}"


class Verdict(models.TextChoices):
    CONFIRMED = "confirmed", _("Confirm")
    QUERIED = "queried", _("Ask back")
    REFUSED = "refused", _("Refuse")


class Verification(models.Model):
    """A second person's decision on a record. Append-only; the record carries the latest verdict."""

    record = models.ForeignKey(
        "records.RecruitmentRecord", on_delete=models.CASCADE, related_name="verifications"
    )
    verdict = models.CharField(max_length=12, choices=Verdict)
    note = models.CharField(max_length=300, blank=True)
    verified_by = models.ForeignKey("users.User", on_delete=models.SET_NULL, null=True, related_name="+")
    verifying_union = models.ForeignKey("unions.Union", on_delete=models.PROTECT, null=True, related_name="+")
    verified_at = models.DateTimeField()

    class Meta:
        ordering = ["record", "-verified_at"]

    def __str__(self) -> str:
        return f"{self.verdict} on {self.record_id}"

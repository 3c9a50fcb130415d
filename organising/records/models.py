"""Recruitment records: dated claims that workers joined, and other people's decisions on them."""

from __future__ import annotations

import datetime
import uuid
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from members.users.models import Role
from members.vault.fields import SealedBytesField
from organising.unions.models import Mandate, MandateRole, Union

if TYPE_CHECKING:
    from members.users.models import User


class RecordState(models.TextChoices):
    CLAIMED = "claimed", _("claimed")
    QUERIED = "queried", _("queried")
    CONFIRMED = "confirmed", _("confirmed")
    REFUSED = "refused", _("refused")


WAITING_STATES = (RecordState.CLAIMED, RecordState.QUERIED)


class RowIsFinal(Exception):
    """History is added to, never rewritten."""


class AppendOnly(models.Model):
    """A row that is written once. (Attributions still become NULL when an account goes.)"""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Raises RowIsFinal for a row that was saved before."""
        if not self._state.adding:
            raise RowIsFinal(f"{type(self).__name__} {self.pk} cannot be changed: add another row.")
        super().save(*args, **kwargs)


class RecordQuerySet(models.QuerySet["RecruitmentRecord"]):
    def visible_to(self, user: User, *, on: datetime.date) -> RecordQuerySet:
        """The records that `user` may read on the day `on`.

        An administrator reads all; whoever acts for a union reads that union's; a verifier also reads other
        unions' records that wait for a verdict, and those on which she has decided, for as long as she acts
        for the union in whose name she did.
        """
        if Role.ADMINISTRATOR in user.roles:
            return self
        mine = Union.objects.acted_for_by(user, on=on)
        decided = Verification.objects.filter(
            record=OuterRef("pk"), verified_by=user, verifying_union__in=mine
        )
        return self.filter(
            Q(union__in=mine) | Q(pk__in=self._to_verify_by(user, on=on).values("pk")) | Exists(decided)
        )

    def to_verify_by(self, user: User, *, on: datetime.date) -> RecordQuerySet:
        """What waits for a verdict of `user`: claimed by a union that she does not act for, not by her."""
        return self.filter(pk__in=self._to_verify_by(user, on=on).values("pk"))

    def _to_verify_by(self, user: User, *, on: datetime.date) -> RecordQuerySet:
        is_verifier = Exists(Mandate.objects.in_force(on=on).filter(user=user, role=MandateRole.VERIFIER))
        claimed = RecruitmentRecord.objects.filter(is_verifier, state=RecordState.CLAIMED)
        others = claimed.exclude(union__in=Union.objects.acted_for_by(user, on=on))
        return others.filter(Q(recorded_by__isnull=True) | ~Q(recorded_by=user))

    def to_answer_by(self, user: User, *, on: datetime.date) -> RecordQuerySet:
        """Records that a verifier asked about, of the unions for which `user` is an organiser."""
        mine = Union.objects.acted_for_by(user, on=on, role=MandateRole.ORGANISER)
        return self.filter(state=RecordState.QUERIED, union__in=mine)


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


class Verification(AppendOnly):
    """A second person's decision on a record. The record carries the state that follows from the latest."""

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


class Answer(AppendOnly):
    """What the claiming union says to a verifier who asked back. The record is a claim again."""

    record = models.ForeignKey("records.RecruitmentRecord", on_delete=models.CASCADE, related_name="answers")
    note = models.CharField(max_length=300)
    answered_by = models.ForeignKey("users.User", on_delete=models.SET_NULL, null=True, related_name="+")
    answered_at = models.DateTimeField()

    class Meta:
        ordering = ["record", "-answered_at"]

    def __str__(self) -> str:
        return f"Answer on {self.record_id}"

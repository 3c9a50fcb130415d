"""Removing signatures by rule: what the rule was, whom it met, and that it can be taken back."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from members.vault.indexes import BlindIndexField


class RemovalState(models.TextChoices):
    TRIED = "tried", _("tried out")
    APPLIED = "applied", _("applied")
    UNDONE = "undone", _("taken back")


class Removal(models.Model):
    """A rule of a moderator against signatures of one petition. All that it names must hold.

    A dry run counts whom it would meet; applying marks them, and the next batch takes them off the count;
    taking it back unmarks them. No signature is deleted.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    petition = models.ForeignKey("petitions.Petition", on_delete=models.CASCADE, related_name="removals")
    state = models.CharField(max_length=12, choices=RemovalState, default=RemovalState.TRIED)
    network = models.CharField(_("network"), max_length=32, blank=True)
    domain_index = BlindIndexField(null=True)
    domain = models.CharField(_("mail domain"), max_length=253, blank=True)
    name_pattern = models.CharField(
        _("name like"), max_length=120, blank=True, help_text=_("* stands for any letters")
    )
    signed_from = models.DateTimeField(_("signed from"), null=True, blank=True)
    signed_until = models.DateTimeField(_("signed until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    matched_count = models.PositiveIntegerField(null=True)
    created_by = models.ForeignKey("users.User", on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    applied_by = models.ForeignKey("users.User", on_delete=models.SET_NULL, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey("users.User", on_delete=models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(network="")
                | Q(domain_index__isnull=False)
                | ~Q(name_pattern="")
                | Q(signed_from__isnull=False)
                | Q(signed_until__isnull=False),
                name="removal_names_something",
            ),
            models.CheckConstraint(
                condition=Q(signed_from__isnull=True)
                | Q(signed_until__isnull=True)
                | Q(signed_until__gt=F("signed_from")),
                name="removal_window_has_a_length",
            ),
        ]

    def __str__(self) -> str:
        return f"Removal {self.id}"

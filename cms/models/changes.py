"""What editors changed and what must follow: stored pages, the search index, packs, prints."""

from __future__ import annotations

from django.db import models


class ContentChange(models.Model):
    """One change of what readers see. The row is the queue: it stays until everything has followed."""

    class Kind(models.TextChoices):
        PAGE = "page"
        CONTACT = "contact"
        FEE_RULE = "fee_rule"
        RECORDING = "recording"
        CAMPAIGN = "campaign"
        SITE = "site"

    kind = models.CharField(max_length=12, choices=Kind)
    object_id = models.BigIntegerField(null=True, help_text="the page, contact or rule; empty: all")
    happened_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id or ''}"

"""Guides on paper."""

from __future__ import annotations

from django.db import models
from wagtail.models import Page


class Print(models.Model):
    """A PDF of a guide: the whole of it as an A5 booklet, or one page with the most urgent and a QR code."""

    class Kind(models.TextChoices):
        BOOKLET = "booklet"
        CARD = "card"

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    made_from = models.CharField(max_length=32, help_text="digest of what was printed")
    file = models.FileField(upload_to="prints/")
    byte_count = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["page", "kind"]
        constraints = [models.UniqueConstraint(fields=["page", "kind"], name="print_once_a_kind")]

    def __str__(self) -> str:
        return f"{self.kind} of page {self.page_id}"

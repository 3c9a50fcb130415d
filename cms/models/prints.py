"""Guides on paper."""

from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from wagtail.models import Page


class Print(models.Model):
    """A PDF of a guide: the whole of it as an A5 booklet, or one page with the most urgent and a QR code.

    The row is the queue: while `due_at` is set, the PDF is to be made at that instant or later.
    """

    class Kind(models.TextChoices):
        BOOKLET = "booklet"
        CARD = "card"

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    made_from = models.CharField(max_length=32, blank=True, help_text="digest of what was printed")
    file = models.FileField(upload_to="prints/", blank=True)
    byte_count = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True, help_text="when it is to be made; empty: it is as it should be")
    failure_count = models.PositiveSmallIntegerField(default=0, help_text="failures in a row")

    class Meta:
        ordering = ["page", "kind"]
        constraints = [models.UniqueConstraint(fields=["page", "kind"], name="print_once_a_kind")]
        indexes = [
            models.Index(fields=["due_at"], name="print_due", condition=models.Q(due_at__isnull=False))
        ]

    def __str__(self) -> str:
        return f"{self.kind} of page {self.page_id}"


@receiver(post_delete, sender=Print, dispatch_uid="cms.delete_print_file")
def delete_file(instance: Print, **kwargs: Any) -> None:
    """A print that is gone leaves no file, also when it went with its page."""
    storage, name = instance.file.storage, instance.file.name
    if name:
        transaction.on_commit(lambda: storage.delete(name))

"""The words by which pages and contacts are found."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models


class SearchEntry(models.Model):
    """One page or contact in one language, in the normalised form that queries are compared with."""

    class Kind(models.TextChoices):
        GUIDE = "guide"
        CAMPAIGN = "campaign"
        CONTACT = "contact"

    kind = models.CharField(max_length=12, choices=Kind)
    object_id = models.BigIntegerField()
    language = models.CharField(max_length=12)
    family = models.UUIDField(help_text="the same in all languages of a page or contact")
    title = models.CharField(max_length=255)
    summary = models.TextField(blank=True)
    path = models.CharField(max_length=255)
    title_words = models.TextField()
    body_words = models.TextField()

    class Meta:
        ordering = ["kind", "object_id", "language"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id", "language"], name="search_entry_once")
        ]
        indexes = [
            GinIndex(fields=["title_words"], opclasses=["gin_trgm_ops"], name="search_title_trigrams"),
            GinIndex(fields=["body_words"], opclasses=["gin_trgm_ops"], name="search_body_trigrams"),
            models.Index(fields=["language"], name="search_by_language"),
        ]

    def __str__(self) -> str:
        return f"{self.title} [{self.language}]"

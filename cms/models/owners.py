"""Which union a page belongs to: the same in every language. A page without a row is the house's own."""

from __future__ import annotations

from django.db import models


class PageOwner(models.Model):
    """A union that keeps a guide or campaign page. `translation_key` is what all its languages share."""

    translation_key = models.UUIDField(unique=True)
    union = models.ForeignKey("unions.Union", on_delete=models.CASCADE, related_name="+")

    class Meta:
        ordering = ["union", "translation_key"]

    def __str__(self) -> str:
        return f"{self.union_id} keeps {self.translation_key}"

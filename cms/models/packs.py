"""Everything for one corridor in one language, to be kept on a phone."""

from __future__ import annotations

from django.db import models


class PackFile(models.Model):
    """One piece of packs, named by its content; never changed, shared by all packs that hold it.

    The name is made from the HTML before it is compressed, so that a phone can check what it unpacked and two
    releases of zlib agree on it.
    """

    digest = models.CharField(
        max_length=32, primary_key=True, help_text="the first half of the SHA-256 of the HTML, in hex"
    )
    content = models.BinaryField(help_text="HTML, compressed with gzip")
    byte_count = models.PositiveIntegerField(help_text="as it is sent, compressed")
    made_at = models.DateTimeField()
    unused_since = models.DateTimeField(
        null=True, help_text="when no pack was found to name it; empty: in use"
    )

    class Meta:
        ordering = ["digest"]

    def __str__(self) -> str:
        return self.digest


class Pack(models.Model):
    """The list of a pack's files as it stands now."""

    corridor = models.ForeignKey("pairings.Corridor", on_delete=models.CASCADE, related_name="+")
    language = models.CharField(max_length=12)
    version = models.CharField(max_length=32)
    manifest = models.JSONField()
    byte_count = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["corridor", "language"]
        constraints = [
            models.UniqueConstraint(fields=["corridor", "language"], name="pack_once"),
            models.CheckConstraint(condition=models.Q(byte_count__lte=300_000), name="pack_fits_a_phone"),
        ]

    def __str__(self) -> str:
        return f"{self.corridor_id} [{self.language}] {self.version}"

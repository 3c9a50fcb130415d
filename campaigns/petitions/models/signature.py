"""Who signed, sealed, and the public count that never opens it.

Ids grow with time (RFC 9562, version 7): a million signatures go to one end of the index.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from members.vault.fields import SealedTextField
from members.vault.indexes import BlindIndexField


class SignatureState(models.TextChoices):
    PENDING = "pending", _("waiting for confirmation")
    CONFIRMED = "confirmed", _("confirmed")
    WITHDRAWN = "withdrawn", _("withdrawn: it was not me")


class SignatureChannel(models.TextChoices):
    EMAIL = "email", _("by e-mail")
    PHONE = "phone", _("by phone")
    ATTESTED = "attested", _("with an organiser")
    PAPER = "paper", _("on paper")


class Display(models.TextChoices):
    """What the public sees of a signatory."""

    ANONYMOUS = "anonymous", _("Nothing: I stay anonymous")
    NAME = "name", _("My name")


class Quarantine(models.TextChoices):
    """Why a signature is kept aside. The sender is told nothing of it."""

    TRAP = "trap", _("filled in the field that people do not see")
    HASTE = "haste", _("sent faster than anybody types")
    RUSH = "rush", _("one of too many from one network")


class Signature(models.Model):
    """One person's signing. Name and address are sealed; the count never needs to open them.

    `petition` has no foreign key in the database: checking one locks the row of the petition, and then every
    signature would wait at the same row. The insert itself reads the petition; the nightly audit looks for
    signatures without one.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    petition = models.ForeignKey(
        "petitions.Petition", on_delete=models.CASCADE, related_name="signatures", db_constraint=False
    )
    name = SealedTextField(max_length=120)
    email = SealedTextField(max_length=254)
    email_index = BlindIndexField()
    domain_index = BlindIndexField(null=True)
    network = models.CharField(
        max_length=32,
        blank=True,
        help_text="keyed hash of the network, another one every day; wiped at 30 days",
    )
    country = models.CharField(max_length=2, blank=True)
    language = models.CharField(max_length=12)
    channel = models.CharField(max_length=12, choices=SignatureChannel, default=SignatureChannel.EMAIL)
    display = models.CharField(max_length=12, choices=Display, default=Display.ANONYMOUS)
    agreed_texts = ArrayField(
        models.BigIntegerField(),
        default=list,
        help_text="wordings she said yes to; a consent once she confirms",
    )
    state = models.CharField(max_length=12, choices=SignatureState, default=SignatureState.PENDING)
    quarantined_for = models.CharField(max_length=12, choices=Quarantine, blank=True)
    removal = models.ForeignKey(
        "petitions.Removal", on_delete=models.SET_NULL, null=True, blank=True, related_name="signatures"
    )
    signed_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    counted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["petition", "email_index"], name="signature_one_per_address"),
            models.CheckConstraint(
                condition=Q(state="confirmed", confirmed_at__isnull=False) | ~Q(state="confirmed"),
                name="signature_confirmed_has_its_instant",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                condition=Q(
                    state="confirmed", quarantined_for="", removal__isnull=True, counted_at__isnull=True
                ),
                name="signature_uncounted",
            ),
            models.Index(
                fields=["id"],
                condition=Q(counted_at__isnull=False)
                & (~Q(state="confirmed") | ~Q(quarantined_for="") | Q(removal__isnull=False)),
                name="signature_to_take_off",
            ),
            # A few pages for millions of rows, because rows come in the order of their signing.
            BrinIndex(fields=["signed_at"], name="signature_by_time", autosummarize=True),
        ]
        ordering = ["signed_at", "id"]

    def __str__(self) -> str:
        return f"Signature {self.id}"


class SignatureJournal(models.Model):
    """How many confirmed signatures a petition has, by country, language and channel: the public count."""

    petition = models.ForeignKey("petitions.Petition", on_delete=models.CASCADE, related_name="journals")
    country = models.CharField(max_length=2, blank=True)
    language = models.CharField(max_length=12)
    channel = models.CharField(max_length=12, choices=SignatureChannel)
    signature_count = models.PositiveIntegerField(default=0)
    counted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["petition", "country", "language", "channel"], name="journal_one_per_cell"
            )
        ]
        ordering = ["petition_id", "country", "language", "channel"]

    def __str__(self) -> str:
        return f"Journal of {self.petition_id}"

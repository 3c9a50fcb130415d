"""Petitions in many languages with one count. Signing touches no shared row."""

from __future__ import annotations

import datetime
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from members.vault.fields import SealedTextField
from members.vault.indexes import BlindIndexField


def language_choices() -> list[tuple[str, str]]:
    """The site's languages by their own names; a callable, so that a new language is no migration."""
    return list(settings.LANGUAGES)


class PetitionState(models.TextChoices):
    DRAFT = "draft", _("draft")
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")


class PetitionQuerySet(models.QuerySet["Petition"]):
    def public(self) -> PetitionQuerySet:
        return self.exclude(state=PetitionState.DRAFT)


class Petition(ClusterableModel):
    """A demand to an addressee. Its text is translated; the petition and its count are one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(max_length=80, unique=True)
    state = models.CharField(max_length=12, choices=PetitionState, default=PetitionState.DRAFT)
    union = models.ForeignKey("unions.Union", on_delete=models.PROTECT, related_name="petitions")
    topic = models.ForeignKey(
        "notifications.Topic", on_delete=models.SET_NULL, null=True, blank=True, related_name="petitions"
    )
    goal = models.PositiveIntegerField(default=1000)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField(null=True, blank=True)

    objects = PetitionQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_at", "slug"]
        constraints = [models.CheckConstraint(condition=Q(goal__gt=0), name="petition_goal_is_positive")]

    def __str__(self) -> str:
        return self.slug

    def is_open(self, *, now: datetime.datetime) -> bool:
        """Whether people may sign at the instant `now`."""
        return (
            self.state == PetitionState.OPEN
            and self.opens_at <= now
            and (self.closes_at is None or now < self.closes_at)
        )


class PetitionText(models.Model):
    """The petition in one language."""

    petition = ParentalKey("petitions.Petition", on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=12, choices=language_choices)
    title = models.CharField(max_length=120)
    demand = models.TextField(max_length=2000)
    addressee = models.CharField(max_length=160)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["petition", "language"], name="petition_text_one_per_language")
        ]
        ordering = ["petition", "language"]

    def __str__(self) -> str:
        return f"{self.petition_id} [{self.language}]"


class SignatureState(models.TextChoices):
    PENDING = "pending", _("waiting for confirmation")
    CONFIRMED = "confirmed", _("confirmed")
    WITHDRAWN = "withdrawn", _("withdrawn: it was not me")


class SignatureChannel(models.TextChoices):
    EMAIL = "email", _("by e-mail")


class Signature(models.Model):
    """One person's signing. Name and address are sealed; the count never needs to open them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    petition = models.ForeignKey("petitions.Petition", on_delete=models.CASCADE, related_name="signatures")
    name = SealedTextField(max_length=120)
    email = SealedTextField(max_length=254)
    email_index = BlindIndexField()
    country = models.CharField(max_length=2, blank=True)
    language = models.CharField(max_length=12)
    channel = models.CharField(max_length=12, choices=SignatureChannel, default=SignatureChannel.EMAIL)
    state = models.CharField(max_length=12, choices=SignatureState, default=SignatureState.PENDING)
    suspicious = models.BooleanField(default=False)
    token_hash = models.CharField(max_length=64, unique=True)
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
                fields=["petition"],
                condition=Q(state="confirmed", counted_at__isnull=True),
                name="signature_uncounted",
            ),
            models.Index(
                fields=["petition"],
                condition=Q(state="withdrawn", counted_at__isnull=False),
                name="signature_to_take_off",
            ),
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
        ordering = ["petition", "country", "language", "channel"]

    def __str__(self) -> str:
        return f"Journal of {self.petition_id}"

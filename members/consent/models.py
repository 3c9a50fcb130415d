"""The wording people were shown, and who said yes to it."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7


class WordingIsFixed(Exception):
    """A published wording was about to change: publish a new version instead."""


class ConsentText(models.Model):
    """One wording of one purpose in one language. Never changed once published."""

    FIXED = ("purpose", "version", "language", "wording", "published_at")

    purpose = models.SlugField(max_length=60)
    version = models.PositiveIntegerField()
    language = models.CharField(max_length=12)
    wording = models.TextField(_("wording"))
    published_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "version", "language"], name="consent_text_one_per_version_and_language"
            ),
            models.CheckConstraint(condition=Q(version__gte=1), name="consent_text_versions_begin_at_one"),
        ]
        ordering = ["purpose", "version", "language"]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version} [{self.language}]"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write a new wording. Raises WordingIsFixed when this would change one that people have seen."""
        if self.pk is not None and not kwargs.get("force_insert"):
            stored = ConsentText.objects.filter(pk=self.pk).values(*self.FIXED).first()
            if stored is not None and stored != {name: getattr(self, name) for name in self.FIXED}:
                raise WordingIsFixed(f"{self} is published.")
        super().save(*args, **kwargs)


class ConsentQuerySet(models.QuerySet["Consent"]):
    def active(self) -> ConsentQuerySet:
        return self.filter(withdrawn_at__isnull=True)

    def of_subject(self, kind: str, subject_id: uuid.UUID) -> ConsentQuerySet:
        return self.filter(subject_kind=kind, subject_id=subject_id)


class Consent(models.Model):
    """One person's yes to one wording, until it is withdrawn.

    Whose yes: an account's (`user`), or that of a row which stands for a person without one (`subject_kind`
    "petitions.Signature" and its id), or both.

    `text` has no foreign key in the database: checking one locks the row of the wording, at which everybody
    who says yes to it would wait. A published wording is never deleted.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    text = models.ForeignKey(
        "consent.ConsentText", on_delete=models.PROTECT, related_name="consents", db_constraint=False
    )
    user = models.ForeignKey(
        "users.User", on_delete=models.CASCADE, null=True, blank=True, related_name="consents"
    )
    subject_kind = models.CharField(max_length=80, blank=True)
    subject_id = models.UUIDField(null=True, blank=True)
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(user__isnull=False) | Q(subject_id__isnull=False), name="consent_is_somebodys"
            ),
            models.CheckConstraint(
                condition=Q(subject_id__isnull=True, subject_kind="")
                | (Q(subject_id__isnull=False) & ~Q(subject_kind="")),
                name="consent_subject_has_kind_and_id",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
                name="consent_is_withdrawn_after_it_was_given",
            ),
            models.UniqueConstraint(
                fields=["text", "user"],
                condition=Q(withdrawn_at__isnull=True, subject_id__isnull=True),
                name="consent_active_once_per_account",
            ),
            models.UniqueConstraint(
                fields=["text", "subject_kind", "subject_id"],
                condition=Q(withdrawn_at__isnull=True, subject_id__isnull=False),
                name="consent_active_once_per_subject",
            ),
        ]
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="consent_subject")]
        ordering = ["given_at", "id"]

    def __str__(self) -> str:
        return f"Consent {self.id}"

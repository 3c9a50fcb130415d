"""Guides read aloud."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import RevisionMixin


class Recording(RevisionMixin, models.Model):
    """A person reads a section of a guide aloud in one language."""

    title = models.CharField(_("title"), max_length=160)
    language = models.CharField(_("language"), max_length=12)
    file = models.FileField(_("sound file"), upload_to="recordings/")
    mime_type = models.CharField(max_length=40, editable=False)
    byte_count = models.PositiveIntegerField(editable=False)
    seconds = models.PositiveIntegerField(editable=False)

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(seconds__gt=0), name="recording_has_a_length")
        ]
        verbose_name = _("recording")
        verbose_name_plural = _("recordings")

    def __str__(self) -> str:
        return f"{self.title} [{self.language}]"

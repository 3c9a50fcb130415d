"""Campaigns: what is demanded, where it stands, and what one can do now."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class CampaignKind(models.TextChoices):
    RATIFICATION = "ratification", _("Ratification drive")
    NAME_AND_SHAME = "name_and_shame", _("Name and shame")
    SOLIDARITY = "solidarity", _("Solidarity")
    PETITION = "petition", _("Petition")


class CampaignState(models.TextChoices):
    DRAFT = "draft", _("draft")
    RUNNING = "running", _("running")
    WON = "won", _("won")
    ENDED = "ended", _("ended")


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def public(self) -> CampaignQuerySet:
        return self.exclude(state=CampaignState.DRAFT)


class Campaign(models.Model):
    """A campaign of one union or many. Its pages, one a language, are in the CMS."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=160, help_text=_("for staff; readers see the page's title"))
    slug = models.SlugField(max_length=80, unique=True)
    kind = models.CharField(max_length=20, choices=CampaignKind)
    state = models.CharField(max_length=12, choices=CampaignState, default=CampaignState.DRAFT)
    union = models.ForeignKey("unions.Union", on_delete=models.PROTECT, related_name="campaigns")
    petition = models.ForeignKey(
        "petitions.Petition", on_delete=models.PROTECT, null=True, blank=True, related_name="campaigns"
    )
    topic = models.ForeignKey(
        "notifications.Topic", on_delete=models.SET_NULL, null=True, blank=True, related_name="campaigns"
    )
    starts_date = models.DateField()
    ends_date = models.DateField(null=True, blank=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")
        ordering = ["-starts_date", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_date__isnull=True) | Q(ends_date__gte=F("starts_date")),
                name="campaign_ends_after_it_began",
            )
        ]

    def __str__(self) -> str:
        return self.name

"""The petition itself: what is demanded of whom, where it stands, and every change of its state."""

from __future__ import annotations

import datetime
import uuid
import zoneinfo

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel


def language_choices() -> list[tuple[str, str]]:
    """The site's languages by their own names; a callable, so that a new language is no migration."""
    return list(settings.LANGUAGES)


class PetitionState(models.TextChoices):
    DRAFT = "draft", _("draft")
    MODERATION = "moderation", _("in moderation")
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")
    HANDED_OVER = "handed_over", _("handed over")
    ANSWERED = "answered", pgettext_lazy("petition", "answered")
    REJECTED = "rejected", _("rejected")
    STOPPED = "stopped", pgettext_lazy("petition", "stopped")


class RejectionReason(models.TextChoices):
    """Why a petition was rejected. Public: a campaigner and everybody else read the same words."""

    NAMES_A_PERSON = "names_a_person", _("It names a private person, who could be harmed.")
    NO_SOURCE = "no_source", _("It accuses somebody of something that no source shows.")
    WRONG_ADDRESSEE = "wrong_addressee", _("The addressee cannot do what is demanded.")
    NO_DEMAND = "no_demand", _("It is not clear what is demanded.")
    DUPLICATE = "duplicate", _("There is an open petition with the same demand.")
    OFF_TOPIC = "off_topic", _("It is not about migrant workers' rights.")
    HATEFUL = "hateful", _("It insults or threatens people.")
    UNLAWFUL = "unlawful", _("Publishing it would break a law.")


NEVER_PUBLIC = (PetitionState.DRAFT, PetitionState.MODERATION, PetitionState.REJECTED)
"""What a petition demands is public in every other state; of a rejected one only the reason is."""
NEXT_STATES: dict[str, tuple[str, ...]] = {
    PetitionState.DRAFT: (PetitionState.MODERATION,),
    PetitionState.MODERATION: (PetitionState.DRAFT, PetitionState.OPEN, PetitionState.REJECTED),
    PetitionState.REJECTED: (PetitionState.DRAFT,),
    PetitionState.OPEN: (PetitionState.CLOSED, PetitionState.STOPPED),
    PetitionState.STOPPED: (PetitionState.OPEN, PetitionState.CLOSED),
    PetitionState.CLOSED: (PetitionState.OPEN, PetitionState.HANDED_OVER),
    PetitionState.HANDED_OVER: (PetitionState.ANSWERED,),
    PetitionState.ANSWERED: (),
}


class PetitionQuerySet(models.QuerySet["Petition"]):
    def public(self) -> PetitionQuerySet:
        """Those whose demand everybody may read."""
        return self.exclude(state__in=NEVER_PUBLIC)


class Petition(ClusterableModel):
    """A demand to an addressee. Its text is translated; the petition and its count are one."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    state = models.CharField(_("state"), max_length=12, choices=PetitionState, default=PetitionState.DRAFT)
    rejection_reason = models.CharField(
        _("reason for the rejection"), max_length=16, choices=RejectionReason, blank=True
    )
    union = models.ForeignKey(
        "unions.Union", on_delete=models.PROTECT, related_name="petitions", verbose_name=_("union")
    )
    topic = models.ForeignKey(
        "notifications.Topic", on_delete=models.SET_NULL, null=True, blank=True, related_name="petitions"
    )
    goal = models.PositiveIntegerField(_("first goal"), default=1000)
    opens_at = models.DateTimeField(_("opens at"))
    closes_at = models.DateTimeField(_("closes at"), null=True, blank=True)
    time_zone = models.CharField(
        _("time zone of these dates"),
        max_length=64,
        default="UTC",
        help_text=_("such as Asia/Kathmandu; readers see the dates in it"),
    )

    objects = PetitionQuerySet.as_manager()

    class Meta:
        verbose_name = _("petition")
        verbose_name_plural = _("petitions")
        ordering = ["-opens_at", "slug"]
        constraints = [
            models.CheckConstraint(condition=Q(goal__gt=0), name="petition_goal_is_positive"),
            models.CheckConstraint(
                condition=Q(closes_at__isnull=True) | Q(closes_at__gt=F("opens_at")),
                name="petition_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=~Q(rejection_reason="") | ~Q(state="rejected"),
                name="petition_rejection_has_its_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    def is_open(self, *, now: datetime.datetime) -> bool:
        """Whether people may sign at the instant `now`."""
        return (
            self.state == PetitionState.OPEN
            and self.opens_at <= now
            and (self.closes_at is None or now < self.closes_at)
        )

    @property
    def zone(self) -> zoneinfo.ZoneInfo:
        """The time zone of its dates."""
        return zoneinfo.ZoneInfo(self.time_zone)


class PetitionText(models.Model):
    """The petition in one language."""

    petition = ParentalKey("petitions.Petition", on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=12, choices=language_choices)
    title = models.CharField(_("title"), max_length=120)
    demand = models.TextField(_("demand"), max_length=2000)
    addressee = models.CharField(_("addressee"), max_length=160)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["petition", "language"], name="petition_text_one_per_language")
        ]
        ordering = ["petition_id", "language"]

    def __str__(self) -> str:
        return f"{self.petition_id} [{self.language}]"


class PetitionStep(models.Model):
    """One change of a petition's state: never changed, never deleted."""

    petition = models.ForeignKey("petitions.Petition", on_delete=models.CASCADE, related_name="steps")
    from_state = models.CharField(max_length=12, choices=PetitionState)
    to_state = models.CharField(max_length=12, choices=PetitionState)
    by = models.ForeignKey("users.User", on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField()
    after = models.DurationField(null=True, help_text="how long the petition was in the state it left")
    note = models.TextField(max_length=1000, blank=True, help_text="for staff")

    class Meta:
        ordering = ["petition_id", "at", "pk"]
        indexes = [models.Index(fields=["from_state", "at"], name="petition_step_waits")]

    def __str__(self) -> str:
        return f"{self.petition_id}: {self.from_state} to {self.to_state}"

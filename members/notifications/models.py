"""What can be heard about, who wants to hear it, what was written, and every attempt to deliver it."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from members.vault.fields import SealedTextField
from members.vault.indexes import BlindIndexField


class Channel(models.TextChoices):
    EMAIL = "email", _("E-mail")
    PUSH = "push", _("Push")


class Topic(models.Model):
    """Something one can hear about: a campaign, a corridor, general news."""

    slug = models.SlugField(max_length=80, unique=True)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug


class TopicText(models.Model):
    """A topic's name and one-sentence description in one language."""

    topic = models.ForeignKey("notifications.Topic", on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=12)
    name = models.CharField(max_length=120)
    description = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic", "language"], name="topic_text_one_per_language")
        ]
        ordering = ["topic", "language"]

    def __str__(self) -> str:
        return f"{self.topic_id} [{self.language}]"


class PushEndpoint(models.Model):
    """One browser's address at a push service. The address and its keys are sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(
        "users.User", on_delete=models.CASCADE, null=True, blank=True, related_name="push_endpoints"
    )
    endpoint = SealedTextField(max_length=2000)
    endpoint_index = BlindIndexField(unique=True)
    origin = models.CharField(max_length=200, help_text=_("scheme and host of the push service"))
    p256dh = SealedTextField(max_length=200)
    auth = SealedTextField(max_length=100)
    created_at = models.DateTimeField()
    dead_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"Push endpoint {self.id}"


class SubscriptionState(models.TextChoices):
    PENDING = "pending", _("waiting for confirmation")
    ACTIVE = "active", _("active")
    STOPPED = "stopped", _("stopped")


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def active(self) -> SubscriptionQuerySet:
        return self.filter(state=SubscriptionState.ACTIVE).filter(
            Q(channel=Channel.EMAIL) | Q(endpoint__dead_at__isnull=True)
        )


class Subscription(models.Model):
    """A person's wish to hear about a topic by one channel, in one language.

    `created_at` is the instant of the wish; asking again after stopping is a new wish in the same row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    topic = models.ForeignKey("notifications.Topic", on_delete=models.CASCADE, related_name="subscriptions")
    channel = models.CharField(max_length=12, choices=Channel)
    user = models.ForeignKey(
        "users.User", on_delete=models.CASCADE, null=True, blank=True, related_name="subscriptions"
    )
    email = SealedTextField(max_length=254, null=True, blank=True)
    email_index = BlindIndexField(null=True, blank=True)
    endpoint = models.ForeignKey(
        "notifications.PushEndpoint",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="subscriptions",
    )
    language = models.CharField(max_length=12)
    time_zone = models.CharField(max_length=64, default="UTC")
    state = models.CharField(max_length=12, choices=SubscriptionState)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "email_index"],
                condition=Q(channel="email"),
                name="subscription_one_per_address",
            ),
            models.UniqueConstraint(
                fields=["topic", "endpoint"],
                condition=Q(channel="push"),
                name="subscription_one_per_endpoint",
            ),
            models.CheckConstraint(
                condition=Q(channel="email", email_index__isnull=False, endpoint__isnull=True)
                | Q(channel="push", endpoint__isnull=False, email_index__isnull=True),
                name="subscription_has_the_address_of_its_channel",
            ),
        ]
        indexes = [
            models.Index(fields=["topic", "channel", "language"], name="subscription_audience"),
            models.Index(fields=["topic", "id"], condition=Q(state="active"), name="subscription_fan_out"),
        ]
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"Subscription {self.id}"


class AlertState(models.TextChoices):
    DRAFT = "draft", _("draft")
    SCHEDULED = "scheduled", _("scheduled")
    SENDING = "sending", _("sending")
    SENT = "sent", _("sent")
    CANCELLED = "cancelled", _("cancelled")


class Urgency(models.TextChoices):
    """How hard a push service may try: RFC 8030 section 5.3."""

    LOW = "low", _("can wait")
    NORMAL = "normal", _("normal")
    HIGH = "high", _("urgent")


class Alert(models.Model):
    """One message, written once, sent to everybody who follows its topic."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    topic = models.ForeignKey("notifications.Topic", on_delete=models.PROTECT, related_name="alerts")
    state = models.CharField(max_length=12, choices=AlertState, default=AlertState.DRAFT)
    urgency = models.CharField(max_length=12, choices=Urgency, default=Urgency.NORMAL)
    path = models.CharField(
        max_length=300, blank=True, help_text=_("page that the alert opens, without its language")
    )
    created_by = models.ForeignKey("users.User", on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    scheduled_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    fanned_out_at = models.DateTimeField(
        null=True, blank=True, help_text=_("when every delivery of it had a row")
    )
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at", "id"]

    def __str__(self) -> str:
        return f"Alert {self.id}"


class AlertText(models.Model):
    """An alert in one language."""

    alert = models.ForeignKey("notifications.Alert", on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=12)
    subject = models.CharField(_("subject"), max_length=120)
    push_line = models.CharField(_("push line"), max_length=120)
    body = models.TextField(_("body"), max_length=5000)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["alert", "language"], name="alert_text_one_per_language")
        ]
        ordering = ["alert", "language"]

    def __str__(self) -> str:
        return f"{self.alert_id} [{self.language}]"


class DeliveryState(models.TextChoices):
    """A claim never changes the state (a lease in time does), so a killed worker strands nothing."""

    PENDING = "pending", _("waiting")
    SENT = "sent", _("sent")
    GONE = "gone", _("address is gone")
    FAILED = "failed", _("failed")
    SUPPRESSED = "suppressed", _("not wanted any more")


class Delivery(models.Model):
    """One attempt to reach one person by one channel. The row is the queue.

    Either a person's copy of an alert, or a notice: a confirmation mail or the like, whose words a
    subject composes at the moment of sending from `purpose` and `reference` (see `notices.py`).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    channel = models.CharField(max_length=12, choices=Channel)
    alert = models.ForeignKey(
        "notifications.Alert", on_delete=models.CASCADE, null=True, blank=True, related_name="deliveries"
    )
    subscription = models.ForeignKey(
        "notifications.Subscription",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="deliveries",
    )
    purpose = models.CharField(max_length=60, blank=True)
    reference = models.UUIDField(null=True, blank=True)
    sequence = models.PositiveSmallIntegerField(default=1)
    language = models.CharField(max_length=12)
    state = models.CharField(max_length=12, choices=DeliveryState, default=DeliveryState.PENDING)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    lease_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    provider_id = models.CharField(max_length=200, blank=True)
    error = models.CharField(
        max_length=60, blank=True, help_text=_("code of the last failure, never a message")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["alert", "subscription"],
                condition=Q(alert__isnull=False),
                name="delivery_one_per_alert",
            ),
            models.UniqueConstraint(
                fields=["purpose", "reference", "sequence"],
                condition=Q(reference__isnull=False),
                name="delivery_one_per_notice",
            ),
            models.CheckConstraint(
                condition=Q(alert__isnull=False, subscription__isnull=False, reference__isnull=True)
                | (
                    Q(alert__isnull=True, subscription__isnull=True, reference__isnull=False) & ~Q(purpose="")
                ),
                name="delivery_is_alert_or_notice",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(finished_at__gte=F("created_at")),
                name="delivery_finishes_after_it_began",
            ),
        ]
        indexes = [
            # One for each lane: a notice is found at once behind a million waiting alerts.
            models.Index(
                fields=["not_before", "id"],
                condition=Q(state="pending", alert__isnull=True),
                name="delivery_notices_waiting",
            ),
            models.Index(
                fields=["not_before", "id"],
                condition=Q(state="pending", alert__isnull=False),
                name="delivery_alerts_waiting",
            ),
            models.Index(fields=["alert", "state"], name="delivery_report"),
        ]
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return f"Delivery {self.id}"

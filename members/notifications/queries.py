"""Reading topics, subscriptions, alerts and the queue."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from frontend.languages import best_language
from members.notifications import links
from members.notifications.channels import push
from members.notifications.models import (
    Alert,
    AlertState,
    AlertText,
    Channel,
    Delivery,
    DeliveryState,
    Subscription,
    SubscriptionState,
    Topic,
    TopicText,
)
from members.users.models import User
from members.vault import tokens


@dataclass(frozen=True)
class TopicView:
    """A topic as a reader sees it: its name and description in the best language there is for her."""

    topic: Topic
    language: str
    name: str
    description: str


def open_topics(language: str) -> list[TopicView]:
    """Every topic that one can follow, by name, in the reader's language or the next one. Two queries."""
    topics = Topic.objects.filter(closed_at__isnull=True).prefetch_related("texts").order_by("slug")
    return sorted((topic_view(topic, language) for topic in topics), key=lambda view: view.name.casefold())


def known_languages() -> set[str]:
    """The codes of the site's languages. No query."""
    return {code for code, _name in settings.LANGUAGES}


def topic_by_slug(slug: str) -> Topic | None:
    """A topic with its texts, the closed ones too. Two queries."""
    return Topic.objects.filter(slug=slug).prefetch_related("texts").first()


def topic_view(topic: Topic, language: str) -> TopicView:
    """A topic with prefetched texts in a reader's language. No query."""
    texts = {text.language: text for text in topic.texts.all()}
    found = best_language(language, texts)
    if found is None:
        return TopicView(topic=topic, language="", name=topic.slug, description="")
    text = texts[found]
    return TopicView(topic=topic, language=found, name=text.name, description=text.description)


def topic_names(language: str) -> dict[int, str]:
    """The name of every topic in the reader's language or the next one, by id. One query."""
    texts: dict[int, dict[str, str]] = {}
    for topic_id, code, name in TopicText.objects.order_by("topic", "language").values_list(
        "topic_id", "language", "name"
    ):
        texts.setdefault(topic_id, {})[code] = name
    return {topic_id: names[best_language(language, names) or ""] for topic_id, names in texts.items()}


def push_component(topic: Topic, name: str) -> dict[str, str]:
    """What the component `push_subscribe` is included with. No query."""
    return {
        "topic_slug": topic.slug,
        "topic_name": name,
        "public_key": push.public_key(),
        "subscribe_url": reverse("notifications:push_subscribe"),
        "unsubscribe_url": reverse("notifications:push_unsubscribe"),
    }


def subscription_by_link(purpose: str, token: str) -> Subscription | None:
    """The subscription that a mailed link is about, with its topic; None for a forged link. Two queries."""
    row = tokens.row_of(token, purpose=purpose)
    if row is None:
        return None
    return (
        Subscription.objects.select_related("topic").prefetch_related("topic__texts").filter(pk=row).first()
    )


def subscriptions_of(*, user: User | None, email_index: str | None) -> list[Subscription]:
    """Every subscription of a person, by account or by address, with topic and endpoint. One query."""
    whose = Q(pk__in=[])
    if user is not None:
        whose |= Q(user=user) | Q(endpoint__user=user)
    if email_index is not None:
        whose |= Q(email_index=email_index)
    return list(
        Subscription.objects.filter(whose)
        .select_related("topic", "endpoint")
        .order_by("topic__slug", "channel", "id")
    )


@dataclass(frozen=True)
class PreferenceRow:
    """One topic on the page of an account: whether mails come, and to how many browsers pushes go."""

    view: TopicView
    by_email: bool
    pending: bool
    push_count: int


def preferences(user: User, language: str) -> list[PreferenceRow]:
    """The topics and what this account follows of them. Three queries."""
    mine = list(
        Subscription.objects.filter(user=user)
        .exclude(state=SubscriptionState.STOPPED)
        .filter(Q(channel=Channel.EMAIL) | Q(endpoint__dead_at__isnull=True))
        .order_by("topic", "channel")
        .values_list("topic_id", "channel", "state")
    )
    return [
        PreferenceRow(
            view=view,
            by_email=(view.topic.pk, Channel.EMAIL, SubscriptionState.ACTIVE) in mine,
            pending=(view.topic.pk, Channel.EMAIL, SubscriptionState.PENDING) in mine,
            push_count=sum(each == (view.topic.pk, Channel.PUSH, SubscriptionState.ACTIVE) for each in mine),
        )
        for view in open_topics(language)
    ]


@dataclass(frozen=True)
class HistoryRow:
    """One alert that was sent to an account."""

    delivery: Delivery
    subject: str
    language: str
    path: str


def history(user: User, language: str, *, limit: int = 50) -> list[HistoryRow]:
    """What was sent to an account, newest first. Two queries."""
    deliveries = list(
        Delivery.objects.filter(subscription__user=user, state=DeliveryState.SENT)
        .select_related("alert__topic")
        .order_by("-finished_at", "id")[:limit]
    )
    texts = _texts_by_alert([each.alert_id for each in deliveries if each.alert_id])
    rows = []
    for delivery in deliveries:
        offered = texts.get(delivery.alert_id or uuid.UUID(int=0), {})
        found = best_language(delivery.language, offered)
        if delivery.alert is None or found is None:
            continue
        path = links.alert_path(delivery.alert, language)
        rows.append(HistoryRow(delivery, offered[found].subject, found, path))
    return rows


def _texts_by_alert(alert_ids: list[uuid.UUID]) -> dict[uuid.UUID, dict[str, AlertText]]:
    texts: dict[uuid.UUID, dict[str, AlertText]] = {}
    for text in AlertText.objects.filter(alert__in=alert_ids).order_by("alert", "language"):
        texts.setdefault(text.alert_id, {})[text.language] = text
    return texts


def alerts_to_fan_out() -> list[Alert]:
    """Alerts on their way whose readers do not all have a delivery yet. One query."""
    return list(
        Alert.objects.filter(state=AlertState.SENDING, fanned_out_at__isnull=True).order_by(
            "started_at", "pk"
        )
    )


def alerts_for_desk() -> QuerySet[Alert]:
    """Every alert, newest first, with topic, texts and counts of its deliveries. Three queries."""
    return (
        Alert.objects.select_related("topic")
        .prefetch_related("texts", "topic__texts")
        .annotate(
            delivery_count=Count("deliveries"),
            sent_count=Count("deliveries", filter=Q(deliveries__state=DeliveryState.SENT)),
        )
        .order_by("-created_at", "id")
    )


@dataclass(frozen=True)
class AudienceRow:
    """Readers of one language: how many by each channel, and the language of the text they would get."""

    language: str
    email_count: int
    push_count: int
    text_language: str

    @property
    def total(self) -> int:
        return self.email_count + self.push_count

    @property
    def is_fallback(self) -> bool:
        return self.text_language != self.language


@dataclass(frozen=True)
class Audience:
    """Who would get an alert if it left now."""

    rows: list[AudienceRow]

    @property
    def email_count(self) -> int:
        return sum(row.email_count for row in self.rows)

    @property
    def push_count(self) -> int:
        return sum(row.push_count for row in self.rows)

    @property
    def total(self) -> int:
        return self.email_count + self.push_count

    @property
    def fallback_count(self) -> int:
        return sum(row.total for row in self.rows if row.is_fallback)


def audience(alert: Alert, languages: list[str]) -> Audience:
    """The people who follow an alert's topic now, by language and channel. One query.

    `languages` are those that the alert has a text in.
    """
    cells = (
        Subscription.objects.active()
        .filter(topic=alert.topic_id)
        .order_by()
        .values("language")
        .annotate(
            email_count=Count("id", filter=Q(channel=Channel.EMAIL)),
            push_count=Count("id", filter=Q(channel=Channel.PUSH)),
        )
    )
    available = dict.fromkeys(languages)
    rows = [
        AudienceRow(text_language=best_language(cell["language"], available) or "", **cell) for cell in cells
    ]
    return Audience(sorted(rows, key=lambda row: (-row.total, row.language)))


@dataclass(frozen=True)
class Progress:
    """How far an alert has come."""

    sent_count: int
    pending_count: int
    gone_count: int
    failed_count: int
    suppressed_count: int
    retry_count: int

    @property
    def total(self) -> int:
        parts = (
            self.sent_count,
            self.pending_count,
            self.gone_count,
            self.failed_count,
            self.suppressed_count,
        )
        return sum(parts)

    @property
    def done_count(self) -> int:
        return self.total - self.pending_count


def progress(alert: Alert) -> Progress:
    """The deliveries of an alert by state. One query."""

    def count(state: DeliveryState) -> Any:
        return Count("id", filter=Q(state=state))

    return Progress(
        **Delivery.objects.filter(alert=alert).aggregate(
            sent_count=count(DeliveryState.SENT),
            pending_count=count(DeliveryState.PENDING),
            gone_count=count(DeliveryState.GONE),
            failed_count=count(DeliveryState.FAILED),
            suppressed_count=count(DeliveryState.SUPPRESSED),
            retry_count=Count("id", filter=Q(state=DeliveryState.PENDING, attempts__gt=0)),
        )
    )


def alerts_waiting() -> int:
    """How many alerts wait for somebody at the desk: drafts. One query."""
    return Alert.objects.filter(state=AlertState.DRAFT).count()

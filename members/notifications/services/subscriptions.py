"""Subscribing, confirming, stopping."""

from __future__ import annotations

import datetime
import uuid

from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet

from frontend import time_zones
from members.consent import services as consents
from members.consent.models import Consent, ConsentText
from members.notifications import links
from members.notifications.channels import push
from members.notifications.models import (
    Channel,
    Delivery,
    DeliveryState,
    PushEndpoint,
    Subscription,
    SubscriptionState,
    Topic,
    TopicText,
)
from members.notifications.services.notices import queue_notice
from members.users.models import User
from members.vault import tokens
from members.vault.indexes import blind_index

CONFIRMATION = "notifications.confirmation"
SUBJECT_KIND = "notifications.Subscription"
EMAIL_SCOPE = "notifications.subscription"
ENDPOINT_SCOPE = "notifications.endpoint"
LINK_LIFETIME = datetime.timedelta(days=30)
# Whoever types a stranger's address into the form cannot flood the mailbox.
MAX_CONFIRMATION_MAILS = 5
RESEND_AFTER = datetime.timedelta(minutes=10)


class TopicClosed(Exception):
    """Nothing more will be sent about this topic."""


class BrokenLink(Exception):
    """No subscription belongs to this link."""


class ExpiredLink(Exception):
    """The link is older than `LINK_LIFETIME`, or the alerts were stopped since."""


@transaction.atomic
def open_topic(*, slug: str, now: datetime.datetime) -> Topic:
    """The topic of this slug, made when it does not exist."""
    topic, _created = Topic.objects.get_or_create(slug=slug, defaults={"created_at": now})
    return topic


@transaction.atomic
def name_topic(*, topic: Topic, language: str, name: str, description: str = "") -> TopicText:
    """Write or replace a topic's name and description in one language."""
    text, _created = TopicText.objects.update_or_create(
        topic=topic, language=language, defaults={"name": name, "description": description}
    )
    return text


@transaction.atomic
def subscribe_by_email(
    *,
    topic: Topic,
    email: str,
    language: str,
    time_zone: str,
    now: datetime.datetime,
    user: User | None = None,
    confirmed: bool = False,
    consent_text: ConsentText | None = None,
) -> Subscription:
    """Note that an address wants a topic, and ask the mailbox to confirm it unless it is proven already.

    `confirmed=True` only for an address that has proven itself (a confirmed signature, the address of the
    signed-in account). Asking again is answered the same way and mails again at most
    `MAX_CONFIRMATION_MAILS` times in `LINK_LIFETIME`, so nobody learns from the form who has subscribed.
    `consent_text` is the wording that the person was shown.

    Raises TopicClosed, or NotAnEmail (members.vault.indexes).
    """
    _check_open(topic, now=now)
    state = SubscriptionState.ACTIVE if confirmed else SubscriptionState.PENDING
    fresh = Subscription(
        topic=topic,
        channel=Channel.EMAIL,
        user=user,
        email=email.strip(),
        email_index=blind_index(email, kind="email", scope=EMAIL_SCOPE),
        language=language,
        time_zone=_known_zone(time_zone),
        state=state,
        created_at=now,
        confirmed_at=now if confirmed else None,
    )
    Subscription.objects.bulk_create([fresh], ignore_conflicts=True)
    subscription = Subscription.objects.select_for_update().get(
        topic=topic, channel=Channel.EMAIL, email_index=fresh.email_index
    )

    if subscription.pk != fresh.pk and _may_change(subscription, confirmed=confirmed):
        _ask_anew(subscription, fresh)
    if consent_text is not None and subscription.state != SubscriptionState.STOPPED:
        consents.give_consent(text=consent_text, subject=(SUBJECT_KIND, subscription.pk), now=now)
    if subscription.state == SubscriptionState.PENDING:
        _queue_confirmation(subscription, now=now)
    return subscription


@transaction.atomic
def confirm_subscription(*, token: str, now: datetime.datetime) -> Subscription:
    """Start the alerts that a mail asked about. Confirming twice is the same as once.

    Raises BrokenLink for a token that we did not make, ExpiredLink for one that is too old.
    """
    subscription = _by_token(links.CONFIRM, token)
    check_confirmable(subscription=subscription, now=now)
    if subscription.state == SubscriptionState.ACTIVE:
        return subscription
    subscription.state = SubscriptionState.ACTIVE
    subscription.confirmed_at = now
    subscription.save(update_fields=["state", "confirmed_at"])
    return subscription


def check_confirmable(*, subscription: Subscription, now: datetime.datetime) -> None:
    """Check that a link may still confirm this subscription; changes nothing. Raises ExpiredLink."""
    waits = subscription.state == SubscriptionState.PENDING
    if subscription.state == SubscriptionState.STOPPED:
        raise ExpiredLink
    if waits and now - subscription.created_at > LINK_LIFETIME:
        raise ExpiredLink


@transaction.atomic
def disown_subscription(*, token: str, now: datetime.datetime) -> None:
    """ "It was not me": delete a wish that still waits, with its address. Raises BrokenLink, ExpiredLink.

    A confirmed one is stopped instead: whoever holds the link could have confirmed it.
    """
    subscription = _by_token(links.CONFIRM, token)
    check_confirmable(subscription=subscription, now=now)
    if subscription.state == SubscriptionState.ACTIVE:
        _stop_all(Subscription.objects.filter(pk=subscription.pk), now=now)
        return
    _delete([subscription.pk])


@transaction.atomic
def subscribe_by_push(
    *,
    topic: Topic,
    endpoint: str,
    p256dh: str,
    auth: str,
    language: str,
    time_zone: str,
    user: User | None,
    now: datetime.datetime,
    consent_text: ConsentText | None = None,
) -> Subscription:
    """Let a browser hear about a topic. The browser has asked its owner, so nothing waits for confirmation.

    Raises TopicClosed; push.EndpointRefused for an address that is no known push service;
    push.KeysRefused for keys that cannot encrypt.
    """
    _check_open(topic, now=now)
    origin = push.check_endpoint(endpoint)
    push.check_keys(p256dh, auth)

    address = _keep_endpoint(
        PushEndpoint(
            user=user,
            endpoint=endpoint,
            endpoint_index=blind_index(endpoint, kind="exact", scope=ENDPOINT_SCOPE),
            origin=origin,
            p256dh=p256dh,
            auth=auth,
            created_at=now,
        )
    )
    fresh = Subscription(
        topic=topic,
        channel=Channel.PUSH,
        user=address.user,
        endpoint=address,
        language=language,
        time_zone=_known_zone(time_zone),
        state=SubscriptionState.ACTIVE,
        created_at=now,
        confirmed_at=now,
    )
    Subscription.objects.bulk_create([fresh], ignore_conflicts=True)
    subscription = Subscription.objects.select_for_update().get(
        topic=topic, channel=Channel.PUSH, endpoint=address
    )
    if subscription.pk != fresh.pk:
        _ask_anew(subscription, fresh)

    if consent_text is not None:
        consents.give_consent(text=consent_text, subject=(SUBJECT_KIND, subscription.pk), now=now)
    return subscription


@transaction.atomic
def unsubscribe(*, token: str, now: datetime.datetime) -> Subscription:
    """Stop one subscription by the link in its mails. Twice is the same as once. Raises BrokenLink."""
    subscription = _by_token(links.STOP, token)
    return stop_subscription(subscription=subscription, now=now)


@transaction.atomic
def unsubscribe_by_push(*, endpoint: str, topic: Topic | None, now: datetime.datetime) -> int:
    """Stop what a browser hears: one topic, or all of them. Returns how many subscriptions ended."""
    index = blind_index(endpoint, kind="exact", scope=ENDPOINT_SCOPE)
    wanted = Subscription.objects.filter(endpoint__endpoint_index=index)
    if topic is not None:
        wanted = wanted.filter(topic=topic)
    return _stop_all(wanted, now=now)


@transaction.atomic
def stop_subscription(*, subscription: Subscription, now: datetime.datetime) -> Subscription:
    """Stop one subscription; what waits for it in the queue is not sent any more."""
    _stop_all(Subscription.objects.filter(pk=subscription.pk), now=now)
    subscription.refresh_from_db(fields=["state", "stopped_at"])
    return subscription


@transaction.atomic
def stop_topic(*, user: User, topic: Topic, channel: str, now: datetime.datetime) -> int:
    """Stop one topic on one channel of an account, on all of its browsers; returns how many ended."""
    return _stop_all(Subscription.objects.filter(user=user, topic=topic, channel=channel), now=now)


@transaction.atomic
def stop_everything(*, now: datetime.datetime, token: str = "", user: User | None = None) -> int:
    """Stop every topic on every channel of one person; returns how many subscriptions ended.

    By the link in a mail, all topics of that address stop; by the account, all of its subscriptions.
    Raises BrokenLink.
    """
    if user is not None:
        return _stop_all(Subscription.objects.filter(user=user), now=now)
    subscription = _by_token(links.STOP, token)
    if subscription.email_index is None:
        return _stop_all(Subscription.objects.filter(endpoint=subscription.endpoint), now=now)
    return _stop_all(Subscription.objects.filter(email_index=subscription.email_index), now=now)


@transaction.atomic
def delete_person(*, user: User | None, email_index: str | None) -> int:
    """Delete every subscription, endpoint and delivery of a person; returns how many rows of these went."""
    mine = Subscription.objects.none()
    if user is not None:
        mine |= Subscription.objects.filter(user=user) | Subscription.objects.filter(endpoint__user=user)
    if email_index is not None:
        mine |= Subscription.objects.filter(email_index=email_index)
    count = _delete(list(mine.order_by("pk").values_list("pk", flat=True)))
    if user is not None:
        count += PushEndpoint.objects.filter(user=user).delete()[0]
    return count


def _delete(ids: list[uuid.UUID]) -> int:
    count = Delivery.objects.filter(reference__in=ids, purpose=CONFIRMATION).delete()[0]
    Consent.objects.filter(subject_kind=SUBJECT_KIND, subject_id__in=ids).delete()
    return count + Subscription.objects.filter(pk__in=ids).delete()[0]


def _check_open(topic: Topic, *, now: datetime.datetime) -> None:
    if topic.closed_at is not None and topic.closed_at <= now:
        raise TopicClosed(topic.slug)


def _known_zone(name: str) -> str:
    """A name of the IANA database, else UTC: a browser may tell us anything."""
    return name if name in time_zones.known() else "UTC"


def _by_token(purpose: str, token: str) -> Subscription:
    row = tokens.row_of(token, purpose=purpose)
    found = row and (
        Subscription.objects.select_for_update(of=("self",)).select_related("topic").filter(pk=row).first()
    )
    if not found:
        raise BrokenLink
    return found


def _may_change(subscription: Subscription, *, confirmed: bool) -> bool:
    """An unproven wish changes nothing for somebody whose alerts run already."""
    return confirmed or subscription.state != SubscriptionState.ACTIVE


def _ask_anew(subscription: Subscription, wish: Subscription) -> None:
    """Let the row of an old wish carry the new one."""
    if subscription.state != SubscriptionState.ACTIVE:
        subscription.created_at = wish.created_at
        subscription.state = wish.state
        subscription.confirmed_at = wish.confirmed_at
        subscription.stopped_at = None
    subscription.language = wish.language
    subscription.time_zone = wish.time_zone
    subscription.user = wish.user or subscription.user
    subscription.save(
        update_fields=[
            "created_at",
            "state",
            "confirmed_at",
            "stopped_at",
            "language",
            "time_zone",
            "user",
        ]
    )


def _queue_confirmation(subscription: Subscription, *, now: datetime.datetime) -> None:
    """Queue the mail that asks, unless enough were sent or one has just left."""
    last = Delivery.objects.filter(purpose=CONFIRMATION, reference=subscription.pk).aggregate(
        sequence=Max("sequence"),
        latest=Max("created_at"),
        recent_count=Count("pk", filter=Q(created_at__gt=now - LINK_LIFETIME)),
    )
    if last["recent_count"] >= MAX_CONFIRMATION_MAILS:
        return
    if last["latest"] and now - last["latest"] < RESEND_AFTER:
        return
    queue_notice(
        purpose=CONFIRMATION,
        reference=subscription.pk,
        language=subscription.language,
        now=now,
        sequence=(last["sequence"] or 0) + 1,
    )


def _keep_endpoint(fresh: PushEndpoint) -> PushEndpoint:
    """The row of this endpoint, alive and with the keys the browser has now."""
    PushEndpoint.objects.bulk_create([fresh], ignore_conflicts=True)
    kept = PushEndpoint.objects.select_for_update(of=("self",)).get(endpoint_index=fresh.endpoint_index)
    if kept.pk != fresh.pk:
        kept.p256dh, kept.auth, kept.dead_at = fresh.p256dh, fresh.auth, None
        kept.user = fresh.user or kept.user
        kept.save(update_fields=["p256dh", "auth", "dead_at", "user"])
    return kept


def _stop_all(subscriptions: QuerySet[Subscription], *, now: datetime.datetime) -> int:
    """Stop these, withdraw their consents and take what waits for them out of the queue."""
    ids = list(
        subscriptions.exclude(state=SubscriptionState.STOPPED)
        .select_for_update(of=("self",))
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    Subscription.objects.filter(pk__in=ids).update(state=SubscriptionState.STOPPED, stopped_at=now)
    Consent.objects.active().filter(subject_kind=SUBJECT_KIND, subject_id__in=ids).update(withdrawn_at=now)
    Delivery.objects.filter(subscription__in=ids, state=DeliveryState.PENDING).update(
        state=DeliveryState.SUPPRESSED, finished_at=now
    )
    return len(ids)

"""Turns a row of the queue into a message, at the moment of sending, in the reader's language."""

from __future__ import annotations

import dataclasses
import datetime
import json
import uuid

from django.utils import translation

from frontend import languages
from members.notifications import links, mails, notices
from members.notifications.channels.push import PushMessage, topic_of
from members.notifications.models import (
    Alert,
    AlertState,
    AlertText,
    Channel,
    Delivery,
    Subscription,
    SubscriptionState,
    TopicText,
    Urgency,
)
from members.notifications.notices import Letter

# How long a push service keeps a message for a phone that is switched off.
TTL = {
    Urgency.LOW: datetime.timedelta(days=7),
    Urgency.NORMAL: datetime.timedelta(days=3),
    Urgency.HIGH: datetime.timedelta(days=1),
}
# Stands in a rendered mail where each reader's own link goes. ".invalid" can be nobody's (RFC 2606).
_STOP = "https://stop.invalid/"


class CannotWrite(Exception):
    """There are no words for this delivery. `code` is a failure of channels.base."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Writer:
    """Writes messages; lives for one batch. An alert is rendered once for each language and channel."""

    def __init__(self) -> None:
        self._texts: dict[uuid.UUID, dict[str, AlertText]] = {}
        self._topic_names: dict[int, dict[str, str]] = {}
        self._letters: dict[tuple[uuid.UUID, str], Letter] = {}
        self._payloads: dict[tuple[uuid.UUID, str], bytes] = {}

    def write(self, delivery: Delivery) -> Letter | PushMessage | None:
        """The message of a delivery; None when it is not wanted any more. Raises CannotWrite."""
        if delivery.alert is None:
            return self._notice(delivery)
        return self._alert(delivery, delivery.alert)

    @staticmethod
    def _notice(delivery: Delivery) -> Letter | None:
        composer = notices.composers.get(delivery.purpose)
        if composer is None or delivery.reference is None:
            raise CannotWrite("no_composer")
        with translation.override(delivery.language):
            letter = composer(delivery.reference, delivery.language)
        return letter and dataclasses.replace(letter, delivery_id=delivery.pk)

    def _alert(self, delivery: Delivery, alert: Alert) -> Letter | PushMessage | None:
        subscription = delivery.subscription
        if subscription is None or alert.state != AlertState.SENDING:
            return None
        if subscription.state != SubscriptionState.ACTIVE:
            return None
        if delivery.channel == Channel.PUSH:
            return self._push(alert, subscription)
        return self._email(delivery, alert, subscription)

    def _text(self, alert: Alert, language: str) -> AlertText:
        if alert.pk not in self._texts:
            self._texts[alert.pk] = {text.language: text for text in alert.texts.order_by("language")}
        texts = self._texts[alert.pk]
        found = languages.best_language(language, texts)
        if found is None:
            raise CannotWrite("no_text")
        return texts[found]

    def _topic_name(self, alert: Alert, language: str) -> str:
        if alert.topic_id not in self._topic_names:
            names = TopicText.objects.filter(topic=alert.topic_id).order_by("language")
            self._topic_names[alert.topic_id] = dict(names.values_list("language", "name"))
        names_of_topic = self._topic_names[alert.topic_id]
        return names_of_topic.get(languages.best_language(language, names_of_topic) or "", alert.topic.slug)

    def _email(self, delivery: Delivery, alert: Alert, subscription: Subscription) -> Letter | None:
        if not subscription.email:
            return None
        language = subscription.language
        key = (alert.pk, language)
        if key not in self._letters:
            self._letters[key] = alert_letter(
                alert=alert,
                text=self._text(alert, language),
                language=language,
                topic_name=self._topic_name(alert, language),
                stop_url=_STOP,
            )
        common = self._letters[key]
        with translation.override(language):
            stop_url = links.stop_url(subscription)
        return dataclasses.replace(
            common,
            to=subscription.email,
            text=common.text.replace(_STOP, stop_url),
            html=common.html.replace(_STOP, stop_url),
            headers={key: value.replace(_STOP, stop_url) for key, value in common.headers.items()},
            delivery_id=delivery.pk,
        )

    def _push(self, alert: Alert, subscription: Subscription) -> PushMessage | None:
        endpoint = subscription.endpoint
        if endpoint is None or endpoint.dead_at is not None:
            return None
        key = (alert.pk, subscription.language)
        if key not in self._payloads:
            text = self._text(alert, subscription.language)
            self._payloads[key] = push_payload(alert=alert, text=text, language=subscription.language)
        return PushMessage(
            endpoint=endpoint.endpoint,
            p256dh=endpoint.p256dh,
            auth=endpoint.auth,
            payload=self._payloads[key],
            ttl=TTL[Urgency(alert.urgency)],
            urgency=push_urgency(alert),
            topic=topic_of(alert.pk),
        )


def push_urgency(alert: Alert) -> str:
    """The Urgency header (RFC 8030, 5.3)."""
    return {Urgency.LOW: "low", Urgency.NORMAL: "normal", Urgency.HIGH: "high"}[Urgency(alert.urgency)]


def push_payload(*, alert: Alert, text: AlertText, language: str) -> bytes:
    """What the service worker reads. The page it opens is in the reader's language."""
    payload = {
        "title": text.subject,
        "body": text.push_line,
        "url": links.alert_path(alert, language),
        "lang": text.language,
        "dir": languages.direction(text.language),
        "tag": topic_of(alert.pk),
    }
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()


def alert_letter(*, alert: Alert, text: AlertText, language: str, topic_name: str, stop_url: str) -> Letter:
    """An alert as a mail: the frame in the reader's language, the words in the language they exist in."""
    return mails.compose(
        template="notifications/email/alert",
        to="",
        language=language,
        subject=text.subject,
        context={
            "text": text,
            "paragraphs": [part.strip() for part in text.body.split("\n\n") if part.strip()],
            "text_language": text.language,
            "text_dir": languages.direction(text.language),
            "topic_name": topic_name,
            "url": mails.absolute(links.alert_path(alert, language)),
            "stop_url": stop_url,
        },
        # RFC 8058: one tap in the mail program, no page, no sign-in.
        headers={
            "Content-Language": text.language,
            "List-Unsubscribe": f"<{stop_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "List-Id": f"<{alert.topic.slug}.alerts.{mails.host()}>",
            "Precedence": "bulk",
        },
    )

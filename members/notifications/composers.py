"""Writes the notices of this subject."""

from __future__ import annotations

import uuid

from frontend import languages
from members.notifications import links, mails
from members.notifications.models import Subscription, SubscriptionState, TopicText
from members.notifications.notices import Letter


def confirmation(reference: uuid.UUID, language: str) -> Letter | None:
    """Asks a mailbox whether it wants the alerts; None when the answer is known or the wish is gone."""
    subscription = Subscription.objects.select_related("topic").filter(pk=reference).first()
    if subscription is None or subscription.state != SubscriptionState.PENDING or not subscription.email:
        return None
    names = dict(
        TopicText.objects.filter(topic=subscription.topic)
        .order_by("language")
        .values_list("language", "name")
    )
    return mails.compose(
        template="notifications/email/confirmation",
        to=subscription.email,
        language=language,
        context={
            "topic_name": names.get(languages.best_language(language, names) or "", subscription.topic.slug),
            "url": links.confirm_url(subscription),
        },
    )

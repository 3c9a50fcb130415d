"""Links that mails carry. A token says which subscription it is about and proves that we mailed it.

It is made of the row's id and a keyed hash of it (members.vault.tokens), so nothing secret is stored.
"""

from __future__ import annotations

from django.urls import reverse

from members.notifications.mails import absolute
from members.notifications.models import Alert, Subscription
from members.vault import tokens

CONFIRM = "notifications.confirm"
STOP = "notifications.stop"


def confirm_url(subscription: Subscription) -> str:
    """The page that asks whether the reader wants the alerts, in the active language."""
    token = tokens.row_token(purpose=CONFIRM, row=subscription.pk)
    return absolute(reverse("notifications:confirm", kwargs={"token": token}))


def stop_url(subscription: Subscription) -> str:
    """The page that stops them, in the active language. A POST of RFC 8058 works there too."""
    token = tokens.row_token(purpose=STOP, row=subscription.pk)
    return absolute(reverse("notifications:stop", kwargs={"token": token}))


def alert_path(alert: Alert, language: str) -> str:
    """The path of the page that an alert opens: the topic's own page when none was named."""
    page = alert.path.strip("/")
    if not page:
        return f"/{language}/alerts/{alert.topic.slug}/"
    tail = "" if "?" in page or "#" in page else "/"
    return f"/{language}/{page}{tail}"

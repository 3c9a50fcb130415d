"""Links that mails carry. A token says which subscription it is about and proves that we mailed it.

It is made of the row's id and a keyed hash of it (members.vault.tokens), so nothing secret is stored.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import uuid

from django.urls import reverse

from members.notifications.mails import absolute
from members.notifications.models import Alert, Subscription
from members.vault import tokens

CONFIRM = "notifications.confirm"
STOP = "notifications.stop"
_ID_LENGTH = 22


def token_for(purpose: str, row: uuid.UUID) -> str:
    """54 characters of base64url: the row's id, then the proof."""
    name = base64.urlsafe_b64encode(row.bytes).decode("ascii").rstrip("=")
    return name + tokens.token_for(purpose=purpose, row=row)


def row_of(purpose: str, token: str) -> uuid.UUID | None:
    """The row a token is about; None when it was not made here for this purpose. Reads nothing."""
    name, proof = token[:_ID_LENGTH], token[_ID_LENGTH:]
    try:
        row = uuid.UUID(bytes=base64.b64decode((name + "==").encode("ascii"), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        return None
    genuine = tokens.token_for(purpose=purpose, row=row)
    return row if hmac.compare_digest(genuine.encode(), proof.encode("utf-8", "surrogatepass")) else None


def confirm_url(subscription: Subscription) -> str:
    """The page that asks whether the reader wants the alerts, in the active language."""
    token = token_for(CONFIRM, subscription.pk)
    return absolute(reverse("notifications:confirm", kwargs={"token": token}))


def stop_url(subscription: Subscription) -> str:
    """The page that stops them, in the active language. A POST of RFC 8058 works there too."""
    token = token_for(STOP, subscription.pk)
    return absolute(reverse("notifications:stop", kwargs={"token": token}))


def alert_path(alert: Alert, language: str) -> str:
    """The path of the page that an alert opens: the topic's own page when none was named."""
    page = alert.path.strip("/")
    if not page:
        return f"/{language}/alerts/{alert.topic.slug}/"
    tail = "" if "?" in page or "#" in page else "/"
    return f"/{language}/{page}{tail}"

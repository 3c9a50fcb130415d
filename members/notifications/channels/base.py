"""What every channel promises: one message in, one result out, never an exception for what the world does.

A failure is a code, kept with the delivery; which list the code stands in decides what happens next.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Protocol, TypeVar

# The delivery ends: trying again cannot help.
PERMANENT = (
    "address_refused",  # the provider does not take this address
    "message_refused",  # the provider does not take this message
    "host_not_allowed",  # a push endpoint outside the known push services
    "keys_broken",  # the keys that the browser gave do not encrypt
    "too_long",  # over what a push service must take: RFC 8030 section 7.2; never handed over
    "no_text",  # an alert without a text in any language
)
# The delivery ends and so does the address: RFC 8030 section 7.3 (404) and what services do (410).
GONE = ("gone",)
# The delivery waits and tries again.
TEMPORARY = (
    "unreachable",
    "timeout",
    "busy",  # 429
    "provider_error",  # 5xx
    "payload_refused",  # 413, though ours is within what a push service must take
    "credentials_refused",  # our key, not the reader's address: somebody must repair the settings
    "not_written",  # the mail folder cannot be written
    "no_composer",  # no subject knows how to write the notice: a worker older than the site
    "not_composed",  # a subject failed to write the notice
    "not_sent",  # the channel broke its promise and raised
)


@dataclass(frozen=True)
class SendResult:
    """What became of one message. `error` is empty or a code of `PERMANENT`, `GONE` or `TEMPORARY`."""

    provider_id: str = ""
    error: str = ""
    retry_after: datetime.timedelta | None = None

    def __post_init__(self) -> None:
        if self.error and self.error not in (*PERMANENT, *GONE, *TEMPORARY):
            raise ValueError(f"Unknown failure {self.error}.")

    @property
    def is_sent(self) -> bool:
        return not self.error

    @property
    def is_temporary(self) -> bool:
        return self.error in TEMPORARY

    @property
    def is_gone(self) -> bool:
        return self.error in GONE


Message = TypeVar("Message", contravariant=True)


class ChannelDoor(Protocol[Message]):
    """One way out. `send` returns; it raises only for a mistake in our own code."""

    def send(self, message: Message) -> SendResult: ...


def status_error(status: int) -> str:
    """The failure that any HTTP provider means by a status; "" when only the channel itself can say."""
    if status in (404, 410):
        return "gone"
    if status == 429:
        return "busy"
    if status == 408:
        return "timeout"
    return "provider_error" if status >= 500 else ""


def retry_after_of(value: str | None, *, now: datetime.datetime) -> datetime.timedelta | None:
    """How long a Retry-After header asks to wait: seconds or a date (RFC 9110, 10.2.3); None if unreadable.

    At most one hour, so that a mistake over there does not stop us for days.
    """
    if not value:
        return None
    if value.strip().isdecimal() and value.strip().isascii():
        wait = datetime.timedelta(seconds=min(int(value), 3600))
    else:
        try:
            until = parsedate_to_datetime(value)
        except ValueError:
            return None
        if until.tzinfo is None:
            until = until.replace(tzinfo=datetime.UTC)
        wait = until - now
    return min(max(wait, datetime.timedelta(0)), datetime.timedelta(hours=1))

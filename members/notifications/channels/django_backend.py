"""What Django and allauth send (sign-in codes, password mails) leaves by the same door as everything else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from members.notifications.channels import email
from members.notifications.notices import Letter


class NotSent(OSError):
    """The mail did not leave. The message is the code of the failure; it names no address."""


class AttachmentsNotSupported(Exception):
    """Mails carry words and links; a file is fetched from the site, where permissions hold."""


class EmailBackend(BaseEmailBackend):
    """The value of EMAIL_BACKEND. Sends at once: a sign-in code is wanted within seconds and kept nowhere."""

    def __init__(self, fail_silently: bool = False, **kwargs: Any) -> None:
        super().__init__(fail_silently=fail_silently)

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send each message to each of its recipients alone; return how many messages left.

        Raises NotSent with the code of the failure, unless told to fail silently.
        """
        count = 0
        for message in email_messages or ():
            results = [email.current_door().send(letter) for letter in letters_of(message)]
            failed = [result.error for result in results if not result.is_sent]
            if failed and not self.fail_silently:
                raise NotSent(failed[0])
            count += bool(results) and not failed
        return count


def letters_of(message: EmailMessage) -> Iterator[Letter]:
    """One letter a recipient: nobody learns who else got it. Raises AttachmentsNotSupported."""
    if message.attachments:
        raise AttachmentsNotSupported
    text, html = str(message.body), ""
    if message.content_subtype == "html":
        text, html = "", text
    for content, mimetype in getattr(message, "alternatives", None) or ():
        if mimetype == "text/html":
            html = str(content)
    for address in message.recipients():
        yield Letter(
            to=address,
            subject="".join(str(message.subject).splitlines()),
            text=text,
            html=html,
            headers={key: str(value) for key, value in message.extra_headers.items() if key != "From"},
            sender=str(message.extra_headers.get("From", message.from_email) or ""),
        )

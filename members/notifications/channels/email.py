"""E-mail: through SendGrid when there is a key, else by SMTP when there is an address, else into files."""

from __future__ import annotations

import datetime
import functools
import http.client
import os
import smtplib
from collections.abc import Mapping
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTPUTF8
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.parse import urlsplit

import environ
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.smtp import EmailBackend as SmtpBackend
from django.utils import timezone
from python_http_client.exceptions import HTTPError
from sendgrid import SendGridAPIClient

from members.notifications.channels.base import ChannelDoor, SendResult, retry_after_of, status_error
from members.notifications.notices import Letter

# Somebody must repair the settings: ask rarely, so that the tries last for hours.
CREDENTIALS_PAUSE = datetime.timedelta(minutes=15)


def current_door() -> ChannelDoor[Letter]:
    """The door that the settings open, looked at again for every mail."""
    if settings.SENDGRID_API_KEY:
        return _sendgrid_door(settings.SENDGRID_API_KEY, settings.SENDGRID_API_URL, settings.EMAIL_TIMEOUT)
    if settings.EMAIL_URL:
        return SmtpDoor(settings.EMAIL_URL)
    return FileDoor(Path(settings.MAIL_DIR))


def sender_of(letter: Letter) -> str:
    return letter.sender or settings.DEFAULT_FROM_EMAIL


def message_id(letter: Letter) -> str:
    """The same mail sent twice has the same Message-ID: mailboxes fold duplicates by it (RFC 5322, 3.6.4)."""
    return f"<{letter.delivery_id}@{urlsplit(settings.SITE_URL).hostname or 'localhost'}>"


class SendGridDoor:
    """SendGrid's v3 API by its own SDK, with one kept client and a timeout (the SDK has none)."""

    def __init__(self, key: str, url: str, timeout: float) -> None:
        sdk = SendGridAPIClient(key, host=url.rstrip("/"))
        sdk.client.timeout = timeout
        self._sdk = sdk

    def send(self, message: Letter) -> SendResult:
        """Hand one letter to SendGrid. 202 means taken; the delivery's id travels as a custom argument."""
        try:
            response = self._sdk.send(self.request_body(message))
        except HTTPError as error:
            return self._refused(error)
        except TimeoutError:
            return SendResult(error="timeout")
        except URLError as error:
            return SendResult(error="timeout" if isinstance(error.reason, TimeoutError) else "unreachable")
        except (OSError, http.client.HTTPException):
            return SendResult(error="unreachable")
        return SendResult(provider_id=(response.headers.get("X-Message-Id") or "")[:200])

    @staticmethod
    def request_body(letter: Letter) -> dict[str, Any]:
        name, address = parseaddr(sender_of(letter))
        content = [
            {"type": kind, "value": value}
            for kind, value in (("text/plain", letter.text), ("text/html", letter.html))
            if value
        ]
        headers = {key: value for key, value in letter.headers.items() if key.lower() != "reply-to"}
        body: dict[str, Any] = {
            "personalizations": [
                {
                    "to": [{"email": letter.to}],
                    "custom_args": {"delivery": str(letter.delivery_id)},
                    **({"headers": headers} if headers else {}),
                }
            ],
            "from": {"email": address, **({"name": name} if name else {})},
            "subject": letter.subject,
            "content": content,
            # Nobody is watched: no rewritten links, no pixel.
            "tracking_settings": {
                "click_tracking": {"enable": False, "enable_text": False},
                "open_tracking": {"enable": False},
            },
        }
        for key, value in letter.headers.items():
            if key.lower() == "reply-to":
                body["reply_to"] = {"email": parseaddr(value)[1]}
        return body

    @staticmethod
    def _refused(error: HTTPError) -> SendResult:
        if error.status_code in (401, 403):
            return SendResult(error="credentials_refused", retry_after=CREDENTIALS_PAUSE)
        return SendResult(
            error=_sendgrid_error(error.status_code),
            retry_after=retry_after_of(error.headers.get("Retry-After"), now=timezone.now()),
        )


def _sendgrid_error(status: int) -> str:
    error = status_error(status)
    # 404 and 410 speak of the API's address here, not of the reader's.
    return "provider_error" if error == "gone" else error or "message_refused"


@functools.lru_cache(maxsize=4)
def _sendgrid_door(key: str, url: str, timeout: float) -> SendGridDoor:
    return SendGridDoor(key, url, timeout)


@dataclass(frozen=True)
class SmtpDoor:
    """SMTP by Django's own backend, from a URL such as `smtp+tls://user:password@host:587`."""

    url: str

    def send(self, message: Letter) -> SendResult:
        """Send one letter over a connection of its own."""
        try:
            backend = SmtpBackend(**_smtp_options(self.url), timeout=settings.EMAIL_TIMEOUT)
            mail = EmailMultiAlternatives(
                subject=message.subject,
                body=message.text,
                from_email=sender_of(message),
                to=[message.to],
                headers={**message.headers, "Message-ID": message_id(message)},
                connection=backend,
            )
            if message.html:
                mail.attach_alternative(message.html, "text/html")
            mail.send()
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _text in error.recipients.values()]
            return SendResult(error="address_refused" if min(codes, default=500) >= 500 else "busy")
        except smtplib.SMTPAuthenticationError:
            return SendResult(error="credentials_refused", retry_after=CREDENTIALS_PAUSE)
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            return SendResult(error="message_refused" if error.smtp_code >= 500 else "busy")
        except TimeoutError:
            return SendResult(error="timeout")
        except (smtplib.SMTPException, OSError):
            return SendResult(error="unreachable")
        except ValueError:  # Django cannot read the address, or a header has a line break
            return SendResult(error="address_refused")
        return SendResult(provider_id=message_id(message)[:200])


def _smtp_options(url: str) -> Mapping[str, Any]:
    """What Django's backend is told. Raises ImproperlyConfigured for a URL that is not SMTP."""
    config = environ.Env.email_url_config(url)
    if not config["EMAIL_BACKEND"].endswith("smtp.EmailBackend"):
        raise ImproperlyConfigured("EMAIL_URL begins with smtp://, smtp+tls:// or smtp+ssl://.")
    return {
        "host": config["EMAIL_HOST"],
        "port": config["EMAIL_PORT"],
        # "" and not None: None would make the backend read Django's own settings.
        "username": config["EMAIL_HOST_USER"] or "",
        "password": config["EMAIL_HOST_PASSWORD"] or "",
        "use_tls": config.get("EMAIL_USE_TLS", False),
        "use_ssl": config.get("EMAIL_USE_SSL", False),
    }


@dataclass(frozen=True)
class FileDoor:
    """One file a mail, for machines without a mail service: open it with an editor and follow its link.

    Headers and both parts are plain UTF-8, never base64, so that a person can read the file. The folder
    and the files belong to the account that runs Corridor alone (modes 700 and 600).
    """

    folder: Path

    def send(self, message: Letter) -> SendResult:
        """Write `<UTC time>-<delivery>.eml`; the file appears whole or not at all."""
        now = timezone.now().astimezone(datetime.UTC)
        name = f"{now:%Y%m%dT%H%M%S.%fZ}-{message.delivery_id.hex[:8]}.eml"
        try:
            content = readable(message, now=now)
        except ValueError:  # an address that cannot be read, or a header with a line break
            return SendResult(error="address_refused")
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._write(self.folder / name, content)
        except OSError:
            return SendResult(error="not_written")
        return SendResult(provider_id=name)

    @staticmethod
    def _write(path: Path, content: bytes) -> None:
        unfinished = path.with_suffix(".part")
        with open(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)


def _address(spec: str, *, name: str = "") -> Address:
    """Raises ValueError, where the library raises whatever it stumbles over."""
    try:
        return Address(display_name=name, addr_spec=spec)
    except (MessageError, IndexError):
        raise ValueError("This is no e-mail address.") from None


def readable(letter: Letter, *, now: datetime.datetime) -> bytes:
    """A letter as an RFC 6532 message, all in UTF-8. Raises ValueError for a broken address."""
    mail = EmailMessage(policy=SMTPUTF8.clone(max_line_length=0, linesep="\n"))
    name, address = parseaddr(sender_of(letter))
    mail["From"] = _address(address, name=name)
    mail["To"] = _address(letter.to)
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(now)
    mail["Message-ID"] = message_id(letter)
    for key, value in letter.headers.items():
        mail[key] = value
    mail.set_content(letter.text, cte="8bit")
    if letter.html:
        mail.add_alternative(letter.html, subtype="html", cte="8bit")
    return mail.as_bytes()

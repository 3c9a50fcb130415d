"""Web push: RFC 8030 (the protocol), RFC 8291 (encryption, by pywebpush), RFC 8292 (VAPID, by py_vapid).

An endpoint is an address that a browser names, so it is untrusted input: only known push services, or hosts
that the operator allows, are ever called, and no redirect is followed.
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import datetime
import functools
import hashlib
import re
import uuid
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

import requests
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.utils import timezone
from py_vapid import Vapid02
from pywebpush import WebPusher

from members.notifications.channels.base import ChannelDoor, SendResult, retry_after_of, status_error

# Chrome, Edge and most Android browsers; Firefox; Safari; Windows.
PUBLIC_HOSTS = ("fcm.googleapis.com", "updates.push.services.mozilla.com", "web.push.apple.com")
PUBLIC_DOMAINS = (".push.services.mozilla.com", ".push.apple.com", ".notify.windows.com")
# Letters, digits and hyphens, 63 at most between two dots (RFC 1123, section 2.1): what every reader of an
# address reads alike. Programs that call it disagree about the rest, or raise.
_HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9-]{1,63}(?<!-))*")
MAX_HOST_LENGTH = 253
LOOPBACK = ("localhost", "127.0.0.1", "::1")
MAX_ENDPOINT_LENGTH = 2000
# What a push service must take, 4096 bytes, less the header and the padding of RFC 8291 (section 4).
MAX_PAYLOAD_BYTES = 3993
CONNECT_SECONDS, ANSWER_SECONDS = 5, 10
# RFC 8292 (section 2) allows 24 hours; half of it leaves room for clocks that disagree.
VAPID_LIFETIME = datetime.timedelta(hours=12)
CREDENTIALS_PAUSE = datetime.timedelta(minutes=15)


class EndpointRefused(Exception):
    """The endpoint is not an address at a push service that we call. Its message names no address."""


class KeysRefused(Exception):
    """The keys that came with the endpoint cannot encrypt."""


@dataclass(frozen=True, repr=False)
class PushMessage:
    """One encrypted-to-be message for one browser. Its repr shows no address and no words."""

    endpoint: str
    p256dh: str
    auth: str
    payload: bytes
    ttl: datetime.timedelta
    urgency: str
    topic: str

    def __repr__(self) -> str:
        return "<PushMessage>"


def check_endpoint(endpoint: str) -> str:
    """The origin (scheme, host and port) of an endpoint that may be called. Raises EndpointRefused.

    Checked when a browser subscribes and again before every message: the list may have changed since.
    """
    try:
        parts = urlsplit(endpoint)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        raise EndpointRefused("It cannot be read as an address.") from None
    if len(endpoint) > MAX_ENDPOINT_LENGTH or not endpoint.isascii() or not endpoint.isprintable():
        raise EndpointRefused("It is too long, or has characters that an address has not.")
    if "\\" in endpoint or " " in endpoint or parts.username is not None or parts.password is not None:
        raise EndpointRefused("It carries more than an address.")
    if not (":" in host or (len(host) <= MAX_HOST_LENGTH and _HOST.fullmatch(host))):
        raise EndpointRefused("Its host is no name that the domain name system can hold.")
    if not (_is_public(parts, host, port) or _is_allowed(parts, host, port)):
        raise EndpointRefused("It is not at a push service that we know.")
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{f':{port}' if port else ''}"


def _is_public(parts: SplitResult, host: str, port: int | None) -> bool:
    known = host in PUBLIC_HOSTS or host.endswith(PUBLIC_DOMAINS)
    return parts.scheme == "https" and port in (None, 443) and known


def _is_allowed(parts: SplitResult, host: str, port: int | None) -> bool:
    """Whether the operator named this host in PUSH_ALLOWED_HOSTS. Without TLS only on this machine itself."""
    if parts.scheme != "https" and not (parts.scheme == "http" and host in LOOPBACK):
        return False
    usual = 443 if parts.scheme == "https" else 80
    for entry in settings.PUSH_ALLOWED_HOSTS:
        named = urlsplit(f"//{entry.strip()}")
        if (named.hostname or "") == host and (named.port or usual) == (port or usual):
            return True
    return False


def check_keys(p256dh: str, auth: str) -> None:
    """Check that the browser's keys are a point on P-256 and 16 bytes (RFC 8291, 3.1 and 3.2).

    Raises KeysRefused.
    """
    point, secret = _decode(p256dh), _decode(auth)
    if len(secret) != 16 or len(point) != 65:
        raise KeysRefused("A key has the wrong length.")
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
    except ValueError:
        raise KeysRefused("The public key is not on the curve.") from None


def _decode(text: str) -> bytes:
    bare = text.rstrip("=")
    try:
        return base64.b64decode(
            (bare + "=" * (-len(bare) % 4)).encode("ascii"), altchars=b"-_", validate=True
        )
    except (binascii.Error, ValueError):
        raise KeysRefused("A key is not base64url.") from None


def public_key() -> str:
    """The site's VAPID public key, for `PushManager.subscribe()`: base64url of the uncompressed point."""
    return _public_key(settings.VAPID_PRIVATE_KEY)


@functools.lru_cache(maxsize=4)
def _public_key(private_key: str) -> str:
    key = Vapid02.from_string(private_key).public_key
    raw = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")


def topic_of(alert_id: uuid.UUID) -> str:
    """The Topic header of an alert: 32 characters of base64url, the most that RFC 8030 (5.4) allows."""
    return base64.urlsafe_b64encode(hashlib.sha256(alert_id.bytes).digest()[:24]).decode("ascii")


def current_door() -> ChannelDoor[PushMessage]:
    """The door to every push service, with kept connections and one signature a service."""
    return _door(settings.VAPID_PRIVATE_KEY, settings.VAPID_SUBJECT)


@functools.lru_cache(maxsize=4)
def _door(private_key: str, subject: str) -> PushDoor:
    return PushDoor(private_key, subject)


@dataclass
class PushDoor:
    """Encrypts and posts messages. Kept for the life of a worker."""

    private_key: str = dataclasses.field(repr=False)
    subject: str

    def __post_init__(self) -> None:
        self._vapid = Vapid02.from_string(self.private_key)
        self._session = requests.Session()
        self._signed: dict[str, tuple[str, datetime.datetime]] = {}

    def send(self, message: PushMessage) -> SendResult:
        """Encrypt one message and hand it to its push service."""
        try:
            origin = check_endpoint(message.endpoint)
            check_keys(message.p256dh, message.auth)
        except EndpointRefused:
            return SendResult(error="host_not_allowed")
        except KeysRefused:
            return SendResult(error="keys_broken")
        if len(message.payload) > MAX_PAYLOAD_BYTES:
            return SendResult(error="too_long")
        now = timezone.now()
        try:
            response = self._session.post(
                message.endpoint,
                data=self._encrypt(message),
                headers={
                    "Authorization": self.authorization(origin, now=now),
                    "Content-Encoding": "aes128gcm",
                    "Content-Type": "application/octet-stream",
                    "TTL": str(int(message.ttl.total_seconds())),
                    "Urgency": message.urgency,
                    "Topic": message.topic,
                },
                timeout=(CONNECT_SECONDS, ANSWER_SECONDS),
                allow_redirects=False,
            )
        except requests.Timeout:
            return SendResult(error="timeout")
        except requests.RequestException:
            return SendResult(error="unreachable")
        return _result(response, now=now)

    @staticmethod
    def _encrypt(message: PushMessage) -> bytes:
        keys = {"p256dh": message.p256dh, "auth": message.auth}
        encoder = WebPusher({"endpoint": message.endpoint, "keys": keys})
        return bytes(encoder.encode(message.payload, content_encoding="aes128gcm")["body"])

    def authorization(self, origin: str, *, now: datetime.datetime) -> str:
        """The VAPID header for one push service, signed once and renewed at half of its life."""
        header, renew_at = self._signed.get(origin, ("", now))
        if now >= renew_at:
            # A fresh dictionary each time: py_vapid and its callers write into the one they get.
            claims = {"aud": origin, "sub": self.subject, "exp": int((now + VAPID_LIFETIME).timestamp())}
            header = self._vapid.sign(claims)["Authorization"]
            self._signed[origin] = (header, now + VAPID_LIFETIME / 2)
        return header


def _result(response: requests.Response, *, now: datetime.datetime) -> SendResult:
    status = response.status_code
    if 200 <= status < 300:
        return SendResult()
    if status in (401, 403):
        return SendResult(error="credentials_refused", retry_after=CREDENTIALS_PAUSE)
    if status == 413:
        return SendResult(error="payload_refused")
    if 300 <= status < 400:
        return SendResult(error="provider_error")
    return SendResult(
        error=status_error(status) or "message_refused",
        retry_after=retry_after_of(response.headers.get("Retry-After"), now=now),
    )

"""The keys that seal: read from `VAULT_KEYS`, the first one seals, all of them open."""

from __future__ import annotations

import base64
import binascii
import functools
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed
from django.dispatch import receiver

KEY_BYTES = 32
MAX_KEY_ID = 0xFFFF
_BASE64URL = re.compile(r"[A-Za-z0-9_-]+={0,2}")


class VaultError(Exception):
    """Anything the vault refuses to do."""


class MalformedKey(VaultError, ImproperlyConfigured):
    """A key in the settings is missing, has the wrong length or a bad id."""


def _decode_key(text: str, *, where: str) -> bytes:
    """Decode a base64url key of 32 bytes. The message names the place, never the key."""
    if not _BASE64URL.fullmatch(text):
        raise MalformedKey(f"{where} is not base64url.")
    bare = text.rstrip("=")
    try:
        key = base64.urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
    except (binascii.Error, ValueError):
        raise MalformedKey(f"{where} is not base64url.") from None
    if len(key) != KEY_BYTES:
        raise MalformedKey(f"{where} has {len(key)} bytes, not {KEY_BYTES}.")
    return key


@dataclass(frozen=True)
class Keyring:
    """Sealing keys by id. `primary_id` names the one that seals; the others only open.

    Ids are 1 to 65535 and must never be given to another key: they are written into every envelope.
    """

    primary_id: int
    keys: Mapping[int, bytes] = field(repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "keys", MappingProxyType(dict(self.keys)))

    @classmethod
    def parse(cls, text: str) -> Keyring:
        """Read `"2:<base64url>,1:<base64url>"`. Raises MalformedKey; no message carries key material."""
        keys: dict[int, bytes] = {}
        for position, part in enumerate((text or "").split(","), start=1):
            where = f"Entry {position} of VAULT_KEYS"
            number, colon, encoded = part.strip().partition(":")
            if not colon:
                raise MalformedKey(f"{where} is not of the form id:key.")
            if not re.fullmatch(r"[0-9]{1,5}", number) or not 1 <= int(number) <= MAX_KEY_ID:
                raise MalformedKey(f"{where} needs an id from 1 to {MAX_KEY_ID}.")
            if int(number) in keys:
                raise MalformedKey(f"{where} repeats the id {int(number)}.")
            key = _decode_key(encoded, where=where)
            if key in keys.values():
                raise MalformedKey(f"{where} repeats the key of another id.")
            keys[int(number)] = key
        return cls(primary_id=next(iter(keys)), keys=keys)

    @classmethod
    def from_settings(cls) -> Keyring:
        """The keyring of this site, parsed once. Raises MalformedKey."""
        return _from_settings()

    @property
    def primary(self) -> bytes:
        return self.keys[self.primary_id]

    def get(self, key_id: int) -> bytes | None:
        return self.keys.get(key_id)

    def __reduce__(self) -> Any:
        raise TypeError("A keyring is never pickled.")


@functools.lru_cache(maxsize=1)
def _from_settings() -> Keyring:
    return Keyring.parse(settings.VAULT_KEYS)


@functools.lru_cache(maxsize=1)
def _index_root() -> bytes:
    return _decode_key(settings.VAULT_INDEX_KEY or "", where="VAULT_INDEX_KEY")


@functools.lru_cache(maxsize=256)
def index_key(*labels: str) -> bytes:
    """A 32-byte key derived from `VAULT_INDEX_KEY` for one use, named by `labels`.

    HMAC-SHA256 as a pseudo-random function over length-prefixed labels (the expand step of RFC 5869), so
    that no two lists of labels give the same key. Raises MalformedKey.
    """
    return hmac.digest(_index_root(), b"corridor.vault\x01" + length_prefixed(*labels), hashlib.sha256)


def length_prefixed(*parts: str | bytes) -> bytes:
    """Join parts so that no other list of parts gives the same bytes: each follows its length (4 bytes)."""
    out = bytearray()
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        out += len(raw).to_bytes(4, "big") + raw
    return bytes(out)


@receiver(setting_changed)
def _forget_keys(*, setting: str, **_: Any) -> None:
    if setting in {"VAULT_KEYS", "VAULT_INDEX_KEY"}:
        _from_settings.cache_clear()
        _index_root.cache_clear()
        index_key.cache_clear()

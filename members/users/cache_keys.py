"""Names in the cache. Those that allauth makes carry addresses, so they are hashed under a key first."""

from __future__ import annotations

import hashlib
import hmac

from members.vault.keyring import index_key


def make_key(key: str, key_prefix: str, version: int) -> str:
    """Django's KEY_FUNCTION.

    allauth counts failed sign-ins under the plain SHA-256 of an e-mail address, which anybody can test
    guesses against, and remembers a used code beside the account's id.
    """
    if key.startswith("allauth"):
        key = "allauth:" + hmac.digest(index_key("cache key", "allauth"), key.encode(), hashlib.sha256).hex()
    return f"{key_prefix}:{version}:{key}"

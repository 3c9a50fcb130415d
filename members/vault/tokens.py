"""Tokens in links, and rate limits that forget whom they counted.

Everything here is derived from `VAULT_INDEX_KEY`, which stays when the sealing keys are rotated: links that
were mailed keep working. Changing `VAULT_INDEX_KEY` ends every link and every blind index at once.
"""

from __future__ import annotations

import base64
import binascii
import datetime
import hashlib
import hmac
import ipaddress
import uuid

from members.vault.keyring import index_key, length_prefixed

TOKEN_BYTES = 24
_ID_LENGTH = 22


def token_for(*, purpose: str, row: uuid.UUID, generation: int = 0) -> str:
    """The secret part of a link: 192 bits as 32 base64url characters.

    The same row and purpose give the same token, so a mail that is sent again carries the same link and
    nothing secret is stored. Raise `generation` to end the links given so far.
    """
    message = length_prefixed(row.bytes, str(generation))
    digest = hmac.digest(index_key("token", purpose), message, hashlib.sha256)
    return base64.urlsafe_b64encode(digest[:TOKEN_BYTES]).decode("ascii")


def row_token(*, purpose: str, row: uuid.UUID) -> str:
    """A link's secret part that names its row: 54 characters of base64url, the row's id, then the proof.

    Nothing is stored and nothing is looked up, `row_of` makes the proof again: for rows that are written by
    the thousand a minute, an index of random hashes costs more than the rows.
    """
    name = base64.urlsafe_b64encode(row.bytes).decode("ascii").rstrip("=")
    return name + token_for(purpose=purpose, row=row)


def row_of(token: str, *, purpose: str) -> uuid.UUID | None:
    """The row that a `row_token` is about; None when it was not made here for this purpose. Reads nothing."""
    name, proof = token[:_ID_LENGTH], token[_ID_LENGTH:]
    try:
        row = uuid.UUID(bytes=base64.b64decode((name + "==").encode("ascii"), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        return None
    genuine = token_for(purpose=purpose, row=row)
    return row if hmac.compare_digest(genuine.encode(), proof.encode("utf-8", "surrogatepass")) else None


def token_hash(token: str) -> str:
    """What is stored and looked up instead of the token: SHA-256 in hex (no salt: it is random already)."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def _network(value: str) -> str:
    """The /24 or /48 around an address; a value that is none (a socket without address) stays as it is."""
    try:
        address = ipaddress.ip_address(value.strip().partition("%")[0])
    except ValueError:
        return value.strip()
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return str(ipaddress.ip_network((address, 24 if address.version == 4 else 48), strict=False))


def daily_bucket(value: str, *, day: datetime.date, purpose: str) -> str:
    """A keyed hash of the network of an IP address, another one every day and for every purpose.

    For rate limits in the cache, and beside a signature for thirty days (docs/decisions/0010). A dormitory
    behind one address is one bucket: what is counted with it may slow down, never lock out.
    """
    message = length_prefixed(day.isoformat(), _network(value))
    return hmac.new(index_key("daily bucket", purpose), message, hashlib.sha256).hexdigest()[:32]

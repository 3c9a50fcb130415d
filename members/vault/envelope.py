"""The envelope: XChaCha20-Poly1305 bound to the place where it is kept.

    version (1) | key id (2, big-endian) | nonce (24) | ciphertext and tag

The additional data are version, key id, table, column and row id, each behind its length, so an envelope
opens only in the cell it was sealed for. Plain text is padded to 32, 64, 128, … bytes (ISO/IEC 7816-4)
before it is sealed: the length of a name or a number does not show.

XChaCha20-Poly1305: draft-irtf-cfrg-xchacha; its 192-bit nonce may be drawn at random for every envelope.
"""

from __future__ import annotations

import functools
import secrets
import uuid

from django.views.decorators.debug import sensitive_variables
from nacl import bindings
from nacl.exceptions import CryptoError

from members.vault.keyring import Keyring, VaultError, length_prefixed

VERSION = 1
NONCE_BYTES = bindings.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
TAG_BYTES = bindings.crypto_aead_xchacha20poly1305_ietf_ABYTES
HEADER_BYTES = 3
SMALLEST_BUCKET = 32
LARGEST_DOUBLING = 64 * 1024


class TamperedEnvelope(VaultError):
    """The stored bytes were not sealed for this cell, or were changed since. No plain text is returned."""

    def __init__(self, reason: str, *, table: str, column: str, row: uuid.UUID) -> None:
        super().__init__(f"{table}.{column} of row {row} does not open: {reason}.")
        self.table, self.column, self.row = table, column, row


class UnknownKey(TamperedEnvelope):
    """The envelope names a key that the keyring lacks: a forged id, or a key that was retired too early."""


def header(key_id: int) -> bytes:
    """The first bytes of every envelope sealed today under this key: version and key id."""
    return bytes([VERSION]) + key_id.to_bytes(2, "big")


def _additional_data(head: bytes, table: str, column: str, row: uuid.UUID) -> bytes:
    return b"corridor.envelope" + length_prefixed(head[:1], head[1:], table, column, row.bytes)


def bucket(length: int) -> int:
    """The padded size for `length` bytes of plain text: the next power of two, later steps of 64 KiB."""
    needed = length + 1
    if needed > LARGEST_DOUBLING:
        return -(-needed // LARGEST_DOUBLING) * LARGEST_DOUBLING
    return max(SMALLEST_BUCKET, 1 << (needed - 1).bit_length())


def _pad(plaintext: bytes) -> bytes:
    return (plaintext + b"\x80").ljust(bucket(len(plaintext)), b"\x00")


def _unpad(padded: bytes) -> bytes | None:
    bare = padded.rstrip(b"\x00")
    if not bare.endswith(b"\x80"):
        return None
    return bare[:-1]


@sensitive_variables()
def seal(
    plaintext: bytes, *, table: str, column: str, row: uuid.UUID, keyring: Keyring | None = None
) -> bytes:
    """Seal bytes for one cell under the primary key. Two seals of the same value differ."""
    ring = keyring or Keyring.from_settings()
    head = header(ring.primary_id)
    nonce = secrets.token_bytes(NONCE_BYTES)
    sealed = bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(
        _pad(plaintext), _additional_data(head, table, column, row), nonce, ring.primary
    )
    return head + nonce + sealed


@sensitive_variables()
def open_sealed(
    envelope: bytes, *, table: str, column: str, row: uuid.UUID, keyring: Keyring | None = None
) -> bytes:
    """Open the envelope of one cell.

    Raises TamperedEnvelope when it was sealed for another table, column or row, when any bit of it was
    changed, when it was cut or when it never was an envelope; UnknownKey (a TamperedEnvelope) when the
    keyring has no key of its id.
    """
    ring = keyring or Keyring.from_settings()
    tampered = functools.partial(TamperedEnvelope, table=table, column=column, row=row)
    if len(envelope) < HEADER_BYTES + NONCE_BYTES + TAG_BYTES + SMALLEST_BUCKET:
        raise tampered("it is too short for an envelope")
    head, nonce, sealed = envelope[:3], envelope[3 : 3 + NONCE_BYTES], envelope[3 + NONCE_BYTES :]
    if head[0] != VERSION:
        raise tampered("its version is unknown")
    key_id = int.from_bytes(head[1:], "big")
    key = ring.get(key_id)
    if key is None:
        raise UnknownKey(f"the keyring has no key {key_id}", table=table, column=column, row=row)
    try:
        padded = bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
            sealed, _additional_data(head, table, column, row), nonce, key
        )
    except CryptoError:
        raise tampered("it was changed, or sealed for another place") from None
    plaintext = _unpad(padded)
    if plaintext is None:
        raise tampered("its padding is wrong")
    return plaintext

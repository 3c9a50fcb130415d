"""Blind indexes: find a row by an e-mail address or phone number that only its envelope holds.

HMAC-SHA256 under a key of its own per kind and scope, on the normalised value. Whoever has the database
but not `VAULT_INDEX_KEY` cannot test guesses against it; two scopes cannot be joined. Never index a value
with few possibilities (a country, a status): equal values show as equal.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from typing import Any, Literal

import idna
import phonenumbers
from django.db import models
from django.views.decorators.debug import sensitive_variables

from members.vault.keyring import VaultError, index_key

Kind = Literal["email", "phone", "exact"]
_DIGEST = re.compile(r"[0-9a-f]{64}")


class NotAnEmail(VaultError, ValueError):
    """No e-mail address can be read here."""


class NotAPhoneNumber(VaultError, ValueError):
    """No phone number can be read here, or its country is not known."""


class NotAnIndex(VaultError, ValueError):
    """A plain value was about to be stored or looked up where a blind index belongs."""


@sensitive_variables()
def normalise_email(value: str) -> str:
    """One spelling per address: NFC, no blanks around, lower case, the domain in its ASCII form (RFC 5891).

    Control characters are refused: RFC 5322 knows them between quotes, in old mailboxes only (section 4.1).
    Dots and plus tags are kept: they are different mailboxes to most providers (RFC 5321, section 2.3.11).
    Raises NotAnEmail.
    """
    text = unicodedata.normalize("NFC", value).strip().lower()
    local, at, domain = unicodedata.normalize("NFC", text).rpartition("@")
    if not at or not local or not domain or re.search(r"[\s\x00-\x1f\x7f]", text):
        raise NotAnEmail("An e-mail address has one part before and one after the @.")
    if not domain.isascii():
        try:
            domain = idna.encode(domain, uts46=True).decode("ascii")
        except (idna.IDNAError, UnicodeError):
            raise NotAnEmail("The domain of this e-mail address cannot be read.") from None
    return f"{local}@{domain}"


@sensitive_variables()
def normalise_phone(value: str, *, region: str | None = None) -> str:
    """The number in E.164, such as +9779812345678. `region` (ISO 3166-1) reads one without a country code.

    Raises NotAPhoneNumber when it cannot be a number of any country.
    """
    try:
        number = phonenumbers.parse(value, region.upper() if region else None)
    except phonenumbers.NumberParseException:
        raise NotAPhoneNumber("A phone number has its country code, such as +977.") from None
    if not phonenumbers.is_possible_number(number):
        raise NotAPhoneNumber("No country has phone numbers like this.")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


@sensitive_variables()
def blind_index(value: str, *, kind: Kind, scope: str, region: str | None = None) -> str:
    """64 hex digits that stand for this value within `scope` ("petitions.signature", one union, …).

    `kind="exact"` takes the value as it is. Raises NotAnEmail or NotAPhoneNumber.
    """
    match kind:
        case "email":
            normal = normalise_email(value)
        case "phone":
            normal = normalise_phone(value, region=region)
        case "exact":
            normal = value
        case _:
            raise ValueError(f"There is no blind index of kind {kind!r}.")
    return hmac.new(index_key("blind index", kind, scope), normal.encode(), hashlib.sha256).hexdigest()


class BlindIndexField(models.CharField):
    """Holds what `blind_index()` returns, and refuses anything else: no plain value slips in by mistake."""

    description = "Blind index"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["max_length"] = 64
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        if self.editable:
            kwargs["editable"] = True
        else:
            kwargs.pop("editable", None)
        return name, path, args, kwargs

    @sensitive_variables()
    def get_prep_value(self, value: Any) -> Any:
        prepared = super().get_prep_value(value)
        if prepared is not None and not _DIGEST.fullmatch(prepared):
            raise NotAnIndex(f"{self} takes what blind_index() returns.")
        return prepared

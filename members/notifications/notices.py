"""Notices: single mails that a subject owes one person, such as a confirmation.

The row in the queue holds no address and no words, only a purpose and the id of what it is about. The
subject registers a composer for the purpose; it is asked at the moment of sending, so a mail that is not
wanted any more is never sent.

    # petitions/apps.py
    def ready(self):
        notices.register_composer("petitions.confirmation", mails.confirmation)
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, repr=False)
class Letter:
    """One e-mail to one address. Its repr shows no address and no words, so that no log does."""

    to: str
    subject: str
    text: str
    html: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    sender: str = ""
    """The From header; empty means `settings.DEFAULT_FROM_EMAIL`."""
    delivery_id: uuid.UUID = field(default_factory=uuid.uuid4)
    """Names the mail at the provider and in its Message-ID; the queue puts its own id here."""

    def __repr__(self) -> str:
        return "<Letter>"


Composer = Callable[[uuid.UUID, str], "Letter | None"]
"""Writes the mail about `reference` in `language`; None when it is not wanted any more."""

_composers: dict[str, Composer] = {}
composers = MappingProxyType(_composers)


class ComposerExists(Exception):
    """Two subjects claim the same purpose."""


def register_composer(purpose: str, composer: Composer) -> None:
    """Let `composer` write the notices of a purpose such as "petitions.confirmation" (60 characters at most).

    Raises ComposerExists when another function has the purpose.
    """
    if _composers.get(purpose, composer) is not composer:
        raise ComposerExists(purpose)
    _composers[purpose] = composer

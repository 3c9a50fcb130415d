"""The page "what we hold about you" asks upward here; the subject that keeps the registry answers.

# members/consent/apps.py
def ready(self):
    holdings.register_ledger(ledger.LEDGER)
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Protocol

from django.utils.functional import Promise

from members.users.models import User

Words = str | Promise


class Entry(Protocol):
    """One thing that is held."""

    @property
    def label(self) -> Words: ...
    @property
    def value(self) -> str: ...


class Section(Protocol):
    """Things under one heading, with the reason we hold them."""

    @property
    def title(self) -> Words: ...
    @property
    def entries(self) -> Sequence[Entry]: ...
    @property
    def why(self) -> Words: ...


class Ledger(Protocol):
    """Everything that every subject holds about one account."""

    def describe(self, user: User) -> Sequence[Section]:
        """What is held, in the words of the page (GDPR, article 15)."""

    def forget(self, user: User, *, now: datetime.datetime) -> Sequence[Words]:
        """Erase it (GDPR, article 17). Returns what had to stay, one sentence each."""


_ledgers: list[Ledger] = []


def register_ledger(ledger: Ledger) -> None:
    """Called once, from `AppConfig.ready()` above."""
    _ledgers[:] = [ledger]


def ledger() -> Ledger:
    """The ledger. Raises IndexError when nobody keeps one, which is a mistake in the settings."""
    return _ledgers[0]

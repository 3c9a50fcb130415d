"""Who holds personal data. Subjects above register here; this subject knows none of them."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise

from members.users.models import User
from members.vault import indexes


class HolderAlreadyRegistered(Exception):
    """Two subjects chose the same key."""


@dataclass(frozen=True)
class Person:
    """Somebody we may hold data about: an account, an e-mail address, or both.

    The address must be proven to be theirs (a confirmed account address, or a link opened from the
    mailbox): whoever names an address sees and erases what is held under it.
    """

    user: User | None = None
    email: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        if self.user is None and not self.email:
            raise ValueError("A person has an account, an e-mail address, or both.")

    def email_index(self, scope: str) -> str | None:
        """The blind index of their address within a holder's scope; None without an address."""
        if not self.email:
            return None
        return indexes.blind_index(self.email, kind="email", scope=scope)


@dataclass(frozen=True)
class Entry:
    """One thing we hold, as shown to the person it is about."""

    label: str | Promise
    value: str = field(repr=False)


@dataclass(frozen=True)
class Section:
    """A group of entries under a heading. `why` says what we use it for and how long we keep it."""

    title: str | Promise
    entries: Sequence[Entry]
    why: str | Promise = ""


@dataclass(frozen=True)
class ForgetResult:
    """What a holder did: rows deleted, rows that lost their person, and what stays with the reason."""

    deleted_count: int = 0
    anonymised_count: int = 0
    kept: Sequence[str | Promise] = ()


@dataclass(frozen=True)
class Holder:
    """A subject that holds personal data.

    `describe` lists it for the person; `forget` erases it, is safe to run twice, and runs inside the
    transaction of all holders. Holders run by `rank`, then key: accounts come last (rank 100), because
    others find their rows by the account.
    """

    key: str
    label: str | Promise
    describe: Callable[[Person], list[Section]]
    forget: Callable[[Person, datetime.datetime], ForgetResult]
    rank: int = 50


_holders: dict[str, Holder] = {}


def register_holder(holder: Holder) -> None:
    """Called from `AppConfig.ready()`. Raises HolderAlreadyRegistered for a key that another one took."""
    if _holders.get(holder.key, holder) != holder:
        raise HolderAlreadyRegistered(holder.key)
    _holders[holder.key] = holder


def holders() -> list[Holder]:
    """Every holder in the order in which they forget."""
    return sorted(_holders.values(), key=lambda holder: (holder.rank, holder.key))

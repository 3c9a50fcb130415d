"""Numbers of workers that know how they are known.

A count carries its level, and counts of different levels cannot be added: a page that wanted to show one
sum of claims and verified workers fails instead of misleading.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Level(StrEnum):
    """How a number is known. Between these two a later version places documents, samples and ledgers."""

    CLAIMED = "V0"
    VERIFIED = "V2"

    @property
    def label(self) -> str | Promise:
        return _LABELS[self]


_LABELS = {
    Level.CLAIMED: _("claimed by the union, not yet verified"),
    Level.VERIFIED: _("confirmed by another union"),
}


class LevelsDiffer(TypeError):
    """Claimed and verified workers are never added into one figure."""


@dataclass(frozen=True, order=False)
class Count:
    """A number of workers at one level."""

    workers: int
    level: Level

    def __add__(self, other: Count) -> Count:
        if not isinstance(other, Count):
            return NotImplemented
        if other.level != self.level:
            raise LevelsDiffer(f"{self.level} and {other.level} are never added.")
        return Count(self.workers + other.workers, self.level)

    def __radd__(self, other: object) -> Count:
        """`sum()` starts at 0."""
        return self if other == 0 else NotImplemented

    def __bool__(self) -> bool:
        return self.workers > 0


def verified(workers: int | None) -> Count:
    return Count(workers or 0, Level.VERIFIED)


def claimed(workers: int | None) -> Count:
    return Count(workers or 0, Level.CLAIMED)

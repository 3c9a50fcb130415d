"""Months: every one is named by its first day."""

from __future__ import annotations

import datetime

from babel.dates import format_skeleton

from frontend import languages


def first_of(day: datetime.date) -> datetime.date:
    return day.replace(day=1)


def later(month: datetime.date, count: int) -> datetime.date:
    """The first day of the month `count` months after (before, when negative) the month of a day."""
    year, index = divmod(month.year * 12 + month.month - 1 + count, 12)
    return datetime.date(year, index + 1, 1)


def between(first: datetime.date, last: datetime.date) -> list[datetime.date]:
    """The first days of all months from that of `first` to that of `last`, both included."""
    length = (last.year - first.year) * 12 + last.month - first.month
    return [later(first, step) for step in range(length + 1)]


def name(month: datetime.date, *, short: bool = False) -> str:
    """A month in the reader's language: "March 2026", short "Mar 2026"."""
    locale = languages.locale_of(languages.active_code())
    return format_skeleton("yMMM" if short else "yMMMM", month, locale=locale)

"""Spreadsheet files of records."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext

_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BYTE_ORDER_MARK = "\ufeff"
"""Without it a common spreadsheet reads UTF-8 as a Western code page and breaks every other script."""


class _Echo:
    """What csv writes to: it hands the line back."""

    def write(self, line: str) -> str:
        return line


def csv_lines(rows: Iterable[list[object]]) -> Iterator[str]:
    """The lines of a CSV file (RFC 4180) with a heading, one at a time."""
    writer = csv.writer(_Echo())
    heading = [
        gettext("Month"),
        gettext("Union"),
        gettext("Corridor"),
        gettext("Workers"),
        gettext("State"),
        gettext("Note"),
        gettext("Entered at (UTC)"),
    ]
    yield BYTE_ORDER_MARK + writer.writerow(heading)
    for row in rows:
        yield writer.writerow([safe_cell(cell) for cell in row])


def safe_cell(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front (OWASP, CSV injection)."""
    if isinstance(value, int):
        return value
    text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS_A_FORMULA) else text

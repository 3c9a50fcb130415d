"""What the board is made of: cells, rows, sums, and what an editor chooses of them. No database."""

from __future__ import annotations

import datetime
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from cms.board.states import Kind, State
from frontend import languages


class Cell(NamedTuple):
    """One guide or campaign page in one language.

    Of a page that this person may not open it tells what every reader sees and no more: that it is live,
    outdated, overdue, checked by a speaker.
    """

    language: str
    state: State | None
    """None: a draft of somebody else, which this person may not see."""
    page_id: int | None = None
    is_live: bool = False
    is_original: bool = False
    since: datetime.datetime | None = None
    """When the page it was made from first changed; only of cells that are outdated."""
    is_waiting: bool = False
    """A workflow or unpublished changes wait beside what the state says."""
    missing_count: int = 0
    is_overdue: bool = False
    report_count: int = 0
    is_checked: bool = False
    """A speaker of the language has read it, or it is the original."""
    can_open: bool = False

    @property
    def needs_somebody(self) -> bool:
        """Whether readers are being told that this page is old."""
        return self.is_overdue or self.state is State.OUTDATED


@dataclass(frozen=True, slots=True)
class Row:
    """One guide or campaign page in all languages."""

    key: uuid.UUID
    kind: Kind
    title: str
    language: str
    """That of the title."""
    source_id: int | None
    """The page that a missing language is translated from; None when this person sees none."""
    union_id: int | None
    union_name: str
    is_mine: bool
    cells: tuple[Cell, ...]

    @property
    def dir(self) -> str:
        return languages.direction(self.language)

    def cells_in(self, language: str) -> tuple[Cell, ...]:
        """All cells, or the one of a language."""
        return tuple(cell for cell in self.cells if cell.language == language) if language else self.cells


@dataclass(frozen=True, slots=True)
class Choice:
    """What an editor wants to see. Empty: everything."""

    kind: str = ""
    language: str = ""
    state: str = ""
    union_id: int | None = None
    mine: bool = False
    overdue: bool = False
    reports: bool = False

    def takes_row(self, row: Row) -> bool:
        """Whether a guide or campaign page is meant, whatever the state of its languages."""
        return (
            (not self.kind or row.kind == self.kind)
            and (self.union_id is None or row.union_id == self.union_id)
            and (row.is_mine or not self.mine)
        )

    def takes_cell(self, cell: Cell) -> bool:
        """Whether a cell is one of those that are looked for."""
        return (
            (not self.language or cell.language == self.language)
            and (not self.state or cell.state == self.state)
            and (cell.is_overdue or not self.overdue)
            and (cell.report_count > 0 or not self.reports)
        )


@dataclass(frozen=True, slots=True)
class Total:
    """How many pages of one language are in which state."""

    language: str
    by_state: Mapping[State, int]
    overdue_count: int
    report_count: int


@dataclass(frozen=True, slots=True)
class Board:
    """The pages that this person may see and has chosen; those that need somebody first."""

    rows: list[Row]
    totals: list[Total]
    """Over all pages that are meant, whatever is asked of their cells."""
    page_count: int
    """How many pages, each in all its languages, this person may see, before any choice."""
    kinds: frozenset[Kind] = frozenset()
    """What these are."""
    unions: list[tuple[int, str]] = field(default_factory=list)
    """The unions that keep any of these pages."""


def those_in_need_first(row: Row, language: str) -> tuple[bool, str, str]:
    """A sort key: pages that readers are warned of, then by title."""
    need = any(cell.needs_somebody for cell in row.cells_in(language))
    return not need, row.title.casefold(), str(row.key)


def totals(rows: Iterable[Row], spoken: Iterable[str]) -> list[Total]:
    """The sums of these pages for each of these languages."""
    states: dict[str, Counter[State]] = {code: Counter() for code in spoken}
    overdue: Counter[str] = Counter()
    reports: Counter[str] = Counter()
    for row in rows:
        for cell in row.cells:
            if cell.state is not None and cell.language in states:
                states[cell.language][cell.state] += 1
                overdue[cell.language] += cell.is_overdue
                reports[cell.language] += cell.report_count
    return [Total(code, states[code], overdue[code], reports[code]) for code in states]

"""What subjects above know about a corridor, for its page. They register when they start."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from organising.pairings.models import Corridor


@dataclass(frozen=True)
class CorridorFigures:
    """Workers who joined on a corridor in a cycle: verified by another union, and claimed. Never added up."""

    cycle: str
    rule_version: int
    verified_count: int
    claimed_count: int


@dataclass(frozen=True)
class CorridorLink:
    """A guide or another page for exactly this corridor."""

    title: str
    url: str
    note: str = ""


FigureSource = Callable[[Corridor, datetime.datetime], CorridorFigures | None]
LinkSource = Callable[[Corridor, str], Sequence[CorridorLink]]

_figures: list[FigureSource] = []
_links: list[LinkSource] = []


def register_figures(source: FigureSource) -> None:
    """The recruitment figures of a corridor, in at most three SQL queries; None when no cycle was opened."""
    if source not in _figures:
        _figures.append(source)


def register_links(source: LinkSource) -> None:
    """Pages for a corridor in a language, in at most two SQL queries."""
    if source not in _links:
        _links.append(source)


def figures_of(corridor: Corridor, now: datetime.datetime) -> CorridorFigures | None:
    return next((found for source in _figures if (found := source(corridor, now)) is not None), None)


def links_for(corridor: Corridor, language: str) -> list[CorridorLink]:
    return [link for source in _links for link in source(corridor, language)]

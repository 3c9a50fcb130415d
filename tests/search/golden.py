"""Reads the golden files, loads their guides into the index, and asks their queries."""

from __future__ import annotations

import tomllib
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cms.models import SearchEntry
from cms.search import queries, services

FOLDER = Path(__file__).parent / "golden"
NAMESPACE = uuid.UUID("0d6c6a51-6f5d-5b9d-8f8a-7a4c1c3e9b11")
FIRST = 5


@dataclass(frozen=True)
class Query:
    text: str
    expects: str
    kind: str


def languages() -> list[str]:
    return sorted(file.stem for file in FOLDER.glob("*.toml"))


def read(language: str) -> tuple[list[dict[str, Any]], list[Query]]:
    data = tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))
    return data["guides"], [Query(**each) for each in data["queries"]]


def family(guide_id: str) -> uuid.UUID:
    return uuid.uuid5(NAMESPACE, guide_id)


def load() -> int:
    """The guides of all languages into the index; returns how many."""
    made = []
    for language in languages():
        for number, guide in enumerate(read(language)[0]):
            entry = SearchEntry(
                kind=SearchEntry.Kind.GUIDE,
                object_id=-1 - number,
                language=language,
                family=family(guide["id"]),
                title=guide["title"],
                summary=guide["summary"],
                path=f"guides/{guide['id']}/",
            )
            made.append(
                services.Found(entry, title=guide["title"], summary=guide["summary"], body=[guide["body"]])
            )
    return len(services.save_entries(made))


def missed(language: str) -> list[Query]:
    """The queries of a language whose guide is not among the first five."""
    return [query for query in read(language)[1] if not _is_found(query, language)]


def _is_found(query: Query, language: str) -> bool:
    results = queries.find(query.text, language=language, limit=FIRST)
    return str(family(query.expects)) in [result.family for result in results]


def recall(language: str, missed: list[Query]) -> float:
    return 1 - len(missed) / len(read(language)[1])

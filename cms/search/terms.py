"""What a query asks for: its words in the form of the index, and other words that mean the same."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from cms.search.normal import normal

LONGEST_QUERY = 200
MOST_TERMS = 8
LONGEST_WORD = 48
STEP = 32
"""A text without spaces is cut into pieces that overlap, so that no word of 16 letters is cut in two."""

WORDS = Path(__file__).parent / "words"


def words_of(text: str) -> Iterator[str]:
    """The words of a text as the index holds them, in order, repeated as they are."""
    for word in normal(text).split():
        if len(word) <= LONGEST_WORD:
            yield word
        else:
            for start in range(0, len(word) - LONGEST_WORD + STEP, STEP):
                yield word[start : start + LONGEST_WORD]


def terms_of(query: str) -> list[str]:
    """The words of a query, each once, at most eight; a query longer than 200 characters is cut there."""
    return list(dict.fromkeys(words_of(query[:LONGEST_QUERY])))[:MOST_TERMS]


@cache
def _groups() -> dict[str, dict[str, list[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for file in sorted(WORDS.glob("*.toml")):
        known = found.setdefault(file.stem, {})
        for group in tomllib.loads(file.read_text("utf-8"))["same"]:
            members = list(dict.fromkeys(normal(word) for word in group))
            for member in members:
                known.setdefault(member, []).extend(each for each in members if each != member)
    return found


def others_for(term: str, language: str) -> list[str]:
    """Words that mean the same as a term, by the lists of the reader's language and of English."""
    groups = _groups()
    found = [*groups.get(language, {}).get(term, []), *groups.get("en", {}).get(term, [])]
    return list(dict.fromkeys(found))

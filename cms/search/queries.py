"""Finding guides, contacts and campaigns by what a reader types."""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from cms import queries as pages
from cms.models import SearchEntry
from cms.search import sound, terms
from cms.search.normal import normal
from frontend import languages

MOST_RESULTS = 30
OWN_WORDS, OTHER_WORDS = 24, 10
"""How many words of the index a word of a query may stand for, in the reader's language and in others."""
SYNONYM, HEARD, ENDING, OTHER_LANGUAGE = 0.8, 0.75, 0.85, 0.6
LEAST_ALIKE = 0.55
"""How alike a word typed in Latin letters and one of another script must be when both are spelled out."""
FAINT = 0.3
"""A result this much weaker than the best one is left out."""


@dataclass(frozen=True)
class Result:
    """A guide, contact or campaign, in the best language for the reader."""

    kind: str
    object_id: int
    language: str
    title: str
    summary: str
    url: str
    family: str
    score: float

    @property
    def dir(self) -> str:
        return languages.direction(self.language)


def find(query: str, *, language: str, limit: int = MOST_RESULTS) -> list[Result]:
    """What answers a query best, in the reader's language first, then along her chain of languages.

    Takes any text and never raises. Three SQL queries; none when the query holds no word.

    A guide that matches in another language is shown in the reader's own when it exists there: "passport"
    finds राहदानी. Words are compared in their normal form, by their trigrams (misspellings, inner words,
    endings) and, when they are typed in Latin letters where another script is written, by their sound.
    """
    wanted = terms.terms_of(query)
    if not wanted:
        return []
    scores = _scores(_candidates(wanted, language), language)
    return _shown(scores, language)[:limit]


@dataclass(frozen=True)
class _Candidate:
    """A word of the index that the word of a query at `place` may stand for."""

    place: int
    word_id: int
    likeness: float
    entries: int
    total: int


# Words of one language or of all others that a text may stand for. Each way has an index: equality the unique
# one, the others the trigrams. `<%%` is for scripts without spaces, where a row holds a whole phrase.
_WAYS = {
    "same": ("word = ANY(%(text)s)", "1.0"),
    "short": ("(word = %(text)s OR word LIKE %(text)s || '%%')", "length(%(text)s)::real / length(word)"),
    "like": (
        "(word %% %(text)s OR word LIKE '%%' || %(text)s || '%%' OR %(text)s <%% word)",
        """CASE WHEN starts_with(word, %(text)s) THEN 0.75 + 0.25 * length(%(text)s)::real / length(word)
                WHEN strpos(word, %(text)s) > 0 THEN 0.6 + 0.3 * length(%(text)s)::real / length(word)
                ELSE greatest(similarity(word, %(text)s), 0.8 * word_similarity(%(text)s, word)) END""",
    ),
    "heard": ("sound %% %(text)s", "similarity(sound, %(text)s)"),
}


@dataclass(frozen=True)
class _Ask:
    """One way to look for the word at `place` of a query."""

    place: int
    way: str
    text: str | list[str]
    in_all: bool = False


def _asks(wanted: Sequence[str], language: str) -> list[_Ask]:
    asks: list[_Ask] = []
    for place, term in enumerate(wanted):
        way = "same" if term.isdigit() or len(term) == 1 else "short" if len(term) == 2 else "like"
        asks.append(_Ask(place, way, [term] if way == "same" else term, in_all=True))
        others = terms.others_for(term, language)
        if others:
            asks.append(_Ask(place, "same", others))
        if not _is_latin(language):
            asks += [_Ask(place, "heard", each) for each in sound.sounds_of_query(term)]
    return asks


def _is_latin(language: str) -> bool:
    return normal(languages.endonym(language))[:1] in set("abcdefghijklmnopqrstuvwxyz")


def _candidates(wanted: Sequence[str], language: str) -> list[_Candidate]:
    """The words of the index that the words of a query may stand for. One query."""
    asks = _asks(wanted, language)
    parts: list[str] = []
    values: dict[str, str | int | list[str]] = {"language": language, "own": OWN_WORDS, "other": OTHER_WORDS}
    for number, ask in enumerate(asks):
        condition, likeness = (part.replace("(text)", f"(text{number})") for part in _WAYS[ask.way])
        values[f"text{number}"] = ask.text
        # Nothing of the query gets into the SQL text: only the numbers of its parts.
        parts.append(
            f"""
            SELECT {number} AS ask, id, word, language = %(language)s AS is_own, {likeness} AS likeness
            FROM cms_searchword WHERE {condition} {"" if ask.in_all else "AND language = %(language)s"}
            """  # noqa: S608
        )
    sql = f"""
        SELECT ask, id, word, likeness, is_own,
               (SELECT count(*) FROM cms_searchhit hit WHERE hit.word_id = best.id),
               (SELECT count(*) FROM cms_searchentry entry WHERE entry.language = %(language)s)
        FROM (
            SELECT *, row_number() OVER (
                PARTITION BY ask, is_own ORDER BY likeness DESC, length(word), id
            ) AS rank
            FROM ({" UNION ALL ".join(parts)}) AS found
        ) AS best
        WHERE rank <= CASE WHEN is_own THEN %(own)s ELSE %(other)s END
    """  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        rows = cursor.fetchall()
    best: dict[tuple[int, int], _Candidate] = {}
    for number, word_id, word, likeness, is_own, entries, total in rows:
        place = asks[number].place
        sure = _sureness(asks[number], wanted[place], word, likeness)
        sure *= 1 if is_own else OTHER_LANGUAGE
        known = best.get((place, word_id))
        if sure > 0 and (known is None or known.likeness < sure):
            best[place, word_id] = _Candidate(place, word_id, sure, entries, total)
    return list(best.values())


def _sureness(ask: _Ask, term: str, word: str, likeness: float) -> float:
    """How sure it is, from 0 to 1, that a word of the index is meant."""
    if ask.way == "heard":
        alike = sound.likeness(term, word)
        is_clear = alike >= LEAST_ALIKE and (len(ask.text) > 2 or likeness == 1)
        return HEARD * likeness * alike if is_clear else 0
    if ask.way == "same":
        return 1 if term == word else SYNONYM
    return max(likeness, _same_beginning(term, word))


def _same_beginning(one: str, other: str) -> float:
    """How much of two words is the same beginning: when a word is inflected, mostly its end changes."""
    same = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    return ENDING * 2 * same / (len(one) + len(other)) if same > 2 else 0


def _scores(candidates: Sequence[_Candidate], language: str) -> list[tuple[str, str, float]]:
    """Family, language and score of the entries that match best."""
    weights = _weights(candidates)
    if not weights:
        return []
    places, words = zip(*weights, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT entry.family::text, entry.language, best.score
            FROM (
                SELECT entry_id, sum(weight) AS score
                FROM (
                    SELECT hit.entry_id, max(hit.weight * asked.weight) AS weight
                    FROM unnest(%s::int[], %s::bigint[], %s::real[]) AS asked (place, word_id, weight)
                    JOIN cms_searchhit hit ON hit.word_id = asked.word_id
                    GROUP BY hit.entry_id, asked.place
                ) AS matched
                GROUP BY entry_id
            ) AS best
            JOIN cms_searchentry entry ON entry.id = best.entry_id
            ORDER BY entry.language = %s DESC, best.score DESC, entry.id
            LIMIT 200
            """,
            [list(places), list(words), list(weights.values()), language],
        )
        return cursor.fetchall()


def _weights(candidates: Sequence[_Candidate]) -> dict[tuple[int, int], float]:
    """How much each word counts: surely meant and rare counts most (inverse document frequency)."""
    by_place: dict[int, list[_Candidate]] = defaultdict(list)
    for candidate in candidates:
        by_place[candidate.place].append(candidate)
    weights: dict[tuple[int, int], float] = {}
    for place, found in by_place.items():
        surest = max(each.likeness for each in found)
        entries = sum(each.entries for each in found if each.likeness >= 0.9 * surest)
        rarity = math.log(1 + found[0].total / max(entries, 1)) + 0.05
        for each in found:
            weights[place, each.word_id] = rarity * each.likeness**2
    return weights


def _shown(scores: Sequence[tuple[str, str, float]], language: str) -> list[Result]:
    """Each family once, in the reader's language where it exists, else in her best other one."""
    best: dict[str, float] = {}
    for family, _code, score in scores:
        best[family] = max(best.get(family, 0), score)
    strongest = max(best.values(), default=0)
    kept = [family for family, score in best.items() if score >= FAINT * strongest]
    rank = pages.language_rank(language)
    shown: dict[str, SearchEntry] = {}
    for entry in SearchEntry.objects.filter(family__in=kept).order_by("pk") if kept else []:
        family = str(entry.family)
        if family not in shown or rank(entry.language) < rank(shown[family].language):
            shown[family] = entry
    results = [
        Result(
            kind=entry.kind,
            object_id=entry.object_id,
            language=entry.language,
            title=entry.title,
            summary=entry.summary,
            url=f"/{entry.language}/{entry.path}",
            family=family,
            score=best[family],
        )
        for family, entry in shown.items()
    ]
    return sorted(results, key=lambda each: (rank(each.language), -each.score, each.title))

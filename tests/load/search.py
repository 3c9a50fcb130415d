"""Whether readers find what they look for, and how long it takes when the site has grown.

First the golden guides alone: how many queries have the expected guide among the first five, by language.
Then 6,000 entries beside them, 500 in each language, made of the golden guides' own words and of words like
them, in the frequencies of a language (Zipf): how long the same queries take. At the end the index is made
anew from the pages there are; after a measurement that was broken off, `manage.py search_index` does it.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
import uuid

from django.conf import settings
from django.db import connection

from cms.models import SearchEntry, SearchHit, SearchWord
from cms.search import queries, services, sound, terms
from tests.search import golden

ENTRIES_A_LANGUAGE = 500
WORDS_A_LANGUAGE = 5000
WORDS_AN_ENTRY = 120


def measure() -> dict[str, float]:
    try:
        return _recall() | _speed()
    finally:
        services.reindex_all()


def _recall() -> dict[str, float]:
    for model in (SearchHit, SearchEntry, SearchWord):
        model.objects.all().delete()
    golden.load()
    found = {code: round(golden.recall(code, golden.missed(code)), 3) for code in golden.languages()}
    by_language = {f"search.recall_at_5_{code}": share for code, share in found.items()}
    return {"search.recall_at_5_min": min(found.values())} | by_language


def _speed() -> dict[str, float]:
    spoken = [code for code, _name in settings.LANGUAGES]
    print("  6,000 entries …", file=sys.stderr)
    _grow(spoken)
    times = sorted(_times(spoken))
    return {
        "search.find_median_ms": round(statistics.median(times), 1),
        "search.find_p95_ms": round(times[int(len(times) * 0.95)], 1),
    }


def _times(spoken: list[str]) -> list[float]:
    times = []
    for code in spoken:
        for query in golden.read(code)[1]:
            began = time.perf_counter()
            queries.find(query.text, language=code)
            times.append((time.perf_counter() - began) * 1000)
    return times


def _grow(spoken: list[str]) -> None:
    chance = random.Random(189)
    for code in spoken:
        words = _words_like(code, chance)
        known = set(SearchWord.objects.filter(language=code).values_list("word", flat=True))
        SearchWord.objects.bulk_create(
            [
                SearchWord(language=code, word=word, sound=sound.sound(word))
                for word in words
                if word not in known
            ],
            batch_size=4000,
        )
        SearchEntry.objects.bulk_create(
            [
                SearchEntry(
                    kind=SearchEntry.Kind.GUIDE,
                    object_id=1_000_000 + number,
                    language=code,
                    family=uuid.uuid5(golden.NAMESPACE, f"grown {number}"),
                    title=f"{code} {number}",
                    path=f"guides/{number}/",
                )
                for number in range(ENTRIES_A_LANGUAGE)
            ],
            batch_size=2000,
        )
    with connection.cursor() as cursor:
        # The rank of a word by a power of chance is near enough to Zipf's law.
        cursor.execute(
            """
            WITH ranked AS (
                SELECT id, language, row_number() OVER (PARTITION BY language ORDER BY id) AS rank
                FROM cms_searchword
            ), drawn AS (
                SELECT DISTINCT entry.id AS entry_id, entry.language,
                                1 + floor(%s * power(random(), 4))::int AS rank
                FROM cms_searchentry entry, generate_series(1, %s)
                WHERE entry.object_id >= 1000000
            )
            INSERT INTO cms_searchhit (word_id, entry_id, weight)
            SELECT ranked.id, drawn.entry_id, 1 FROM drawn
            JOIN ranked ON ranked.language = drawn.language AND ranked.rank = drawn.rank
            """,
            [WORDS_A_LANGUAGE, WORDS_AN_ENTRY],
        )
        cursor.execute("VACUUM ANALYZE cms_searchhit, cms_searchword, cms_searchentry")


def _words_like(code: str, chance: random.Random) -> list[str]:
    """The words of a language's golden guides, and others put together from their halves."""
    guides, _queries = golden.read(code)
    text = " ".join(f"{guide['title']} {guide['summary']} {guide['body']}" for guide in guides)
    real = list(dict.fromkeys(terms.words_of(text)))
    made = dict.fromkeys(real)
    while len(made) < WORDS_A_LANGUAGE:
        first, last = chance.choice(real), chance.choice(real)
        made[first[: len(first) // 2 + 1] + last[len(last) // 2 :]] = None
    return list(made)

"""How big packs get: forty long guides in scripts that take many bytes, and how many fit into a pack."""

from __future__ import annotations

import datetime
import random
import re
import time
from functools import cache

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cms.models import GuidePage, Pack, Stage
from cms.packs import services
from cms.services import publish_guide
from organising.pairings.models import Corridor

LANGUAGES = ("ne", "ta", "ur")
GUIDES = 40
WORDS = 900
PARTS = 9


@cache
def words_of(language: str) -> list[str]:
    """Words of a language as the interface uses them, the most frequent first."""
    catalogue = settings.BASE_DIR / "frontend" / "locale" / language / "LC_MESSAGES" / "django.po"
    texts = re.findall(
        r'^(?:msgstr(?:\[\d\])? )?"(.*)"$', catalogue.read_text(encoding="utf-8"), re.MULTILINE
    )
    found: dict[str, int] = {}
    for word in re.findall(r"[^\W\d_a-zA-Z][^\s\"%<>{}()=/\\a-zA-Z]*", " ".join(texts)):
        found[word] = found.get(word, 0) + 1
    return sorted(found, key=lambda word: (-found[word], word))


def prose(language: str, count: int, dice: random.Random) -> str:
    """So many words, drawn by Zipf's law, in sentences. Real prose repeats more and packs better."""
    words = words_of(language)
    weights = [1 / (place + 10) for place in range(len(words))]
    drawn = dice.choices(words, weights, k=count)
    return ". ".join(" ".join(drawn[at : at + 12]) for at in range(0, count, 12)) + "."


def invented_guide(language: str, number: int) -> GuidePage:
    dice = random.Random(f"{language} {number}")  # the same texts in every run
    part = WORDS // PARTS
    body = [
        {"type": "paragraph", "heading": prose(language, 5, dice), "text": prose(language, part - 5, dice)}
        for _each in range(PARTS)
    ]
    return publish_guide(
        language=language,
        slug=f"bench-{number}",
        title=prose(language, 7, dice),
        summary=prose(language, 24, dice),
        stage=Stage.values[number % len(Stage.values)],
        body=body,
        reviewed_by="Bench",
        reviewed_on=datetime.date(2026, 11, 1),
        review_due=None,
        source_language=language,
        by=None,
        now=timezone.now(),
    )


def measure_language(corridor: Corridor, language: str) -> tuple[int, int, float]:
    """Bytes of forty guides, how many of them fit into a pack, and milliseconds to build it."""
    GuidePage.objects.filter(live=True).update(live=False)
    for number in range(GUIDES):
        invented_guide(language, number)
    bench = services.Workbench()
    began = time.perf_counter()
    pack: Pack = services.build_pack(
        corridor=corridor, language=language, now=timezone.now(), workbench=bench
    )
    took = (time.perf_counter() - began) * 1000
    fitting = sum(file["kind"] == "guide" for file in pack.manifest["files"])
    return sum(len(each.content) for each in bench.guides.values()), fitting, took


def measure() -> dict[str, float]:
    corridor = Corridor.objects.order_by("slug")[0]
    sizes, fitting, times = [], [], []
    for language in LANGUAGES:
        with transaction.atomic():
            size, count, took = measure_language(corridor, language)
            transaction.set_rollback(True)
        sizes.append(size)
        fitting.append(count)
        times.append(took)
    return {
        "packs.bytes_40_guides_max": max(sizes),
        "packs.guides_of_900_words_that_fit_min": min(fitting),
        "packs.build_40_guides_max_ms": round(max(times), 1),
    }

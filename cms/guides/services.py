"""Publishing the guides that come with Corridor: one folder a language, one file a guide."""

from __future__ import annotations

import datetime
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from wagtail_localize.models import Translation

from cms import services
from cms.bodies import UnknownBlock
from cms.models import GuidePage

FOLDER: Final = Path(__file__).parent / "data"
SOURCE_LANGUAGE: Final = "en"
SLUGS: Final = (
    "recruitment-fees",
    "contract-and-substitution",
    "passport-and-papers",
    "wages-and-deductions",
    "hours-and-rest",
    "domestic-work",
    "safety-and-unsafe-work",
    "joining-a-union",
    "violence-and-harassment",
    "where-to-complain",
    "going-home",
)
"""In the order in which the index shows the guides of a stage."""


class UnreadableGuide(Exception):
    """A file says something that no guide can hold. Says which file."""


@dataclass
class Loaded:
    """What a load did, in pages."""

    published_count: int = 0
    unchanged_count: int = 0
    left_to_editors_count: int = 0


def languages() -> list[str]:
    """The languages that have files, the source first."""
    found = sorted(folder.name for folder in FOLDER.iterdir() if folder.is_dir())
    return [SOURCE_LANGUAGE, *(code for code in found if code != SOURCE_LANGUAGE)]


def read(language: str, slug: str) -> dict[str, Any]:
    """A guide's text as its file has it.

    Raises FileNotFoundError where the language has no such guide.
    """
    with (FOLDER / language / f"{slug}.toml").open("rb") as file:
        return tomllib.load(file)


@transaction.atomic
def load_guides(*, now: datetime.datetime) -> Loaded:
    """Publish the guides in all languages that have them. Twice changes nothing.

    They say that nobody has checked them yet, because nobody has: a union that takes them on checks them and
    puts its name there. A page that an editor has changed since, or that is translated with wagtail-localize,
    stays as it is.

    Raises:
        UnreadableGuide: a file cannot be read, or breaks a rule of pages. Nothing is loaded then.
    """
    loaded = Loaded()
    for slug in SLUGS:
        for language in languages():
            if (FOLDER / language / f"{slug}.toml").is_file():
                _load(language, slug, loaded, now)
    return loaded


def _load(language: str, slug: str, loaded: Loaded, now: datetime.datetime) -> None:
    page = GuidePage.objects.filter(locale__language_code=language, slug=slug).first()
    if page is not None and _is_kept_by_editors(page):
        loaded.left_to_editors_count += 1
        return
    before = page.live_revision_id if page is not None else None
    try:
        published = _publish(read(language, slug), language, now)
    except (KeyError, UnknownBlock, ValidationError, tomllib.TOMLDecodeError) as problem:
        raise UnreadableGuide(f"{language}/{slug}.toml: {problem}") from problem
    if published.live_revision_id == before:
        loaded.unchanged_count += 1
    else:
        loaded.published_count += 1


def _is_kept_by_editors(page: GuidePage) -> bool:
    revision = page.latest_revision
    if revision is not None and revision.user_id is not None:
        return True
    return Translation.objects.filter(
        source__object_id=page.translation_key, target_locale_id=page.locale_id, enabled=True
    ).exists()


def _publish(words: dict[str, Any], language: str, now: datetime.datetime) -> GuidePage:
    return services.publish_guide(
        language=language,
        slug=words["slug"],
        title=words["title"],
        tab_title=words["tab_title"],
        summary=words["summary"],
        share_text=words["share_text"],
        stage=words["stage"],
        jurisdiction=words["jurisdiction"],
        sectors=words["sectors"],
        topics=words["topics"],
        body=words["body"],
        reviewed_by="",
        reviewed_on=None,
        review_due=words["review_due"],
        source_language=SOURCE_LANGUAGE,
        checked_by_speaker=language == SOURCE_LANGUAGE,
        by=None,
        now=now,
    )

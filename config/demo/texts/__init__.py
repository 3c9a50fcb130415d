"""The words of the sample world: one folder a language, one TOML file a text.

What is the same in all languages (slugs, stages, dates, figures, addresses of sources) is repeated in
every file, so that a file can be read alone; a test holds the copies together.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent

LANGUAGES: Final = ("en", "ar", "bn", "es", "fil", "fr", "hi", "id", "ne", "si", "ta", "ur")
"""Every language of the site, English first."""

CAMPAIGNS: Final = ("campaign-ratify-c189", "campaign-fees-nameandshame")
NAMES: Final = ("home", "consents", *CAMPAIGNS, "alerts", "topics")


def read(language: str, name: str) -> dict[str, Any]:
    """The text called `name` (without ending) in one language.

    Raises FileNotFoundError when the sample world has no such text.
    """
    with (FOLDER / language / f"{name}.toml").open("rb") as file:
        return tomllib.load(file)


def translations(name: str) -> dict[str, dict[str, Any]]:
    """The text called `name` in every language, English first."""
    return {language: read(language, name) for language in LANGUAGES}

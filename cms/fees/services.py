"""Recorded rules come with the project in files; what an editor has changed stays as she left it."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction

from cms.models import FeeRule, FeeRuleText

FOLDER: Final = Path(__file__).parent / "data"
FACTS: Final = "rules.toml"
FIELDS: Final = (
    "country_code",
    "side",
    "other_codes",
    "sectors",
    "other_sectors",
    "limit",
    "amount",
    "currency",
    "wage_percent",
    "law",
    "article",
    "url",
    "as_of",
    "is_primary_source",
    "live",
)
NAMES_IN_FILES: Final = {"live": "is_public"}
"""As in the hashes of rules that were loaded earlier."""


class UnreadableRules(Exception):
    """A file of rules says something that no rule can say. Says which file and entry."""


@transaction.atomic
def load_fee_rules(*, folder: Path = FOLDER) -> int:
    """Bring the rules of the files into the database; returns how many rules and texts are new or changed.

    A rule or text that somebody has changed since it was loaded stays as it is, and so does one that an
    editor wrote under the same name, and one of which a draft waits or which was taken down; all others
    follow their file. Whoever wants one gone unpublishes it: a rule that was deleted comes back.

    Raises:
        UnreadableRules: a file cannot be read or a rule is not complete. Nothing is loaded then.
    """
    changes = 0
    rules: dict[str, FeeRule] = {}
    for entry in _read(folder / FACTS).get("rules", []):
        slug = str(entry.get("slug", ""))
        if unknown := set(entry) - {"slug", *(NAMES_IN_FILES.get(name, name) for name in FIELDS)}:
            raise UnreadableRules(f"{FACTS}, {slug}: does not know {sorted(unknown)}")
        rule = FeeRule.objects.filter(slug=slug).first() or FeeRule(slug=slug)
        empty = FeeRule()
        values = {name: entry.get(NAMES_IN_FILES.get(name, name), getattr(empty, name)) for name in FIELDS}
        if not rule.has_unpublished_changes:
            changes += _follow(rule, values, f"{FACTS}, {slug}")
        rules[slug] = rule
    for file in sorted(folder.glob("*.toml")):
        if file.name == FACTS:
            continue
        for slug, text in _read(file).items():
            if slug not in rules:
                raise UnreadableRules(f"{file.name}, {slug}: no rule has this name in {FACTS}")
            if rules[slug].has_unpublished_changes:
                continue
            key = {"rule": rules[slug], "language": file.stem}
            words = FeeRuleText.objects.filter(**key).first() or FeeRuleText(**key)
            changes += _follow(words, {"text": text}, f"{file.name}, {slug}")
    return changes


def _read(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise UnreadableRules(f"{file.name}: {problem}") from problem


def _follow(row: FeeRule | FeeRuleText, values: Mapping[str, Any], where: str) -> bool:
    """Give a row these values, unless an editor has changed it since it was loaded. Whether it changed."""
    wanted = _hash(values.items())
    if row.loaded_hash == wanted and row.pk:
        return False
    if row.pk and row.loaded_hash != _hash((name, getattr(row, name)) for name in values):
        return False
    for name, value in values.items():
        setattr(row, name, value)
    row.loaded_hash = wanted
    try:
        row.full_clean()
    except ValidationError as problem:
        raise UnreadableRules(f"{where}: {problem.messages}") from problem
    row.save()
    return True


def _hash(values: Iterable[tuple[str, Any]]) -> str:
    """Names what was loaded. Not a secret: two loads of the same words have the same name."""
    content = json.dumps(
        {NAMES_IN_FILES.get(name, name): _plain(value) for name, value in values},
        sort_keys=True,
        ensure_ascii=False,
    )
    return hashlib.sha256(content.encode()).hexdigest()[:32]


def _plain(value: Any) -> Any:
    """10000 in a file and 10000.00 in the database are one number."""
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return f"{Decimal(str(value)):.2f}"
    return value if isinstance(value, str | bool | list) or value is None else str(value)

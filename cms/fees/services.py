"""Recorded rules come with the project; what an editor has changed stays as she left it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.db import transaction

from cms.models import FeeRule, FeeRuleText

DATA = Path(__file__).parent / "data"


@transaction.atomic
def load_fee_rules(*, folder: Path = DATA) -> int:
    """Add the rules of `rules.toml` that are not there yet, and the languages a rule has no text in yet.

    A rule that is there stays as it is, whatever the file says: an editor may have corrected it. A rule that
    is deleted comes back; one that readers shall not see is made not public instead. Returns how many rules
    are new.

    Raises:
        ValidationError: a rule of the file is not complete; nothing is loaded then.
    """
    entries: list[dict[str, Any]] = tomllib.loads((folder / "rules.toml").read_text(encoding="utf-8"))[
        "rules"
    ]
    there = set(FeeRule.objects.values_list("slug", flat=True))
    for entry in entries:
        if entry["slug"] not in there:
            rule = FeeRule(**entry)
            rule.full_clean()
            rule.save()
    _load_texts(folder)
    return sum(entry["slug"] not in there for entry in entries)


def _load_texts(folder: Path) -> None:
    rules = dict(FeeRule.objects.values_list("slug", "pk"))
    for file in sorted(folder.glob("*.toml")):
        if file.stem == "rules":
            continue
        texts: dict[str, str] = tomllib.loads(file.read_text(encoding="utf-8"))
        FeeRuleText.objects.bulk_create(
            [
                FeeRuleText(rule_id=rules[slug], language=file.stem, text=text)
                for slug, text in texts.items()
                if slug in rules
            ],
            ignore_conflicts=True,
        )

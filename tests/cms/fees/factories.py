"""Rules as small as a test needs them."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from cms.models import FeeRule, FeeRuleText

AS_OF = datetime.date(2026, 1, 15)


def rule(**changes: Any) -> FeeRule:
    """A rule of Nepal for every job and every way, not in the database."""
    values: dict[str, Any] = {
        "slug": "rule",
        "country_code": "NP",
        "side": "origin",
        "limit": "nothing",
        "law": "Foreign Employment Act 2007 (sample)",
        "as_of": AS_OF,
    }
    return FeeRule(**(values | changes))


def limit(amount: object = 10_000, currency: str = "NPR", **changes: Any) -> FeeRule:
    return rule(limit="amount", amount=Decimal(str(amount)), currency=currency, **changes)


def share(percent: object = 10, **changes: Any) -> FeeRule:
    return rule(limit="wage_share", wage_percent=Decimal(str(percent)), **changes)


def saved(made: FeeRule, **texts: str) -> FeeRule:
    """The rule in the database, with what it says in these languages."""
    made.save()
    for language, text in texts.items():
        FeeRuleText.objects.create(rule=made, language=language, text=text)
    return made

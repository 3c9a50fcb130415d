"""What recorded rules mean for what a worker was asked to pay. No database, no request, no words.

An answer never says that a fee is allowed because nothing is known: no rule is `UNKNOWN`, and `WITHIN` says
only that an amount is not above the limit of one recorded rule.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Protocol

from cms.models.fees import FeeLimit, FeeSide


class Rule(Protocol):
    """What this module reads of a `FeeRule`."""

    slug: str
    country_code: str
    side: str
    other_codes: list[str]
    sectors: list[str]
    other_sectors: list[str]
    limit: str
    amount: Decimal | None
    currency: str
    wage_percent: Decimal | None
    as_of: datetime.date
    is_primary_source: bool


@dataclass(frozen=True)
class Asked:
    """What a worker says. Countries are ISO 3166-1 alpha-2 codes, currencies ISO 4217 codes.

    `sector` is "" when she does not say her job. `amount` is None when she does not say how much. The wage is
    that of one month.
    """

    origin: str
    destination: str
    sector: str = ""
    amount: Decimal | None = None
    currency: str = ""
    wage: Decimal | None = None
    wage_currency: str = ""


class Outcome(StrEnum):
    """What one country's rule means for her."""

    UNKNOWN = "unknown"
    FORBIDDEN = "forbidden"
    ABOVE = "above"
    WITHIN = "within"
    LIMITED = "limited"
    """There is a limit, and what she said cannot be compared with it."""
    NO_LIMIT = "no_limit"


@dataclass(frozen=True)
class SideAnswer:
    """The rule that holds for her on one side, and what it means. `limit` is the most that may be asked."""

    side: FeeSide
    country: str
    outcome: Outcome
    rule: Rule | None = None
    limit: Decimal | None = None
    currency: str = ""
    other_currency: bool = False
    """Her amount and the limit are in two currencies. Nothing is converted."""


@dataclass(frozen=True)
class Assessment:
    asked: Asked
    origin: SideAnswer
    destination: SideAnswer

    @property
    def sides(self) -> tuple[SideAnswer, SideAnswer]:
        return self.origin, self.destination

    @property
    def is_against_a_rule(self) -> bool:
        """Whether at least one recorded rule forbids what she was asked for."""
        return any(each.outcome in (Outcome.FORBIDDEN, Outcome.ABOVE) for each in self.sides)


def assess(rules: Sequence[Rule], asked: Asked) -> Assessment:
    """What the rules of both countries say. `rules` may hold those of other countries too."""
    return Assessment(
        asked=asked,
        origin=_side(rules, asked, FeeSide.ORIGIN, asked.origin, asked.destination),
        destination=_side(rules, asked, FeeSide.DESTINATION, asked.destination, asked.origin),
    )


def rule_for(
    rules: Iterable[Rule], *, side: FeeSide, country: str, other: str, sector: str = ""
) -> Rule | None:
    """The rule that holds: one for her job before one for all jobs, then one for her way before one for all
    ways, then the newest, then the one read in the law itself. None when none is recorded."""
    fitting = [rule for rule in rules if _holds(rule, side, country, other, sector)]
    return max(
        fitting,
        key=lambda rule: (
            bool(rule.sectors),
            bool(rule.other_codes),
            rule.as_of,
            rule.is_primary_source,
            rule.slug,
        ),
        default=None,
    )


def _holds(rule: Rule, side: FeeSide, country: str, other: str, sector: str) -> bool:
    if rule.side != side or rule.country_code != country:
        return False
    if rule.other_codes and other not in rule.other_codes:
        return False
    # Somebody who does not say her job is told of rules for every job only.
    return (not rule.sectors or sector in rule.sectors) and (not sector or sector not in rule.other_sectors)


def _side(rules: Iterable[Rule], asked: Asked, side: FeeSide, country: str, other: str) -> SideAnswer:
    rule = rule_for(rules, side=side, country=country, other=other, sector=asked.sector)
    if rule is None:
        return SideAnswer(side=side, country=country, outcome=Outcome.UNKNOWN)
    if rule.limit == FeeLimit.NOTHING:
        return SideAnswer(side=side, country=country, outcome=Outcome.FORBIDDEN, rule=rule)
    if rule.limit == FeeLimit.NO_LIMIT:
        return SideAnswer(side=side, country=country, outcome=Outcome.NO_LIMIT, rule=rule)
    limit, currency = _limit(rule, asked)
    return SideAnswer(
        side=side,
        country=country,
        outcome=_compare(asked, limit, currency),
        rule=rule,
        limit=limit,
        currency=currency,
        other_currency=bool(
            asked.amount is not None and limit is not None and asked.currency and asked.currency != currency
        ),
    )


def _limit(rule: Rule, asked: Asked) -> tuple[Decimal | None, str]:
    """The most that may be asked, in its currency; None when it depends on a wage that she does not say."""
    if rule.limit == FeeLimit.AMOUNT:
        return rule.amount, rule.currency
    if asked.wage is None or rule.wage_percent is None:
        return None, ""
    return (asked.wage * rule.wage_percent / 100).quantize(Decimal("0.01")), asked.wage_currency


def _compare(asked: Asked, limit: Decimal | None, currency: str) -> Outcome:
    if limit is None or asked.amount is None or not currency or asked.currency != currency:
        return Outcome.LIMITED
    return Outcome.ABOVE if asked.amount > limit else Outcome.WITHIN

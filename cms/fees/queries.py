"""Recorded rules for a reader. Each function says how many SQL queries it makes."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from babel.numbers import format_percent
from django.db.models import Q

from cms.fees.assess import Asked, Assessment, Outcome, SideAnswer, assess
from cms.models import FeeRule, FeeRuleText
from cms.models.fees import FeeLimit, FeeSide
from frontend import languages


@dataclass(frozen=True)
class RuleText:
    """A rule in plain words, in the language they are written in."""

    text: str
    language: str

    @property
    def dir(self) -> str:
        return languages.direction(self.language)


@dataclass(frozen=True)
class SideView:
    """What a template shows of one country's rule."""

    answer: SideAnswer
    country: str
    text: RuleText | None = None

    @property
    def rule(self) -> FeeRule | None:
        return self.answer.rule  # type: ignore[return-value]  # rules come from the database here

    @property
    def outcome(self) -> str:
        return self.answer.outcome.value

    @property
    def is_origin(self) -> bool:
        return self.answer.side == FeeSide.ORIGIN

    @property
    def site(self) -> str:
        """Where the rule can be read: the name of the site without "www."."""
        host = urlsplit(self.rule.url).hostname if self.rule else ""
        return (host or "").removeprefix("www.")

    @property
    def limit(self) -> str:
        """The most that may be asked, "NPR 10,000"; "" when it cannot be said as a sum."""
        return money(self.answer.limit, self.answer.currency)

    @property
    def is_wage_share(self) -> bool:
        return self.rule is not None and self.rule.limit == FeeLimit.WAGE_SHARE

    @property
    def months(self) -> int:
        """The limit in whole months of wages; 0 when it is no whole number of months."""
        percent = self.rule.wage_percent if self.rule else None
        return int(percent / 100) if percent and percent % 100 == 0 else 0

    @property
    def percent(self) -> str:
        """The limit as a share of one month's wage: "10%" as readers write it."""
        percent = self.rule.wage_percent if self.rule else None
        locale = languages.locale_of(languages.active_code())
        return format_percent(percent / 100, "#,##0.##%", locale=locale) if percent else ""


@dataclass(frozen=True)
class Answer:
    """What the page says to what a worker was asked for."""

    assessment: Assessment
    sides: tuple[SideView, SideView]

    @property
    def is_against_a_rule(self) -> bool:
        return self.assessment.is_against_a_rule

    @property
    def is_all_unknown(self) -> bool:
        return all(each.outcome == Outcome.UNKNOWN for each in self.sides)

    @property
    def amount(self) -> str:
        return money(self.assessment.asked.amount, self.assessment.asked.currency)


def money(amount: object, currency: str) -> str:
    """ "NPR 10,000": the letters of the currency, which say whose rupee it is, and a number as readers write
    it. "" when either is missing."""
    if amount is None or not currency:
        return ""
    return f"{currency}\N{NO-BREAK SPACE}{languages.number(amount)}"  # type: ignore[arg-type]


def rules_between(origin: str, destination: str) -> list[FeeRule]:
    """Every public rule of both countries that can hold between them. One query."""
    return list(
        FeeRule.objects.filter(live=True)
        .filter(
            Q(side=FeeSide.ORIGIN, country_code=origin)
            | Q(side=FeeSide.DESTINATION, country_code=destination)
        )
        .order_by("pk")
    )


def answer(asked: Asked, *, language: str) -> Answer:
    """What the recorded rules of both countries say, in the best language for a reader. Two queries."""
    assessment = assess(rules_between(asked.origin, asked.destination), asked)
    texts = _texts([each.rule for each in assessment.sides if each.rule], language)  # type: ignore[misc]
    views = tuple(
        SideView(
            answer=each,
            country=languages.country_name(each.country, language),
            text=texts.get(each.rule.pk) if each.rule else None,  # type: ignore[attr-defined]
        )
        for each in assessment.sides
    )
    return Answer(assessment=assessment, sides=views)  # type: ignore[arg-type]  # there are two sides


def _texts(rules: list[FeeRule], language: str) -> dict[int, RuleText]:
    """Each rule's words in the language a reader reads best. One query, none without rules."""
    found: dict[int, dict[str, str]] = {}
    if rules:
        for row in FeeRuleText.objects.filter(rule__in=rules).order_by("rule_id", "language"):
            found.setdefault(row.rule_id, {})[row.language] = row.text
    return {
        pk: RuleText(text=texts[best], language=best)
        for pk, texts in found.items()
        if (best := languages.best_language(language, texts))
    }

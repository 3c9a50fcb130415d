"""What a country's rules let somebody ask a worker to pay for a job."""

from __future__ import annotations

import itertools
from typing import Any

from babel.numbers import is_currency
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from cms.models.drafts import Drafted, match_children
from cms.models.fields import (
    ChoicesField,
    CountryCodesField,
    validate_country_codes,
    validate_web_address,
)
from cms.models.vocabulary import Sector


class FeeSide(models.TextChoices):
    ORIGIN = "origin", _("Rule of the country workers leave")
    DESTINATION = "destination", _("Rule of the country workers go to")


class FeeLimit(models.TextChoices):
    NOTHING = "nothing", _("The worker pays nothing")
    AMOUNT = "amount", _("At most an amount of money")
    WAGE_SHARE = "wage_share", _("At most a part of the monthly wage")
    NO_LIMIT = "no_limit", _("Fees are allowed and no limit is known")


def validate_country(code: str) -> None:
    """The code is a country's. Raises ValidationError, which says how a code looks."""
    validate_country_codes([code])


class FeeRule(Drafted, ClusterableModel):
    """A recorded rule with its source and its day. No row means: not known, never "nothing"."""

    slug = models.SlugField(
        max_length=80, unique=True, blank=True, help_text=_("A short name of its own. Empty: we make one.")
    )
    country_code = models.CharField(
        _("country"), max_length=2, help_text=_("Its code in two letters: NP"), validators=[validate_country]
    )
    side = models.CharField(_("whose rule"), max_length=12, choices=FeeSide)
    other_codes = CountryCodesField(
        verbose_name=_("for workers at the other end"),
        help_text=_("Country codes of the other end. Empty: whatever it is."),
    )
    sectors = ChoicesField(Sector, verbose_name=_("jobs"), help_text=_("None ticked: every job."))
    other_sectors = ChoicesField(
        Sector,
        verbose_name=_("not for these jobs"),
        help_text=_("Jobs that have another rule, whether we know it or not."),
    )
    limit = models.CharField(_("limit"), max_length=12, choices=FeeLimit)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, blank=True, help_text=_("ISO 4217: NPR"))
    wage_percent = models.DecimalField(
        _("per cent of one month's wage"), max_digits=6, decimal_places=2, null=True, blank=True
    )
    law = models.CharField(_("law or rule, with its year"), max_length=250)
    article = models.CharField(_("article"), max_length=120, blank=True)
    url = models.URLField(_("where it can be read"), blank=True, max_length=300)
    as_of = models.DateField(_("as it was on"))
    is_primary_source = models.BooleanField(
        _("read in the law itself"), default=False, help_text=_("Not ticked: read in a text about it.")
    )
    loaded_hash = models.CharField(
        max_length=32,
        blank=True,
        editable=False,
        help_text="what the files of rules said when they were loaded; empty: an editor made it",
    )

    class Meta:
        ordering = ["country_code", "side", "-as_of", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(limit="amount") | (Q(amount__gt=0) & ~Q(currency="")),
                name="fee_amount_has_a_currency",
            ),
            models.CheckConstraint(
                condition=~Q(limit="wage_share") | Q(wage_percent__gt=0), name="fee_share_has_a_percentage"
            ),
        ]
        verbose_name = _("fee rule")
        verbose_name_plural = _("fee rules")

    def __str__(self) -> str:
        return f"{self.country_code}: {self.law}"

    def keep_from_row(self, draft: FeeRule, content: dict[str, Any]) -> None:
        """What the files of rules said is no part of a draft."""
        draft.loaded_hash = self.loaded_hash
        texts = FeeRuleText.objects.filter(rule=self).order_by("pk")
        for text, stored in match_children(draft.texts.all(), texts, ("language",)):
            text.loaded_hash = stored.loaded_hash if stored else ""

    def clean(self) -> None:
        """What the limit needs is there, and what it does not need is gone. Makes a short name when there is
        none.

        Raises:
            ValidationError: names the field and says what to write there.
        """
        problems: dict[str, Any] = {}
        if self.limit == FeeLimit.AMOUNT:
            if not self.amount or self.amount <= 0:
                problems["amount"] = _("Write the most that may be asked: 10000")
            if not is_currency(self.currency):
                problems["currency"] = _("Write the three letters of the currency: NPR")
        else:
            self.amount, self.currency = None, ""
        if self.limit == FeeLimit.WAGE_SHARE:
            if not self.wage_percent or self.wage_percent <= 0:
                problems["wage_percent"] = _("Write a number: 10 for a tenth, 100 for a whole month's wage")
        else:
            self.wage_percent = None
        if self.as_of and self.as_of > timezone.localdate():
            problems["as_of"] = _("This day has not come yet.")
        if set(self.sectors) & set(self.other_sectors):
            problems["other_sectors"] = _("A job is ticked in both lists. Tick it in one.")
        if self.country_code and self.country_code in (self.other_codes or []):
            problems["other_codes"] = _("This is the country of the rule. Name the other end here.")
        try:
            validate_web_address(self.url)
        except ValidationError as problem:
            problems["url"] = problem
        if problems:
            raise ValidationError(problems)
        if not self.slug:
            self.slug = self._free_slug()

    def _free_slug(self) -> str:
        taken = set(FeeRule.objects.exclude(pk=self.pk).values_list("slug", flat=True))
        base = slugify(f"{self.country_code} {self.law}")[:70].strip("-") or "rule"
        numbered = (f"{base}-{number}" for number in itertools.count(2))
        return next(slug for slug in itertools.chain([base], numbered) if slug not in taken)


class FeeRuleText(models.Model):
    """What a reader should know of a rule besides its limit, in one language."""

    rule = ParentalKey(FeeRule, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=12)
    text = models.TextField(_("in plain words"), max_length=500)
    checked_by_speaker = models.BooleanField(_("checked by a speaker of the language"), default=False)
    loaded_hash = models.CharField(max_length=32, blank=True, editable=False)

    class Meta:
        ordering = ["rule_id", "language"]
        constraints = [models.UniqueConstraint(fields=["rule", "language"], name="fee_text_once_a_language")]
        verbose_name = _("text in one language")

    def __str__(self) -> str:
        return f"{self.rule} [{self.language}]"

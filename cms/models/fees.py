"""What a country's rules let somebody ask a worker to pay for a job."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from cms.models.fields import ChoicesField, CountryCodesField
from cms.models.vocabulary import Sector


class FeeSide(models.TextChoices):
    ORIGIN = "origin", _("Rule of the country workers leave")
    DESTINATION = "destination", _("Rule of the country workers go to")


class FeeLimit(models.TextChoices):
    NOTHING = "nothing", _("The worker pays nothing")
    AMOUNT = "amount", _("At most an amount of money")
    WAGE_SHARE = "wage_share", _("At most a part of the monthly wage")
    NO_LIMIT = "no_limit", _("Fees are allowed and no limit is known")


class FeeRule(ClusterableModel):
    """A recorded rule with its source and its day. No row means: not known, never "nothing"."""

    slug = models.SlugField(max_length=80, unique=True)
    country_code = models.CharField(_("country"), max_length=2)
    side = models.CharField(_("whose rule"), max_length=12, choices=FeeSide)
    other_codes = CountryCodesField(
        verbose_name=_("for workers at the other end"),
        help_text=_("Country codes of the other end. Empty: whatever it is."),
    )
    sectors = ChoicesField(Sector, verbose_name=_("jobs"), help_text=_("None ticked: every job."))
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
    is_public = models.BooleanField(_("shown to readers"), default=True)

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


class FeeRuleText(models.Model):
    """What a reader should know of a rule besides its limit, in one language."""

    rule = ParentalKey(FeeRule, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=12)
    text = models.TextField(_("in plain words"), max_length=500)
    checked_by_speaker = models.BooleanField(_("checked by a speaker of the language"), default=False)

    class Meta:
        ordering = ["rule", "language"]
        constraints = [models.UniqueConstraint(fields=["rule", "language"], name="fee_text_once_a_language")]
        verbose_name = _("text in one language")

    def __str__(self) -> str:
        return f"{self.rule} [{self.language}]"

"""Rights guides and their index."""

from __future__ import annotations

import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField

from cms.models.base import TranslatedPage
from cms.models.blocks import BodyBlock
from cms.models.fields import BodyField


class Stage(models.TextChoices):
    """Where on her way the reader needs a guide; the order is the order of the index."""

    RECRUITMENT = "recruitment", _("When somebody offers you a job")
    BEFORE_DEPARTURE = "before_departure", _("Before you leave")
    ARRIVAL = "arrival", _("When you arrive")
    WORK = "work", _("While you work")
    RETURN = "return", _("When you go home")


class Jurisdiction(models.TextChoices):
    """Whose law a guide tells of."""

    INTERNATIONAL = "international", _("International standards")
    COUNTRY = "country", _("The law of a country")
    CORRIDOR = "corridor", _("The law of both ends of a corridor")


def validate_country_codes(value: str) -> None:
    """Two capital letters each, separated by one space: ISO 3166-1 alpha-2."""
    if any(len(code) != 2 or not code.isascii() or not code.isupper() for code in value.split()):
        raise ValidationError(_("Write two capital letters for each country, with a space between: NP MY"))


class GuideIndexPage(TranslatedPage):
    """All guides of one language by stage."""

    intro = models.TextField(_("introduction"), max_length=400, blank=True)

    template = "cms/guide_index_page.html"
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.GuidePage"]
    max_count_per_parent = 1
    content_panels = [*Page.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = _("guides index")
        verbose_name_plural = _("guides indexes")


class GuidePage(TranslatedPage):
    """What a worker can do and what the law says, checked by somebody on a day."""

    summary = models.TextField(
        _("summary"), max_length=400, help_text=_("What it is about, in two sentences.")
    )
    stage = models.CharField(_("stage"), max_length=20, choices=Stage)
    jurisdiction = models.CharField(
        _("whose law"), max_length=20, choices=Jurisdiction, default=Jurisdiction.INTERNATIONAL
    )
    country_codes = models.CharField(
        _("countries"), max_length=60, blank=True, validators=[validate_country_codes]
    )
    reviewed_by = models.CharField(_("checked by"), max_length=120, blank=True)
    reviewed_on = models.DateField(
        _("checked on"), null=True, blank=True, help_text=_("Only when the whole page was checked.")
    )
    review_due = models.DateField(_("to be checked again by"), null=True, blank=True)
    body = BodyField(BodyBlock(), blank=True, verbose_name=_("body"))

    template = "cms/guide_page.html"
    parent_page_types = ["cms.GuideIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel(
            [FieldPanel("stage"), FieldPanel("jurisdiction"), FieldPanel("country_codes")],
            heading=_("For whom"),
        ),
        FieldRowPanel(
            [FieldPanel("reviewed_by"), FieldPanel("reviewed_on"), FieldPanel("review_due")],
            heading=_("Checked"),
        ),
        FieldPanel("body"),
    ]
    override_translatable_fields = [
        *TranslatedPage.override_translatable_fields,
        SynchronizedField("country_codes", overridable=False),
        SynchronizedField("reviewed_by"),
    ]

    class Meta:
        verbose_name = _("guide")
        verbose_name_plural = _("guides")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(review_due__isnull=True)
                | models.Q(reviewed_on__isnull=True)
                | models.Q(review_due__gt=models.F("reviewed_on")),
                name="guide_is_due_after_its_review",
            )
        ]

    @property
    def countries(self) -> list[str]:
        return self.country_codes.split()

    def is_overdue(self, *, on: datetime.date) -> bool:
        """Whether the day on which somebody should have checked it again has passed."""
        return self.review_due is not None and self.review_due < on

    def clean(self) -> None:
        super().clean()
        if self.jurisdiction != Jurisdiction.INTERNATIONAL and not self.country_codes:
            raise ValidationError({"country_codes": _("Say which countries the guide is about.")})
        if self.reviewed_on and self.review_due and self.review_due <= self.reviewed_on:
            raise ValidationError({"review_due": _("The next check comes after the last one.")})

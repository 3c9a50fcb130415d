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
from cms.models.blocks import BodyBlock, SourcesBlock
from cms.models.fields import BodyField, ChoicesField, CountryCodesField
from cms.models.vocabulary import Jurisdiction, Sector, Stage, Topic


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
    origin_codes = CountryCodesField(
        verbose_name=_("for workers from"),
        help_text=_("Country codes with a space between: NP BD. Empty: from every country."),
    )
    destination_codes = CountryCodesField(
        verbose_name=_("for workers in"),
        help_text=_("Country codes with a space between: MY QA. Empty: in every country."),
    )
    sectors = ChoicesField(Sector, verbose_name=_("jobs"), help_text=_("None ticked: every job."))
    topics = ChoicesField(Topic, verbose_name=_("subjects"))
    reviewed_by = models.CharField(_("checked by"), max_length=120, blank=True)
    reviewed_on = models.DateField(
        _("checked on"), null=True, blank=True, help_text=_("Only when the whole page was checked.")
    )
    review_due = models.DateField(_("to be checked again by"), null=True, blank=True)
    share_text = models.CharField(
        _("two lines to pass on"),
        max_length=200,
        blank=True,
        help_text=_("What helps somebody who gets it as a text message and cannot open the page."),
    )
    body = BodyField(BodyBlock(), blank=True, verbose_name=_("body"))
    sources = BodyField(SourcesBlock(), blank=True, verbose_name=_("laws and sources"))

    template = "cms/guide_page.html"
    parent_page_types = ["cms.GuideIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel(
            [
                FieldPanel("stage"),
                FieldPanel("jurisdiction"),
                FieldPanel("origin_codes"),
                FieldPanel("destination_codes"),
                FieldPanel("sectors"),
                FieldPanel("topics"),
            ],
            heading=_("For whom"),
        ),
        FieldRowPanel(
            [FieldPanel("reviewed_by"), FieldPanel("reviewed_on"), FieldPanel("review_due")],
            heading=_("Checked"),
        ),
        FieldPanel("body"),
        FieldPanel("sources"),
        FieldPanel("share_text"),
    ]
    promote_panels = [
        *TranslatedPage.promote_panels,
        FieldPanel(
            "seo_title",
            heading=_("title in the tab and in the history"),
            help_text=_("A title that says nothing, for a page that is dangerous to be seen reading."),
        ),
    ]
    override_translatable_fields = [
        *TranslatedPage.override_translatable_fields,
        SynchronizedField("origin_codes", overridable=False),
        SynchronizedField("destination_codes", overridable=False),
        SynchronizedField("sectors", overridable=False),
        SynchronizedField("topics", overridable=False),
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
        """The countries whose law it tells of; none when it tells of international standards."""
        if self.jurisdiction == Jurisdiction.ORIGIN:
            return self.origin_codes
        return self.destination_codes if self.jurisdiction == Jurisdiction.DESTINATION else []

    def is_overdue(self, *, on: datetime.date) -> bool:
        """Whether the day on which somebody should have checked it again has passed."""
        return self.review_due is not None and self.review_due < on

    def clean(self) -> None:
        super().clean()
        if self.jurisdiction != Jurisdiction.INTERNATIONAL and not self.countries:
            field = "origin_codes" if self.jurisdiction == Jurisdiction.ORIGIN else "destination_codes"
            raise ValidationError({field: _("Say which countries the guide is about.")})
        if self.reviewed_on and self.review_due and self.review_due <= self.reviewed_on:
            raise ValidationError({"review_due": _("The next check comes after the last one.")})

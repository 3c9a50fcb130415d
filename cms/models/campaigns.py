"""Campaign pages: one campaign and one petition, told in many languages."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page
from wagtail_localize.fields import SynchronizedField

from cms.models.base import TranslatedPage
from cms.models.blocks import BodyBlock
from cms.models.fields import BodyField


class CampaignIndexPage(TranslatedPage):
    """All campaigns in one language."""

    intro = models.TextField(_("introduction"), max_length=400, blank=True)

    template = "cms/campaign_index_page.html"
    parent_page_types = ["cms.HomePage"]
    subpage_types = ["cms.CampaignPage"]
    max_count_per_parent = 1
    content_panels = [*Page.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = _("campaigns index")
        verbose_name_plural = _("campaigns indexes")


class CampaignPage(TranslatedPage):
    """A campaign in one language. Campaign, petition and count are the same in all of them."""

    campaign = models.ForeignKey(
        "drives.Campaign", on_delete=models.PROTECT, related_name="pages", verbose_name=_("campaign")
    )
    summary = models.TextField(_("summary"), max_length=400, help_text=_("Who demands what of whom."))
    notice = models.TextField(
        _("notice above the page"), max_length=400, blank=True, help_text=_("What a reader must know first.")
    )
    body = BodyField(BodyBlock(), blank=True, verbose_name=_("body"))

    template = "cms/campaign_page.html"
    parent_page_types = ["cms.CampaignIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *Page.content_panels,
        FieldPanel("campaign"),
        FieldPanel("summary"),
        FieldPanel("notice"),
        FieldPanel("body"),
    ]
    override_translatable_fields = [
        *TranslatedPage.override_translatable_fields,
        SynchronizedField("campaign", overridable=False),
    ]

    class Meta:
        verbose_name = _("campaign page")
        verbose_name_plural = _("campaign pages")

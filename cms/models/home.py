"""The home page of a language."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from cms.models.base import TranslatedPage
from cms.models.fields import OwnField


class HomePage(TranslatedPage):
    """What Corridor is, in two sentences, and the doors into it."""

    intro = models.TextField(_("introduction"), max_length=400, blank=True)

    template = "cms/home_page.html"
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["cms.GuideIndexPage", "cms.CampaignIndexPage"]
    content_panels = [*Page.content_panels, FieldPanel("intro")]
    # All homes stand side by side under the root, where two may not have the same slug.
    override_translatable_fields = [OwnField("slug"), *TranslatedPage.override_translatable_fields[1:]]

    class Meta:
        verbose_name = _("home page")
        verbose_name_plural = _("home pages")

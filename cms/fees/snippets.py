"""Fee rules in Wagtail's admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.models import FeeRule


class FeeRuleViewSet(SnippetViewSet):
    """Rules by country, the newest first: which must be read again, and where."""

    model = FeeRule
    icon = "clipboard-list"
    list_display = ["country_code", "side", "limit", "law", "as_of", "is_primary_source", "is_public"]
    list_filter = ["country_code", "side", "limit", "is_primary_source", "is_public"]
    search_fields = ["law", "article", "slug"]
    ordering = ["country_code", "side", "-as_of"]
    panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("country_code"), FieldPanel("side")]),
                FieldPanel("other_codes"),
                FieldPanel("sectors"),
                FieldPanel("other_sectors"),
            ],
            heading=_("For whom it holds"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("limit"),
                FieldRowPanel([FieldPanel("amount"), FieldPanel("currency")]),
                FieldPanel("wage_percent"),
            ],
            heading=_("What may be asked"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("law"),
                FieldPanel("article"),
                FieldPanel("url"),
                FieldRowPanel([FieldPanel("as_of"), FieldPanel("is_primary_source")]),
            ],
            heading=_("Where this is written"),
        ),
        InlinePanel("texts", heading=_("In plain words"), label=_("Text in one language")),
        MultiFieldPanel([FieldPanel("is_public"), FieldPanel("slug")], heading=_("On this site")),
    ]

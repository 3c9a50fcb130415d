"""Fee rules in Wagtail's admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, PublishingPanel
from wagtail.admin.ui.tables import LiveStatusTagColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from cms.models import FeeRule


class FeeRuleViewSet(SnippetViewSet):
    """Rules by country, the newest first: which must be read again, and where.

    A draft is as complete as what is published: the same fields are required of both.
    """

    model = FeeRule
    icon = "clipboard-list"
    list_display = [
        "country_code",
        "side",
        "limit",
        "law",
        "as_of",
        "is_primary_source",
        LiveStatusTagColumn(label=_("State")),
    ]
    list_filter = ["country_code", "side", "limit", "is_primary_source", "live"]
    search_fields = ["law", "article", "slug"]
    ordering = ["country_code", "side", "-as_of"]
    panels = [
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel("country_code", required_on_save=True),
                        FieldPanel("side", required_on_save=True),
                    ]
                ),
                FieldPanel("other_codes"),
                FieldPanel("sectors"),
                FieldPanel("other_sectors"),
            ],
            heading=_("For whom it holds"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("limit", required_on_save=True),
                FieldRowPanel([FieldPanel("amount"), FieldPanel("currency")]),
                FieldPanel("wage_percent"),
            ],
            heading=_("What may be asked"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("law", required_on_save=True),
                FieldPanel("article"),
                FieldPanel("url"),
                FieldRowPanel([FieldPanel("as_of"), FieldPanel("is_primary_source")]),
            ],
            heading=_("Where this is written"),
        ),
        InlinePanel(
            "texts",
            heading=_("In plain words"),
            label=_("Text in one language"),
            panels=[
                FieldPanel("language", required_on_save=True),
                FieldPanel("text", required_on_save=True),
                FieldPanel("checked_by_speaker"),
            ],
        ),
        MultiFieldPanel([FieldPanel("slug")], heading=_("On this site")),
        PublishingPanel(),
    ]

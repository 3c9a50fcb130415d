"""Campaigns in Wagtail's admin. Their pages, one a language, choose them from this list."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from campaigns.drives.models import Campaign


class CampaignViewSet(SnippetViewSet):
    model = Campaign
    icon = "flag"
    menu_label = _("Campaigns")
    menu_order = 210
    add_to_admin_menu = True
    list_display = ["name", "kind", "state", "union", "starts_date"]
    list_filter = ["kind", "state", "union"]
    search_fields = ["name", "slug"]
    panels = [
        FieldPanel("name"),
        FieldPanel("slug"),
        FieldRowPanel([FieldPanel("kind"), FieldPanel("state")], heading=_("Kind and state")),
        MultiFieldPanel(
            [FieldPanel("union"), FieldPanel("petition"), FieldPanel("topic")], heading=_("Who and what")
        ),
        FieldRowPanel([FieldPanel("starts_date"), FieldPanel("ends_date")], heading=_("When")),
    ]


register_snippet(CampaignViewSet)

"""Petitions in Wagtail's admin: campaigners write them, one text for each language."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from campaigns.petitions.models import Petition


class PetitionViewSet(SnippetViewSet):
    model = Petition
    icon = "edit"
    menu_label = _("Petitions")
    add_to_admin_menu = True
    list_display = ["slug", "state", "union", "opens_at", "closes_at"]
    list_filter = ["state", "union"]
    panels = [
        MultiFieldPanel([FieldPanel("slug"), FieldPanel("state"), FieldPanel("goal")], heading=_("Petition")),
        MultiFieldPanel([FieldPanel("union"), FieldPanel("topic")], heading=_("Who stands behind it")),
        MultiFieldPanel(
            [FieldPanel("opens_at"), FieldPanel("closes_at")], heading=_("When it is open (UTC)")
        ),
        InlinePanel("texts", heading=_("Texts, one for each language"), min_num=1),
    ]


register_snippet(PetitionViewSet)

"""Fee rules in Wagtail's admin."""

from wagtail.snippets.views.snippets import SnippetViewSet

from cms.models import FeeRule


class FeeRuleViewSet(SnippetViewSet):
    model = FeeRule
    icon = "clipboard-list"
    list_display = ["country_code", "side", "limit", "as_of", "is_public"]

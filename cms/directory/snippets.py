"""The directory in Wagtail's admin."""

from wagtail.snippets.views.snippets import SnippetViewSet

from cms.models import Contact


class ContactViewSet(SnippetViewSet):
    model = Contact
    icon = "group"
    add_to_admin_menu = True
    list_display = ["name", "kind", "checked_on", "is_public"]

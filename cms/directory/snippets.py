"""The directory in Wagtail's admin."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
)
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from cms.models import Contact


class ContactForm(WagtailAdminModelForm):
    """Looks at what the entry and its opening hours say together; the models know each row alone."""

    def is_valid(self) -> bool:
        if not super().is_valid():
            return False
        if self._hours() and not self.cleaned_data.get("time_zone"):
            self.add_error("time_zone", _("Say in which time zone the opening hours are."))
        if self._hours() and self.cleaned_data.get("is_always_open"):
            self.add_error("is_always_open", _("Either it is open day and night, or it has opening hours."))
        return not self.errors

    def _hours(self) -> list[Any]:
        rows = self.formsets["hours"].forms if "hours" in self.formsets else []
        return [row for row in rows if row.cleaned_data and not row.cleaned_data.get("DELETE")]


class ContactIndexView(IndexView):
    def search_queryset(self, queryset: Any) -> Any:
        """An entry whose texts hold a word twice is one entry."""
        return super().search_queryset(queryset).distinct()


class ContactViewSet(SnippetViewSet):
    """A draft is as complete as what is published: the same fields are required of both."""

    model = Contact
    index_view_class = ContactIndexView
    icon = "group"
    menu_label = _("Directory")
    menu_order = 220
    add_to_admin_menu = True
    list_display = [
        "name",
        "kind",
        Column("countries", label=_("Helps in"), accessor=lambda contact: " ".join(contact.country_codes)),
        "checked_on",
        LiveStatusTagColumn(label=_("State")),
    ]
    list_filter = ["kind", "live", "union"]
    search_fields = ["name", "slug", "email", "website", "texts__does", "phones__number"]
    ordering = ["kind", "name"]
    list_per_page = 50
    edit_handler = ObjectList(
        [
            FieldPanel("name", required_on_save=True),
            FieldPanel("slug"),
            FieldPanel("kind", required_on_save=True),
            FieldPanel("union"),
            InlinePanel(
                "texts",
                heading=_("In each language"),
                label=_("text in one language"),
                panels=[
                    FieldPanel(
                        "language",
                        widget=forms.Select(choices=[("", "—"), *settings.LANGUAGES]),
                        required_on_save=True,
                    ),
                    FieldPanel("name"),
                    FieldPanel("does", required_on_save=True),
                    FieldPanel("helps"),
                    FieldPanel("reach"),
                    FieldPanel("checked_by_speaker"),
                ],
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("country_codes"), FieldPanel("origin_codes")]),
                    FieldPanel("needs"),
                    FieldPanel("sectors"),
                    FieldPanel("language_codes"),
                ],
                heading=_("Whom it helps"),
            ),
            InlinePanel(
                "phones",
                heading=_("Telephone numbers"),
                label=_("telephone number"),
                panels=[
                    FieldRowPanel(
                        [
                            FieldPanel("number", required_on_save=True),
                            FieldPanel("kind", required_on_save=True),
                        ]
                    )
                ],
            ),
            MultiFieldPanel(
                [
                    FieldRowPanel([FieldPanel("is_always_open"), FieldPanel("time_zone")]),
                    InlinePanel(
                        "hours",
                        heading=_("Opening hours"),
                        label=_("opening hours"),
                        panels=[
                            FieldRowPanel([FieldPanel("first_day"), FieldPanel("last_day")]),
                            FieldRowPanel([FieldPanel("opens_at"), FieldPanel("closes_at")]),
                        ],
                    ),
                ],
                heading=_("When it is open"),
            ),
            MultiFieldPanel(
                [FieldPanel("email"), FieldPanel("website"), FieldPanel("address")],
                heading=_("Other ways to reach it"),
            ),
            FieldRowPanel([FieldPanel("checked_on"), FieldPanel("source_url")], heading=_("Checked")),
            PublishingPanel(),
        ],
        base_form_class=ContactForm,
    )

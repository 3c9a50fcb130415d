"""Petitions in Wagtail's admin: campaigners write them, moderators decide what is opened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.sidebar import LinkMenuItem
from wagtail.admin.widgets.button import Button
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from campaigns.petitions import admin_views, permissions, waiting
from campaigns.petitions.admin_forms import PetitionForm
from campaigns.petitions.models import Petition
from frontend import languages


class PetitionViewSet(SnippetViewSet):
    """The state is no field: only acts change it."""

    model = Petition
    icon = "edit"
    menu_label = _("Petitions")
    add_to_admin_menu = True
    list_display = ["slug", "state", "union", "opens_at", "closes_at"]
    list_filter = ["state", "union"]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("slug"), FieldPanel("goal")], heading=_("Petition")),
            MultiFieldPanel([FieldPanel("union"), FieldPanel("topic")], heading=_("Who stands behind it")),
            MultiFieldPanel(
                [FieldPanel("opens_at"), FieldPanel("closes_at"), FieldPanel("time_zone")],
                heading=_("When it is open"),
            ),
            InlinePanel("texts", heading=_("Texts, one for each language"), min_num=1),
        ],
        base_form_class=PetitionForm,
    )


register_snippet(PetitionViewSet)


class QueueMenuItem(MenuItem):
    """For those who may moderate, with the number of petitions that wait."""

    def is_shown(self, request: HttpRequest) -> bool:
        return permissions.can_moderate_petition(request.user)

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        waiting_count = waiting.count()
        label = f"{self.label} ({languages.number(waiting_count)})" if waiting_count else self.label
        return LinkMenuItem(
            self.name, label, self.url, icon_name=self.icon_name, classname=self.classname, attrs=self.attrs
        )


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern | URLResolver]:
    patterns = [
        path("moderation/", admin_views.queue, name="queue"),
        path("<uuid:pk>/", admin_views.petition, name="petition"),
        path("<uuid:pk>/move/<slug:to_state>/", admin_views.move, name="move"),
    ]
    return [path("petitions/", include((patterns, "petition_life")))]


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    return QueueMenuItem(
        _("Moderation"),
        reverse("petition_life:queue"),
        name="petition-moderation",
        icon_name="tasks",
        order=215,
    )


@hooks.register("register_snippet_listing_buttons")
def offer_the_moves(snippet: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    if not isinstance(snippet, Petition) or not permissions.can_follow_petition(user):
        return
    life = reverse("petition_life:petition", args=[snippet.pk])
    yield Button(_("State and history"), life, icon_name="history", priority=30)
    for place, move in enumerate(admin_views.moves(snippet, user)):
        yield Button(move.label, move.url, icon_name="arrow-right", priority=31 + place)


from campaigns.petitions import removal_hooks  # noqa: E402, F401 - registers its own hooks

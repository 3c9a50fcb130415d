"""Where editors find the notes: a line in the menu, and a button beside each contact."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button

from cms.models import Contact
from cms.reports import admin_views, permissions


class NotesMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return permissions.can_read_notes(request.user)


@hooks.register("register_admin_urls")
def register_urls() -> list[URLPattern | URLResolver]:
    patterns = [
        path("", admin_views.index, name="index"),
        path("<uuid:pk>/", admin_views.note, name="note"),
        path("contacts/<int:pk>/", admin_views.contact, name="contact"),
        path("contacts/<int:pk>/number/", admin_views.check_number, name="check_number"),
    ]
    return [path("reports/", include((patterns, "reader_reports")))]


@hooks.register("register_admin_menu_item")
def register_menu_item() -> MenuItem:
    return NotesMenuItem(
        _("Notes from readers"),
        reverse("reader_reports:index"),
        name="reader-notes",
        icon_name="comment",
        order=230,
    )


@hooks.register("register_snippet_listing_buttons")
def offer_the_round(snippet: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    if isinstance(snippet, Contact) and permissions.can_check_contact(user):
        yield Button(
            _("Check numbers"),
            reverse("reader_reports:contact", args=[snippet.pk]),
            icon_name="check",
            priority=30,
        )

"""Where moderators find the signatures of a petition: a button beside it, and the addresses behind that."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.widgets.button import Button

from campaigns.petitions import permissions, removal_views
from campaigns.petitions.models import Petition


@hooks.register("register_admin_urls", order=-1)
def register_urls() -> list[URLPattern | URLResolver]:
    """Before the addresses of the changes of state, one of which any word may follow."""
    patterns = [
        path("", removal_views.page, name="page"),
        path("release/", removal_views.release, name="release"),
        path("<uuid:rule>/apply/", removal_views.apply, name="apply"),
        path("<uuid:rule>/undo/", removal_views.undo, name="undo"),
    ]
    return [path("petitions/<uuid:pk>/signatures/", include((patterns, "petition_signatures")))]


@hooks.register("register_snippet_listing_buttons")
def offer_the_signatures(snippet: Any, user: Any, next_url: str | None = None) -> Iterator[Button]:
    if isinstance(snippet, Petition) and permissions.can_remove_signatures(user):
        address = reverse("petition_signatures:page", args=[snippet.pk])
        yield Button(_("Signatures"), address, icon_name="group", priority=40)

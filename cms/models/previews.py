"""How an editor looks at a page before readers do: as wide as a phone, in each of its languages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, PreviewableMixin

from frontend import languages

Renderer = Callable[[Any, HttpRequest], HttpResponse]
renderers: dict[str, Renderer] = {}
"""Who draws a "preview": filled from `cms.apps`, because drawing stands above the models."""

PHONE_WIDTH = 360


class PhonePreviewMixin:
    """Previews of 360 pixels, in the page's own language and in every other that the page exists in."""

    @property
    def preview_sizes(self) -> list[dict[str, Any]]:
        phone = {
            "name": "mobile",
            "icon": "mobile-alt",
            "device_width": PHONE_WIDTH,
            "label": _("As a phone shows it"),
        }
        return [phone, *PreviewableMixin.DEFAULT_PREVIEW_SIZES[1:]]

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        """This page first, then its other languages by their codes. One query, once for each object."""
        if not hasattr(self, "_preview_modes"):
            own = languages.endonym(self.locale.language_code) if self.locale_id else ""  # type: ignore[attr-defined]
            others = [each.locale.language_code for each in self._in_other_languages()]
            self._preview_modes = [("", own), *((code, languages.endonym(code)) for code in others)]
        return self._preview_modes

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """A draft as readers would get it; `mode_name` is the code of another language of the page.

        Raises PermissionDenied when that language is only a draft which this person may not see.
        """
        request.is_preview = True  # type: ignore[attr-defined]
        own = self.locale.language_code  # type: ignore[attr-defined]
        if mode_name and mode_name != own:
            page = self._draft_in(mode_name, request.user)
            extra = {"in_preview_panel": getattr(request, "in_preview_panel", False)}
            return page.make_preview_request(request, "", extra)
        return renderers["preview"](self, request)

    def _in_other_languages(self) -> list[Page]:
        if self.pk is None:  # type: ignore[attr-defined]
            return []
        found = Page.objects.filter(translation_key=self.translation_key, alias_of__isnull=True)  # type: ignore[attr-defined]
        return list(
            found.exclude(pk=self.pk).select_related("locale").order_by("locale__language_code")  # type: ignore[attr-defined]
        )

    def _draft_in(self, code: str, user: Any) -> Page:
        page = next((each for each in self._in_other_languages() if each.locale.language_code == code), None)
        if page is None:
            raise PermissionDenied
        may = page.permissions_for_user(user)
        if may.can_edit() or may.can_publish():
            return page.get_latest_revision_as_object()
        if not page.live:
            raise PermissionDenied
        return page.specific

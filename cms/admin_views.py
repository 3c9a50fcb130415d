"""Wagtail-localize's admin views where Corridor is stricter than they are."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail_localize.views.update_translations import UpdateTranslationsForm, UpdateTranslationsView


class DraftsOnlyForm(UpdateTranslationsForm):
    """Takes new strings into translations and leaves them drafts."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["publish_translations"]

    def clean(self) -> dict[str, Any]:
        return (super().clean() or {}) | {"publish_translations": False}


class UpdateDraftsView(UpdateTranslationsView):
    """ "Sync translated pages" without "publish immediately", which would mix two languages on one page."""

    def get_form(self) -> DraftsOnlyForm:
        request: HttpRequest = self.request
        return DraftsOnlyForm(request.POST) if request.method == "POST" else DraftsOnlyForm()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return super().post(request, **kwargs)

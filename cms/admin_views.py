"""Wagtail-localize's admin views where Corridor is stricter than they are."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail_localize.machine_translators import get_machine_translator
from wagtail_localize.views.edit_translation import apply_machine_translation
from wagtail_localize.views.update_translations import UpdateTranslationsForm, UpdateTranslationsView

from cms import changes
from cms.models import ContentChange, strings


class DraftsOnlyForm(UpdateTranslationsForm):
    """Takes new strings into translations and leaves them drafts."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["publish_translations"]

    def clean(self) -> dict[str, Any]:
        return (super().clean() or {}) | {"publish_translations": False}


class UpdateDraftsView(UpdateTranslationsView):
    """ "Sync translated pages" without "publish immediately", which would mix two languages on one page.

    The pieces of text are taken by a worker (`cms.translators.following`), as after a publication: this asks
    for it once more. What the machine is given are pieces that have been taken.
    """

    def get_form(self) -> DraftsOnlyForm:
        request: HttpRequest = self.request
        return DraftsOnlyForm(request.POST) if request.method == "POST" else DraftsOnlyForm()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return super().post(request, **kwargs)

    def form_valid(self, form: DraftsOnlyForm) -> HttpResponse:
        page = strings.source_page(self.object)
        if page is not None:
            changes.record(ContentChange.Kind.PAGE, page.pk)
        if strings.is_behind(self.object):
            messages.warning(self.request, strings.NOT_READY)
        else:
            if form.cleaned_data.get("use_machine_translation"):
                for pk in (
                    self.object.translations.filter(enabled=True).order_by("pk").values_list("pk", flat=True)
                ):
                    apply_machine_translation(pk, self.request.user, get_machine_translator())
            messages.success(self.request, self.get_success_message())
        return redirect(self.get_success_url() or self.get_default_success_url())

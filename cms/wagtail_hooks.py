"""Hooks into Wagtail: links in rich text, no aliases, no mixed pages."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.snippets.models import register_snippet

from cms import admin_views
from cms.directory.snippets import ContactViewSet
from cms.fees.snippets import FeeRuleViewSet
from cms.models import SourceStamp, TranslatedPage
from cms.models.base import NO_ALIASES, missing_string_count
from cms.recordings.snippets import RecordingViewSet
from cms.rich_text import ReaderPageLinkHandler
from frontend import languages

register_snippet(ContactViewSet)
register_snippet(FeeRuleViewSet)
register_snippet(RecordingViewSet)


@hooks.register("register_rich_text_features", order=100)
def expand_links_for_readers(features: FeatureRegistry) -> None:
    features.register_link_type(ReaderPageLinkHandler)


@hooks.register("construct_page_action_menu")
def hide_aliases(menu_items: list[Any], request: HttpRequest, context: dict[str, Any]) -> None:
    menu_items[:] = [item for item in menu_items if item.name != "localize-convert-to-alias"]


@hooks.register("before_copy_page")
def refuse_alias_copies(request: HttpRequest, page: Page) -> HttpResponse | None:
    if request.method != "POST" or "alias" not in request.POST:
        return None
    messages.error(request, NO_ALIASES)
    return HttpResponseRedirect(reverse("wagtailadmin_pages:copy", args=[page.pk]))


@hooks.register("before_edit_page", order=-10)
def refuse_mixed_pages(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Before wagtail-localize publishes a translation with gaps, filled with the words of the source."""
    if request.method == "POST" and "localize-convert-to-alias" in request.POST:
        messages.error(request, NO_ALIASES)
        return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    if request.method != "POST" or request.POST.get("action") != "publish":
        return None
    if not isinstance(page.specific_deferred, TranslatedPage):
        return None
    missing = missing_string_count(page)
    if not missing:
        return None
    sentence = ngettext(
        "%(count)d piece of text has no translation yet. The page stays a draft until it has one.",
        "%(count)d pieces of text have no translation yet. The page stays a draft until they have one.",
        missing,
    )
    messages.error(request, sentence % {"count": missing})
    return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))


@hooks.register("before_edit_page", order=-20)
def tell_about_the_translation(request: HttpRequest, page: Page) -> None:
    """Say what readers are told, and whether anybody who speaks the language has read the page."""
    if request.method != "GET":
        return
    stamp = SourceStamp.objects.filter(page_id=page.pk).first()
    if stamp is None:
        return
    if stamp.source_changed_at is not None:
        sentence = _(
            "The page in %(language)s changed on %(day)s. Readers see that this one is not updated yet."
        )
        messages.warning(
            request,
            sentence
            % {
                "language": languages.language_name(stamp.source_language),
                "day": date_format(stamp.source_changed_at, "SHORT_DATE_FORMAT"),
            },
        )
    if not page.specific.checked_by_speaker:
        messages.info(request, _("No speaker of this language has checked this translation yet."))


@hooks.register("insert_global_admin_css")
def write_in_both_directions() -> str:
    return format_html('<link rel="stylesheet" href="{}">', static("cms/admin.css"))


@hooks.register("before_publish_page")
def refuse_incomplete_translations(request: HttpRequest, page: Page) -> HttpResponse | None:
    if missing_string_count(page):
        messages.error(request, _("This translation is not complete. It stays a draft."))
        return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    return None


@hooks.register("register_admin_urls", order=-10)
def register_stricter_views() -> list[URLPattern | URLResolver]:
    return [
        path(
            "localize/update/<int:translation_source_id>/",
            admin_views.UpdateDraftsView.as_view(),
            name="update_drafts",
        )
    ]


from cms.board import hooks as board_hooks  # noqa: E402, F401
from cms.drafts import hooks as drafts_hooks  # noqa: E402, F401
from cms.editing import hooks as editing_hooks  # noqa: E402, F401
from cms.reports import hooks as reports_hooks  # noqa: E402, F401
from cms.translators import hooks as translators_hooks  # noqa: E402, F401

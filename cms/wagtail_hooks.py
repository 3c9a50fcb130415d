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
from wagtail.models import Page, Revision
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.snippets.models import register_snippet

from cms import admin_views, services
from cms.directory.snippets import ContactViewSet
from cms.fees.snippets import FeeRuleViewSet
from cms.models import SourceStamp, TranslatedPage, strings
from cms.models.base import NO_ALIASES, UNSEEN_CHANGE
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
    missing = strings.missing_string_count(page)
    if strings.is_waiting(page):
        messages.error(request, strings.NOT_READY)
        return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))
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
    is_waiting = strings.is_waiting(page)
    if is_waiting or strings.missing_string_count(page):
        sentence = (
            strings.NOT_READY if is_waiting else _("This translation is not complete. It stays a draft.")
        )
        messages.error(request, sentence)
        return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    return None


@hooks.register("before_publish_page", order=100)
def tell_that_an_edit_is_not_minor(request: HttpRequest, page: Page) -> None:
    """The tick speaks for what was saved with it, not for a colleague's draft (`services.is_minor`)."""
    revision = _called_minor(request, page)
    if revision is None:
        return
    live = Page.objects.filter(pk=page.pk, live=True).values_list("live_revision_id", flat=True).first()
    if live is not None and not services.is_minor(revision, since=live):
        messages.warning(
            request,
            _(
                "A draft of this page was saved without “minor edit” since the last publication. "
                "So its translations are marked as not updated yet."
            ),
        )


@hooks.register("after_edit_page")
def speak_for_own_drafts(request: HttpRequest, page: Page) -> None:
    _called_minor(request, page)


def _called_minor(request: HttpRequest, page: Page) -> Revision | None:
    """What was saved just now, when its editor calls it minor: she speaks for what this form saved while she
    typed, too."""
    if "minor_edit" not in request.POST or not request.accepts("text/html"):
        return None
    revision = page.get_latest_revision()
    if revision is None or not revision.content.get("minor_edit"):
        return None
    loaded = request.POST.get("loaded_revision_id", "")
    if loaded.isdecimal():
        services.call_minor(revisions=page.revisions.filter(pk__gt=int(loaded), user=request.user))
    return revision


@hooks.register("after_edit_page")
def tell_that_a_tick_came_too_late(request: HttpRequest, page: Page) -> None:
    if "matches_source" not in request.POST or not request.accepts("text/html"):
        return
    revision = page.get_latest_revision()
    if revision is not None and not revision.content.get("matches_source"):
        messages.warning(request, UNSEEN_CHANGE)


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

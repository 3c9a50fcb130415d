"""Where translators' work stands in Wagtail's admin. Registered before wagtail-localize's own addresses."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from cms.models import SourceStamp, TranslatedPage, strings
from cms.models.base import publication_fault
from cms.translators import comparison, permissions, views
from frontend import languages


@hooks.register("register_admin_urls", order=-20)
def register_translators_urls() -> list[URLPattern | URLResolver]:
    localize = "localize/translate/<int:translation_id>"
    return [
        path("translators/changes/<int:page_id>/", views.changes, name="translators_changes"),
        path("translators/send/<int:page_id>/", views.send, name="translators_send"),
        path(f"{localize}/strings/<int:string_segment_id>/edit/", views.edit_string),
        path(f"{localize}/overrides/<int:overridable_segment_id>/edit/", views.edit_override),
        path(f"{localize}/pofile/download/", views.download_po),
        path(f"{localize}/pofile/upload/", views.upload_po),
        path("localize/submit/page/<int:page_id>/", views.SendPageView.as_view()),
        path("localize/submit/snippet/<slug:app_label>/<slug:model_name>/<str:pk>/", views.refuse),
        path("localize/page/<int:page_id>/convert_to_alias/", views.refuse),
        path("localize/api/snippets/<slug:app_label>/<slug:model_name>/", views.snippets),
        path("localize/api/snippets/<slug:app_label>/<slug:model_name>/<str:pk>/", views.snippets),
        path("localize/update/<int:translation_source_id>/", views.UpdateOwnView.as_view()),
        path("localize/reports/translations/", views.OwnReportView.as_view()),
        path("localize/reports/translations/results/", views.OwnReportView.as_view(results_only=True)),
    ]


@hooks.register("before_edit_page", order=-15)
def lead_translators_on(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Say what stands between a translation and its readers, with the way there."""
    stamp = SourceStamp.objects.filter(page_id=page.pk).first()
    if stamp is None:
        return None
    if request.method == "POST":
        return _refuse_unsigned(request, page, stamp)
    if stamp.source_changed_at is not None:
        _tell_with_a_link(
            request,
            _("What changed in the source stands there word by word, beside your translation."),
            "translators_changes",
            page,
            _("What changed in %(language)s") % {"language": languages.language_name(stamp.source_language)},
        )
    if strings.is_waiting(page):
        messages.warning(request, strings.NOT_READY)
    elif stamp.machine_made_at is not None:
        _tell_with_a_link(
            request,
            _("A machine translated this page. It stays a draft until somebody has signed the translation."),
            "translators_send",
            page,
            _("Read and sign"),
        )
    elif strings.translation_of(page) is not None and not strings.missing_string_count(page):
        _tell_with_a_link(
            request, _("Every text has a translation."), "translators_send", page, _("Send to a moderator")
        )
    _tell_about_the_source(request, page)
    return None


def _tell_with_a_link(request: HttpRequest, sentence: str, name: str, page: Page, label: str) -> None:
    messages.info(request, sentence, buttons=[messages.button(reverse(name, args=[page.pk]), label)])


def _tell_about_the_source(request: HttpRequest, page: Page) -> None:
    source = comparison.source_of(page)
    if source is None:
        messages.warning(
            request,
            _("The page that this was translated from has been deleted. The translation is kept."),
        )
    elif not source.live:
        messages.warning(
            request,
            _("The page that this is translated from is not published now. The translation is kept."),
        )


def _refuse_unsigned(request: HttpRequest, page: Page, stamp: SourceStamp) -> HttpResponse | None:
    """wagtail-localize's editor has no box to tick: it publishes a machine's words from the page to sign."""
    if request.POST.get("action") != "publish" or stamp.machine_made_at is None:
        return None
    messages.error(
        request,
        _("A machine translated this page. It stays a draft until somebody has signed the translation."),
    )
    return HttpResponseRedirect(reverse("translators_send", args=[page.pk]))


@hooks.register("before_publish_page", order=10)
def refuse_what_may_not_be_published(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Wagtail's editor publishes past `TranslatedPage.publish`; the words are saved by now."""
    revision = page.get_latest_revision()
    if not isinstance(page.specific_deferred, TranslatedPage) or revision is None:
        return None
    fault = publication_fault(page, revision)
    if fault is None:
        return None
    messages.error(request, " ".join(fault.messages))
    return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))


@hooks.register("before_copy_page")
def refuse_copies_of_unsigned_words(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A copy is an original of its own: nothing would tell that nobody has signed its words."""
    family = page.get_descendants(inclusive=True)
    if request.method != "POST" or not SourceStamp.objects.filter(
        page__in=family, machine_made_at__isnull=False
    ):
        return None
    messages.error(
        request,
        _("A machine translated this page. It stays a draft until somebody has signed the translation."),
    )
    return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))


@hooks.register("before_delete_page")
def keep_pages_from_translators(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Wagtail lets whoever may write a page delete it while it is a draft: a colleague's work goes too."""
    if permissions.can_delete_pages(request.user):
        return None
    messages.error(request, _("Translators delete no pages. Ask a moderator."))
    return HttpResponseRedirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))


@hooks.register("before_bulk_action")
def keep_pages_from_translators_in_bulk(
    request: HttpRequest, action_type: str, objects: Any, action: Any
) -> HttpResponse | None:
    if action_type != "delete" or permissions.can_delete_pages(request.user):
        return None
    messages.error(request, _("Translators delete no pages. Ask a moderator."))
    return HttpResponseRedirect(reverse("wagtailadmin_home"))


@hooks.register("construct_page_chooser_queryset")
def keep_drafts_of_others_out_of_choosers(pages: Any, request: HttpRequest) -> Any:
    explorable = PagePermissionPolicy().explorable_instances(request.user).values_list("pk", flat=True)
    return permissions.pages_that_may_be_chosen(pages, explorable)

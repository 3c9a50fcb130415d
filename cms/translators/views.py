"""Translators' pages in the admin, and wagtail-localize's addresses where Corridor is stricter."""

from __future__ import annotations

import datetime
import json
from typing import Any

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rest_framework.authentication import SessionAuthentication
from rest_framework.decorators import api_view, authentication_classes, permission_classes
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from wagtail.admin import messages
from wagtail.admin.views.pages.utils import get_valid_next_url_from_request
from wagtail.models import Locale, Page
from wagtail_localize.models import (
    OverridableSegment,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)
from wagtail_localize.views import edit_translation
from wagtail_localize.views.edit_translation import StringTranslationSerializer
from wagtail_localize.views.report import TranslationsReportView
from wagtail_localize.views.snippets_api import SnippetViewSet
from wagtail_localize.views.submit_translations import SubmitPageTranslationView

from cms.admin_views import UpdateDraftsView
from cms.editing import choosers
from cms.editing import permissions as editing
from cms.models import Recording, SourceStamp, TranslatedPage, strings
from cms.translators import comparison, permissions, pofiles, services
from cms.translators.forms import OwnLanguagesForm, SendForm
from members.users.models import CMS_ROLES, User

TOLD_SECONDS = 24 * 60 * 60
SCHEMES = ("http://", "https://", "mailto:", "tel:")


def _translation_page(request: HttpRequest, page_id: int) -> TranslatedPage:
    """A translation that this person may write. Raises Http404, PermissionDenied."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not isinstance(page, TranslatedPage) or not SourceStamp.objects.filter(page_id=page.pk).exists():
        raise Http404
    if not permissions.can_edit_page(_user(request), page):
        raise PermissionDenied
    return page


def _user(request: HttpRequest) -> User:
    user = request.user
    assert isinstance(user, User)  # noqa: S101 (the gate lets nobody else in)
    return user


@require_safe
def changes(request: HttpRequest, page_id: int) -> HttpResponse:
    """What changed in the source, beside the translation."""
    page = _translation_page(request, page_id)
    context = {"page": page, "comparison": comparison.comparison(page)}
    return render(request, "wagtailadmin/translators/changes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, page_id: int) -> HttpResponse:
    """Sign a translation, and send it to the moderators or publish it."""
    page = _translation_page(request, page_id)
    user = _user(request)
    if strings.is_waiting(page):
        messages.error(request, strings.NOT_READY)
        return redirect("wagtailadmin_pages:edit", page.pk)
    missing = strings.missing_string_count(page)
    by_machine = page.source_stamp.machine_made_at is not None
    act = request.POST.get("act", "")
    may_publish = permissions.can_publish_page(user, page)
    form = SendForm(
        request.POST or None, must_be_signed=by_machine, last_change=page.source_stamp.last_change
    )
    if request.method == "POST" and form.is_valid():
        is_signed = form.cleaned_data["is_signed"]
        if act == "publish":
            return _publish(request, page, user, is_signed=is_signed, may_publish=may_publish)
        return _send(request, page, user, is_signed=is_signed)
    context = {
        "page": page,
        "form": form,
        "missing": missing,
        "by_machine": by_machine,
        "may_publish": may_publish and not missing,
    }
    return render(request, "wagtailadmin/translators/send.html", context)


def _publish(
    request: HttpRequest, page: TranslatedPage, user: User, *, is_signed: bool, may_publish: bool
) -> HttpResponse:
    if not may_publish:
        raise PermissionDenied
    if strings.missing_string_count(page):
        messages.error(request, _("This translation is not complete. It stays a draft."))
        return redirect("wagtailadmin_pages:edit", page.pk)
    services.publish_translation(page=page, by=user, is_signed=is_signed, now=timezone.now())
    messages.success(request, _("The translation is published."))
    return redirect("wagtailadmin_pages:edit", page.pk)


def _send(request: HttpRequest, page: TranslatedPage, user: User, *, is_signed: bool) -> HttpResponse:
    try:
        services.send_to_moderators(page=page, by=user, is_signed=is_signed, now=timezone.now())
    except services.NothingToSend:
        messages.warning(request, _("The page is with the moderators already."))
    else:
        messages.success(request, _("The moderators have the translation now."))
    return redirect("wagtailadmin_pages:edit", page.pk)


@api_view(["PUT", "DELETE"])
@permission_classes([IsAuthenticated])
@authentication_classes([SessionAuthentication])
def edit_string(request: Request, translation_id: int, string_segment_id: int) -> Response:
    """One string of wagtail-localize's editor; what a colleague wrote meanwhile is kept, and shown."""
    translation = get_object_or_404(Translation, pk=translation_id)
    segment = get_object_or_404(StringSegment, pk=string_segment_id, source_id=translation.source_id)
    user = _user(request)
    if not permissions.can_edit_page(user, _target(translation)):
        raise PermissionDenied
    text = request.data.get("value", "") if request.method == "PUT" else ""
    seen_at = _seen_at(request, translation, segment)
    try:
        if request.method == "DELETE":
            row = services.delete_string(translation=translation, segment=segment, seen_at=seen_at, by=user)
            return Response(_string_json(row, translation) if row else None, status=200 if row else 404)
        row, is_new = services.save_string(
            translation=translation, segment=segment, text=text, seen_at=seen_at, by=user
        )
    except services.NewerText as newer:
        cache.set(_told_key(user, newer.row), newer.row.updated_at.isoformat(), TOLD_SECONDS)
        return _told(newer.row, translation, text=text, is_deletion=request.method == "DELETE")
    return Response(_string_json(row, translation), status=201 if is_new else 200)


@api_view(["PUT", "DELETE"])
@permission_classes([IsAuthenticated])
@authentication_classes([SessionAuthentication])
def edit_override(request: Request, translation_id: int, overridable_segment_id: int) -> HttpResponse:
    """What stands in one language instead of a link, a picture or a recording.

    Another link, and nothing that a browser runs; another picture that this person may choose.
    """
    segment = get_object_or_404(OverridableSegment, pk=overridable_segment_id)
    was = json.loads(segment.data_json)
    was_link = str(was).startswith(SCHEMES)
    if request.method == "PUT" and not was_link and not _may_replace(request, segment, str(was)):
        return Response(status=400)
    if request.method == "PUT" and was_link and not request.data.get("value", "").startswith(SCHEMES):
        return Response(status=400)
    return edit_translation.edit_override(
        request._request, translation_id=translation_id, overridable_segment_id=overridable_segment_id
    )


def _may_replace(request: Request, segment: OverridableSegment, was: str) -> bool:
    """A number stands for a picture, or in the block of recordings for one of those."""
    value = str(request.data.get("value", ""))
    if not was.isdigit() or value == was:
        return True
    user = _user(request)
    is_recording = segment.context.path.endswith(".recording")
    rows = (
        choosers.rows_to_choose(user, Recording.objects.all())
        if is_recording
        else choosers.images_to_choose(user)
    )
    return value.isdigit() and bool(rows.filter(pk=value).exists())


def _seen_at(request: Request, translation: Translation, segment: StringSegment) -> datetime.datetime | None:
    """The newest change of a string that this person has seen: on the page, or in a refusal since."""
    row = StringTranslation.objects.filter(
        translation_of_id=segment.string_id,
        locale_id=translation.target_locale_id,
        context_id=segment.context_id,
    ).first()
    told = cache.get(_told_key(_user(request), row)) if row is not None else None
    try:
        known = [parse_datetime(each) for each in (request.query_params.get("seen", ""), told or "") if each]
    except ValueError:
        known = []
    return max((each for each in known if each is not None and each.tzinfo), default=None)


def _told_key(user: User, row: StringTranslation) -> str:
    return f"translators:told:{user.pk}:{row.pk}"


def _told(row: StringTranslation, translation: Translation, *, text: str, is_deletion: bool) -> Response:
    """wagtail-localize's editor shows a text and an error: theirs, and what became of ours."""
    name = row.last_translated_by.get_full_name() if row.last_translated_by else _("Somebody else")
    sentence = _(
        "%(name)s translated this after you opened the page. Their text is kept. "
        "Yours is not saved: “%(text)s” Save it again to replace theirs."
    ) % {"name": name, "text": text}
    status = 409 if is_deletion else 200
    return Response(_string_json(row, translation) | {"error": sentence}, status=status)


def _string_json(row: StringTranslation, translation: Translation) -> dict[str, Any]:
    return dict(StringTranslationSerializer(row, context={"translation_source": translation.source}).data)


def _target(translation: Translation) -> Page:
    """The page a translation makes. Raises Http404."""
    page = Page.objects.filter(
        translation_key=translation.source.object_id, locale_id=translation.target_locale_id
    ).first()
    if page is None:
        raise Http404
    return page


@require_safe
def download_po(request: HttpRequest, translation_id: int) -> HttpResponse:
    """The strings of a page in one language as a PO file."""
    translation = get_object_or_404(Translation, pk=translation_id)
    page = _target(translation)
    if not permissions.can_edit_page(_user(request), page):
        raise PermissionDenied
    name = slugify(page.slug) or "page"
    try:
        text = pofiles.export_file(translation=translation, now=timezone.now())
    except pofiles.PoFileRefused as refused:
        messages.error(request, str(refused))
        return redirect("wagtailadmin_pages:edit", page.pk)
    response = HttpResponse(text, content_type="text/x-gettext-translation; charset=utf-8")
    response["Content-Disposition"] = (
        f'attachment; filename="{name}-{translation.target_locale.language_code}.po"'
    )
    return response


@require_POST
def upload_po(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Take a PO file whole, or say why not."""
    translation = get_object_or_404(Translation, pk=translation_id)
    page = _target(translation)
    user = _user(request)
    if not permissions.can_edit_page(user, page):
        raise PermissionDenied
    back = get_valid_next_url_from_request(request) or reverse("wagtailadmin_pages:edit", args=[page.pk])
    file = request.FILES.get("file")
    if file is None:
        messages.error(request, _("Choose a PO file first."))
        return redirect(back)
    try:
        # One byte more than may be tells a file that is too large; the rest is not read.
        content = file.read(pofiles.LARGEST_BYTES + 1)
        taken = pofiles.import_file(translation=translation, content=content, by=user, now=timezone.now())
    except pofiles.PoFileRefused as refused:
        messages.error(request, str(refused))
        return redirect(back)
    for sentence in pofiles.sentences(taken):
        messages.warning(request, sentence)
    if taken.saved_count or not pofiles.sentences(taken):
        messages.success(request, _("The translations of the file are in the page's strings now."))
    return redirect(back)


class SendPageView(SubmitPageTranslationView):
    """ "Translate this page": translators from what is live, co-editors from what their union keeps."""

    def get_object(self) -> Page:
        page = super().get_object()
        if not permissions.can_send_page(_user(self.request), page):
            raise PermissionDenied
        return page

    def get_form(self) -> OwnLanguagesForm:
        user = _user(self.request)
        locales = permissions.languages_to_send_page_to(user, self.object, Locale.objects.all())
        wanted = Locale.objects.filter(language_code=self.request.GET.get("select_locale", ""))
        return OwnLanguagesForm(
            self.object,
            self.request.POST if self.request.method == "POST" else None,
            initial={"locales": list(wanted)},
            locales=locales,
            may_send_trees=bool(user.roles & CMS_ROLES),
        )

    def form_valid(self, form: OwnLanguagesForm) -> HttpResponse:
        source = TranslationSource.objects.get_for_instance_or_none(self.object)
        if source is not None and strings.is_behind(source):
            messages.error(self.request, strings.NOT_READY)
            return redirect(self.request.path)
        return super().form_valid(form)

    def get_default_success_url(self, translated_page: Page | None = None) -> str:
        if translated_page is None and not permissions.can_edit_page(_user(self.request), self.object):
            return reverse("wagtailadmin_home")
        return str(super().get_default_success_url(translated_page))


class UpdateOwnView(UpdateDraftsView):
    """ "Sync translated pages" writes into all languages: whoever may write the source does it."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        source = self.get_object()
        page = Page.objects.filter(translation_key=source.object_id, locale_id=source.locale_id).first()
        if page is None or not permissions.can_edit_page(_user(request), page):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class OwnReportView(TranslationsReportView):
    """wagtail-localize's list of translations.

    Translators see those into their languages, co-editors those of their union's pages.
    """

    def get_queryset(self) -> Any:
        found = super().get_queryset().order_by("source__object_repr", "target_locale__language_code", "pk")
        user = _user(self.request)
        if user.roles & CMS_ROLES:
            return found
        return found.filter(
            Q(target_locale__language_code__in=user.translates)
            | Q(source__object_id__in=editing.keys_written_by(user))
        )


@require_safe
def snippets(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """wagtail-localize's list of snippets asks for no right; here it is for people with a role."""
    if not _user(request).roles & CMS_ROLES:
        raise PermissionDenied
    act = "retrieve" if "pk" in kwargs else "list"
    return SnippetViewSet.as_view({"get": act})(request, **kwargs)


def refuse(request: HttpRequest, **kwargs: Any) -> HttpResponse:
    """What wagtail-localize has and Corridor has not: aliases, snippets that are translated like pages."""
    raise Http404

"""The desk of alerts: write, translate, look, send, watch."""

from __future__ import annotations

import uuid
import zoneinfo
from typing import Any

from csp.decorators import csp
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontend import languages
from members.notifications import permissions, queries, services, writing
from members.notifications.forms import AlertForm, AlertTextForm, FirstLanguageForm, ScheduleForm
from members.notifications.models import Alert, AlertState, AlertText
from members.users import desk
from members.users.models import Role, User

PAGE_SIZE = 20
# Mail programs know inline styles only, so the page that shows a mail may have them, and nothing else.
MAIL_CSP = {"default-src": ["'none'"], "style-src": ["'unsafe-inline'"], "frame-ancestors": ["'self'"]}
ROLES = (Role.CAMPAIGNER, Role.ADMINISTRATOR)
KIND_OF_STATE = {
    AlertState.DRAFT: "",
    AlertState.SCHEDULED: "due",
    AlertState.SENDING: "due",
    AlertState.SENT: "true",
    AlertState.CANCELLED: "bad",
}


def _language() -> str:
    return get_language() or "en"


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 (desk_view lets nobody else in)
    return request.user


def _zone(user: User) -> zoneinfo.ZoneInfo:
    profile = getattr(user, "profile", None)
    return zoneinfo.ZoneInfo(profile.time_zone if profile else "UTC")


def _render(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """A desk page with its times in the zone of the person at the desk."""
    zone = _zone(_user(request))
    with timezone.override(zone):
        return desk.render(request, template, {"zone": zone.key, **context}, status=status)


def _alert_or_404(alert_id: uuid.UUID) -> Alert:
    return get_object_or_404(queries.alerts_for_desk(), pk=alert_id)


def _texts(alert: Alert) -> dict[str, AlertText]:
    return {text.language: text for text in alert.texts.all()}


def _back(alert: Alert) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("desk_alerts:detail", args=[alert.pk]))


@never_cache
@require_safe
@desk.desk_view(*ROLES)
def index(request: HttpRequest) -> HttpResponse:
    """Every alert with its state, newest first."""
    page = Paginator(queries.alerts_for_desk(), PAGE_SIZE).get_page(request.GET.get("page"))
    names = queries.topic_names(_language())
    rows = []
    for alert in page:
        texts = _texts(alert)
        found = languages.best_language(_language(), texts)
        rows.append(
            {
                "alert": alert,
                "text": texts.get(found or ""),
                "topic": names.get(alert.topic_id, alert.topic.slug),
                "languages": sorted(texts),
                "kind": KIND_OF_STATE[AlertState(alert.state)],
            }
        )
    return _render(request, "notifications/desk/index.html", {"rows": rows, "page": page})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@desk.desk_view(*ROLES)
def new(request: HttpRequest) -> HttpResponse:
    """Begin an alert with its words in one language."""
    data = request.POST if request.method == "POST" else None
    first = FirstLanguageForm(data, initial={"language": _language()})
    code = (data.get("language") if data else None) or _language()
    form = AlertForm(data)
    text_form = AlertTextForm(data, language=code, direction=languages.direction(code))
    valid = all([form.is_valid(), first.is_valid(), text_form.is_valid()]) if data else False
    if valid:
        user, now = _user(request), timezone.now()
        topic = queries.topic_by_slug(form.cleaned_data["topic"])
        if topic is None:
            raise Http404
        try:
            alert = services.draft_alert(
                topic=topic,
                path=form.cleaned_data["path"],
                urgency=form.cleaned_data["urgency"],
                by=user,
                now=now,
            )
        except services.BadPath:
            form.add_error("path", _bad_path())
        else:
            services.write_alert_text(
                alert=alert, language=first.cleaned_data["language"], by=user, **text_form.cleaned_data
            )
            return _back(alert)
    context = {"form": form, "first": first, "text_form": text_form}
    return _render(request, "notifications/desk/new.html", context, status=422 if data else 200)


def _bad_path() -> str:
    return _("Write a page of this site only, such as campaigns/fees/, without https:// and without /en/.")


@never_cache
@require_safe
@desk.desk_view(*ROLES)
def detail(request: HttpRequest, alert_id: uuid.UUID) -> HttpResponse:
    """An alert: its words, its readers, how far it has come, and what one can do now."""
    alert = _alert_or_404(alert_id)
    return _render(request, "notifications/desk/detail.html", _detail(request, alert))


def _detail(request: HttpRequest, alert: Alert, schedule: ScheduleForm | None = None) -> dict[str, Any]:
    texts = _texts(alert)
    user = _user(request)
    audience = queries.audience(alert, list(texts))
    readers = {row.language: row for row in audience.rows}
    view = queries.topic_view(alert.topic, _language())
    shown = texts.get(languages.best_language(_language(), texts) or "")
    return {
        "alert": alert,
        "text": shown,
        "kind": KIND_OF_STATE[AlertState(alert.state)],
        "stages": _stages(alert),
        "topic": view,
        "path": alert.path or f"alerts/{alert.topic.slug}/",
        "languages": [
            {
                "code": code,
                "text": texts.get(code),
                "readers": readers[code].total if code in readers else 0,
                "gets": readers[code].text_language if code in readers else "",
            }
            for code, _name in settings.LANGUAGES
            if code in texts or code in readers or permissions.can_edit_alert(user, alert)
        ],
        "audience": audience,
        "progress": queries.progress(alert),
        "can_edit": permissions.can_edit_alert(user, alert),
        "can_send": permissions.can_send_alert(user, alert) and bool(texts),
        "can_cancel": permissions.can_cancel_alert(user, alert),
        "schedule_form": schedule or ScheduleForm(initial={"at": None}),
    }


def _stages(alert: Alert) -> list[dict[str, str]]:
    """The way of an alert as the component `stage_line` draws it."""
    order = [AlertState.DRAFT, AlertState.SCHEDULED, AlertState.SENDING, AlertState.SENT]
    if alert.scheduled_at is None and alert.state != AlertState.DRAFT:
        order.remove(AlertState.SCHEDULED)
    if alert.state == AlertState.CANCELLED:
        reached = [each for each in order[:-1] if each != AlertState.SENDING or alert.started_at]
        order = [*reached, AlertState.CANCELLED]
    here = order.index(AlertState(alert.state))
    ended = alert.state in (AlertState.SENT, AlertState.CANCELLED)
    return [
        {
            "label": str(state.label),
            "state": "now" if place == here and not ended else "done" if place <= here else "next",
        }
        for place, state in enumerate(order)
    ]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@desk.desk_view(*ROLES)
def change(request: HttpRequest, alert_id: uuid.UUID) -> HttpResponse:
    """Change the topic, the page or the urgency."""
    alert = _alert_or_404(alert_id)
    if not permissions.can_edit_alert(_user(request), alert):
        raise PermissionDenied
    initial = {"topic": alert.topic.slug, "path": alert.path, "urgency": alert.urgency}
    form = AlertForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        topic = queries.topic_by_slug(form.cleaned_data["topic"])
        if topic is None:
            raise Http404
        try:
            services.change_alert(
                alert=alert,
                topic=topic,
                path=form.cleaned_data["path"],
                urgency=form.cleaned_data["urgency"],
                by=_user(request),
            )
            return _back(alert)
        except services.BadPath:
            form.add_error("path", _bad_path())
        except services.AlertNotEditable:
            messages.error(request, _("This alert has left. Nothing was changed."))
            return _back(alert)
    status = 422 if request.method == "POST" else 200
    return desk.render(
        request, "notifications/desk/change.html", {"alert": alert, "form": form}, status=status
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@desk.desk_view(*ROLES)
def text(request: HttpRequest, alert_id: uuid.UUID, language: str) -> HttpResponse:
    """Write the words in one language, with another language beside them."""
    alert = _alert_or_404(alert_id)
    if language not in queries.known_languages():
        raise Http404
    if not permissions.can_edit_alert(_user(request), alert):
        raise PermissionDenied
    texts = _texts(alert)
    beside = next(
        (texts[code] for code in languages.fallback_chain("en") if code in texts and code != language), None
    )
    form = AlertTextForm(
        request.POST if request.method == "POST" else None,
        initial={} if language not in texts else _words(texts[language]),
        language=language,
        direction=languages.direction(language),
    )
    if request.method == "POST":
        try:
            if request.POST.get("what") == "remove":
                services.remove_alert_text(alert=alert, language=language, by=_user(request))
                return _back(alert)
            if form.is_valid():
                services.write_alert_text(
                    alert=alert, language=language, by=_user(request), **form.cleaned_data
                )
                return _back(alert)
        except services.AlertNotEditable:
            messages.error(request, _("This alert has left. Nothing was changed."))
            return _back(alert)
    context = {
        "alert": alert,
        "language": language,
        "form": form,
        "beside": beside,
        "exists": language in texts,
    }
    status = 422 if request.method == "POST" else 200
    return _render(request, "notifications/desk/text.html", context, status=status)


def _words(alert_text: AlertText) -> dict[str, str]:
    return {"subject": alert_text.subject, "push_line": alert_text.push_line, "body": alert_text.body}


@never_cache
@require_safe
@desk.desk_view(*ROLES)
def preview(request: HttpRequest, alert_id: uuid.UUID, language: str) -> HttpResponse:
    """What a reader of a language gets: the push message and the e-mail as text."""
    alert, letter, found = _sample(alert_id, language)
    context = {
        "alert": alert,
        "language": language,
        "text": found,
        "letter": letter,
        "others": [code for code, _name in settings.LANGUAGES if code in _texts(alert)],
    }
    return _render(request, "notifications/desk/preview.html", context)


@never_cache
@csp(MAIL_CSP)  # type: ignore[arg-type]  # its types know only views without arguments
@require_safe
@desk.desk_view(*ROLES)
def preview_mail(request: HttpRequest, alert_id: uuid.UUID, language: str) -> HttpResponse:
    """The e-mail itself."""
    _alert, letter, _found = _sample(alert_id, language)
    return HttpResponse(letter.html)


def _sample(alert_id: uuid.UUID, language: str) -> tuple[Alert, Any, AlertText]:
    alert = _alert_or_404(alert_id)
    texts = _texts(alert)
    found = languages.best_language(language, texts)
    if found is None or language not in queries.known_languages():
        raise Http404
    letter = writing.alert_letter(
        alert=alert,
        text=texts[found],
        language=language,
        topic_name=queries.topic_view(alert.topic, language).name,
        stop_url=f"{settings.SITE_URL}/{language}/alerts/stop/sample/",
    )
    return alert, letter, texts[found]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@desk.desk_view(*ROLES)
def send(request: HttpRequest, alert_id: uuid.UUID) -> HttpResponse:
    """Say once more who gets it; then it leaves."""
    alert = _alert_or_404(alert_id)
    if not permissions.can_send_alert(_user(request), alert):
        messages.error(request, _("This alert has left, or was cancelled. Nothing was sent again."))
        return _back(alert)
    if request.method == "POST":
        try:
            services.send_alert(alert=alert, by=_user(request), now=timezone.now())
            messages.success(request, _("The alert is on its way."))
        except services.NoText:
            messages.error(request, _("This alert has no words yet. Nothing was sent."))
        except services.NobodyListens:
            messages.error(request, _("Nobody follows this topic yet. Nothing was sent."))
        except services.AlertNotSendable:
            messages.error(request, _("This alert has left, or was cancelled. Nothing was sent again."))
        return _back(alert)
    return _render(request, "notifications/desk/send.html", _detail(request, alert))


@never_cache
@require_POST
@desk.desk_view(*ROLES)
def schedule(request: HttpRequest, alert_id: uuid.UUID) -> HttpResponse:
    """Let it leave by itself, at a time in the zone of the person at the desk."""
    alert, user = _alert_or_404(alert_id), _user(request)
    if not permissions.can_send_alert(user, alert):
        raise PermissionDenied
    form = ScheduleForm(request.POST)
    with timezone.override(_zone(user)):
        if form.is_valid():
            try:
                services.schedule_alert(alert=alert, at=form.cleaned_data["at"], by=user, now=timezone.now())
                messages.success(request, _("The alert leaves by itself at that time."))
                return _back(alert)
            except services.ScheduledInThePast:
                form.add_error("at", _("This time is over. Choose a later one."))
            except services.NoText:
                form.add_error(None, _("This alert has no words yet."))
            except services.AlertNotSendable:
                form.add_error(None, _("This alert has left, or was cancelled."))
    context = _detail(request, alert, form)
    return _render(request, "notifications/desk/detail.html", context, status=422)


@never_cache
@require_POST
@desk.desk_view(*ROLES)
def cancel(request: HttpRequest, alert_id: uuid.UUID) -> HttpResponse:
    """Hold back what has not left."""
    alert = _alert_or_404(alert_id)
    if not permissions.can_cancel_alert(_user(request), alert):
        messages.error(request, _("Too late: this alert has been sent."))
        return _back(alert)
    try:
        services.cancel_alert(alert=alert, by=_user(request), now=timezone.now())
        messages.success(request, _("Cancelled. What had not left is not sent."))
    except services.AlertTooLate:
        messages.error(request, _("Too late: this alert has been sent."))
    return _back(alert)

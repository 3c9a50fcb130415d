"""Pages of readers: topics, subscribing, confirming, stopping, and the preferences of an account."""

from __future__ import annotations

import zoneinfo
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from frontend.anonymous import anonymous_form, json_body, json_text
from members.consent import queries as consents
from members.consent.models import ConsentText
from members.notifications import links, queries, services
from members.notifications.channels import push
from members.notifications.forms import SubscribeForm
from members.notifications.models import Channel, SubscriptionState, Topic
from members.users.models import User

PAGE_SECONDS = 300
EMAIL_CONSENT = "alerts-email"
PUSH_CONSENT = "alerts-push"


def _language() -> str:
    return get_language() or "en"


def _wording(purpose: str) -> ConsentText | None:
    return consents.current_text(purpose, _language())


def _topic_or_404(slug: str) -> Topic:
    topic = queries.topic_by_slug(slug)
    if topic is None:
        raise Http404
    return topic


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What one can hear about."""
    response = render(request, "notifications/home.html", {"topics": queries.open_topics(_language())})
    patch_cache_control(response, public=True, max_age=PAGE_SECONDS)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@anonymous_form("alerts.subscribe")
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """One topic, and the two ways to follow it."""
    found = _topic_or_404(slug)
    view = queries.topic_view(found, _language())
    wording = _wording(EMAIL_CONSENT)
    form = SubscribeForm(request.POST if request.method == "POST" else None)
    problem = ""

    if request.method == "POST":
        problem = request.form_guard_error  # type: ignore[attr-defined]  # set by anonymous_form
        if form.is_valid() and not problem:
            try:
                if not request.form_guard_suspicious:  # type: ignore[attr-defined]
                    services.subscribe_by_email(
                        topic=found,
                        email=form.cleaned_data["email"],
                        language=_language(),
                        time_zone="UTC",
                        now=timezone.now(),
                        consent_text=wording,
                    )
                return HttpResponseRedirect(reverse("notifications:asked", args=[found.slug]))
            except services.TopicClosed:
                problem = _("Nothing more will be sent about this. Your address was not kept.")

    context = {
        "view": view,
        "form": form,
        "problem": problem,
        "wording": wording,
        "closed": found.closed_at is not None,
        "push": queries.push_component(found, view.name),
    }
    status = 422 if request.method == "POST" else 200
    response = render(request, "notifications/topic.html", context, status=status)
    if request.method == "POST":
        patch_cache_control(response, no_store=True)
    else:
        patch_cache_control(response, public=True, max_age=PAGE_SECONDS)
    return response


@require_safe
def asked(request: HttpRequest, slug: str) -> HttpResponse:
    """What happens next. The same page for everybody, so that it tells nothing about anybody."""
    view = queries.topic_view(_topic_or_404(slug), _language())
    response = render(request, "notifications/asked.html", {"view": view})
    patch_cache_control(response, public=True, max_age=PAGE_SECONDS)
    return response


@csrf_exempt  # the token in the address is the proof; there is no session that could be misused
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The page that a mail's link opens. Opening it changes nothing: mail scanners open links too."""
    subscription = queries.subscription_by_link(links.CONFIRM, token)
    if subscription is None:
        return render(request, "notifications/broken_link.html", status=404)
    context: dict[str, Any] = {"view": queries.topic_view(subscription.topic, _language())}
    try:
        if request.method == "POST" and request.POST.get("answer") == "not-me":
            services.disown_subscription(token=token, now=timezone.now())
            return render(request, "notifications/confirm.html", {**context, "disowned": True})
        if request.method == "POST":
            subscription = services.confirm_subscription(token=token, now=timezone.now())
        else:
            services.check_confirmable(subscription=subscription, now=timezone.now())
    except services.ExpiredLink:
        return render(request, "notifications/broken_link.html", {**context, "expired": True}, status=410)
    except services.BrokenLink:
        return render(request, "notifications/broken_link.html", status=404)
    active = subscription.state == SubscriptionState.ACTIVE
    if active:
        context["stop_url"] = links.stop_url(subscription)
    return render(request, "notifications/confirm.html", {**context, "confirmed": active})


@csrf_exempt  # RFC 8058: mail programs post here without a page, a cookie or a token of ours
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop alerts by the link in each of them. Opening it changes nothing; any POST stops."""
    subscription = queries.subscription_by_link(links.STOP, token)
    if subscription is None:
        return render(request, "notifications/broken_link.html", status=404)
    stopped_all = False
    if request.method == "POST":
        if request.POST.get("what") == "everything":
            services.stop_everything(token=token, now=timezone.now())
            stopped_all = True
        services.unsubscribe(token=token, now=timezone.now())
        subscription.state = SubscriptionState.STOPPED
    context = {
        "view": queries.topic_view(subscription.topic, _language()),
        "stopped": subscription.state == SubscriptionState.STOPPED,
        "stopped_all": stopped_all,
    }
    return render(request, "notifications/stop.html", context)


def _answer(message: str, status: int) -> JsonResponse:
    response = JsonResponse({"message": message}, status=status, json_dumps_params={"ensure_ascii": False})
    patch_cache_control(response, no_store=True)
    return response


@require_POST
@anonymous_form("push")
def push_subscribe(request: HttpRequest) -> HttpResponse:
    """A browser asks for the alerts of a topic: 201, or 400/403 with a sentence."""
    if request.form_guard_error:  # type: ignore[attr-defined]
        return _answer(request.form_guard_error, 403)  # type: ignore[attr-defined]
    body = json_body(request)
    found = queries.topic_by_slug(json_text(body, "topic"))
    language = json_text(body, "language")
    if found is None:
        return _answer(_("This topic does not exist any more."), 400)
    try:
        services.subscribe_by_push(
            topic=found,
            endpoint=json_text(body, "subscription", "endpoint"),
            p256dh=json_text(body, "subscription", "keys", "p256dh"),
            auth=json_text(body, "subscription", "keys", "auth"),
            language=language if language in queries.known_languages() else _language(),
            time_zone=json_text(body, "time_zone"),
            user=request.user if isinstance(request.user, User) else None,
            now=timezone.now(),
            consent_text=_wording(PUSH_CONSENT),
        )
    except services.TopicClosed:
        return _answer(_("Nothing more will be sent about this."), 400)
    except push.EndpointRefused:
        return _answer(_("We do not know the push service of your browser. Alerts by e-mail work."), 400)
    except push.KeysRefused:
        return _answer(_("Your browser sent keys that do not work. Close it, open it and try again."), 400)
    return _answer(_("Alerts are on. You can stop them here at any time."), 201)


@require_POST
@anonymous_form("push")
def push_unsubscribe(request: HttpRequest) -> HttpResponse:
    """A browser stops a topic, or all when it names none. Whoever knows the endpoint is the browser."""
    if request.form_guard_error:  # type: ignore[attr-defined]
        return _answer(request.form_guard_error, 403)  # type: ignore[attr-defined]
    body = json_body(request)
    endpoint, slug = json_text(body, "endpoint"), json_text(body, "topic")
    found = queries.topic_by_slug(slug) if slug else None
    if not endpoint or (body.get("topic") and found is None):
        return _answer(_("We did not understand your browser. Nothing was changed."), 400)
    services.unsubscribe_by_push(endpoint=endpoint, topic=found, now=timezone.now())
    return _answer(_("Alerts are off on this phone."), 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Topics and channels of an account, what was sent to it, and one button that stops everything."""
    user = request.user
    assert isinstance(user, User)  # noqa: S101 (login_required lets nobody else in)
    language = _language()
    rows = queries.preferences(user, language)
    if request.method == "POST":
        if request.POST.get("what") == "everything":
            count = services.stop_everything(user=user, now=timezone.now())
            said = ngettext(
                "Stopped. %(count)d subscription has ended.",
                "Stopped. %(count)d subscriptions have ended.",
                count,
            )
            messages.success(request, said % {"count": count})
        else:
            _save_preferences(request, user, rows)
            messages.success(request, _("Saved."))
        return HttpResponseRedirect(reverse("notifications:preferences"))
    context = {"rows": rows, "history": queries.history(user, language), "wording": _wording(EMAIL_CONSENT)}
    with timezone.override(_zone(user)):
        return render(request, "notifications/preferences.html", context)


def _zone(user: User) -> zoneinfo.ZoneInfo:
    profile = getattr(user, "profile", None)
    return zoneinfo.ZoneInfo(profile.time_zone if profile else "UTC")


def _save_preferences(request: HttpRequest, user: User, rows: list[queries.PreferenceRow]) -> None:
    """Follow what was ticked and stop what was unticked."""
    now, profile = timezone.now(), getattr(user, "profile", None)
    wanted_mail, wanted_push = request.POST.getlist("email"), request.POST.getlist("push")
    for row in rows:
        slug = row.view.topic.slug
        if slug in wanted_mail and not row.by_email:
            services.subscribe_by_email(
                topic=row.view.topic,
                email=user.email,
                language=profile.language if profile else _language(),
                time_zone=profile.time_zone if profile else "UTC",
                user=user,
                # An account exists only after its address was confirmed (ACCOUNT_EMAIL_VERIFICATION).
                confirmed=True,
                consent_text=_wording(EMAIL_CONSENT),
                now=now,
            )
        if slug not in wanted_mail and row.by_email:
            services.stop_topic(user=user, topic=row.view.topic, channel=Channel.EMAIL, now=now)
        if slug not in wanted_push and row.push_count:
            services.stop_topic(user=user, topic=row.view.topic, channel=Channel.PUSH, now=now)

"""Pages of petitions: the list, the petition with its form, the thanks, the confirmation."""

from __future__ import annotations

import datetime
import re
from urllib.parse import urlencode

from babel.dates import get_timezone_name
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.petitions import permissions, queries, suspicion
from campaigns.petitions import services as petitions
from campaigns.petitions.forms import CONSENTS, SignForm
from campaigns.petitions.models import Display, Petition, PetitionState, SignatureState
from frontend import languages, stored_pages
from frontend.anonymous import anonymous_form
from members.consent import queries as consent_queries

PAGE_SECONDS = 5
RECEIPT = re.compile("[A-Z2-7]{4}(-[A-Z2-7]{4}){2}")


def _language() -> str:
    return get_language() or "en"


def _address(petition: Petition) -> str:
    """For sharing. Begins with SITE_URL, whatever host and port the request named: caches keep the page."""
    return settings.SITE_URL + reverse("petitions:detail", args=[petition.slug])


def _sign_form(language: str, data: object = None) -> SignForm:
    """The form with the wordings beside its boxes."""
    found = {field: consent_queries.current_text(purpose, language) for field, purpose in CONSENTS.items()}
    return SignForm(data, texts={field: text for field, text in found.items() if text is not None})


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Petitions that can be signed, and those that could."""
    found = list(Petition.objects.public().prefetch_related("texts").order_by("-opens_at", "slug"))
    counts = queries.petition_counts(found)
    now = timezone.now()
    rows = [
        {
            "petition": petition,
            "text": queries.text_in(list(petition.texts.all()), _language()),
            "count": counts.get(petition.pk, 0),
            "standing": _standing(petition, now=now),
        }
        for petition in found
    ]
    rows.sort(key=lambda row: row["standing"] != PetitionState.OPEN)
    response = render(request, "petitions/index.html", {"rows": rows})
    patch_cache_control(response, public=True, max_age=PAGE_SECONDS)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@anonymous_form("petitions.sign")
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The demand, to whom, the number with its parts, and the form."""
    problem = ""
    if request.method == "POST":
        problem = request.form_guard_error  # type: ignore[attr-defined]  # set by anonymous_form
        form = SignForm(request.POST)
        if form.is_valid() and not problem:
            try:
                return _sign(request, slug, form)
            except petitions.UnknownPetition:
                raise Http404 from None
            except petitions.PetitionClosed:
                problem = _("This petition is closed. Your signature was not taken.")
    return _draw(request, slug, problem=problem)


def _sign(request: HttpRequest, slug: str, form: SignForm) -> HttpResponse:
    """Take the signature. Nothing is read for it: this is what thousands do in the same minute."""
    given = form.cleaned_data
    network = suspicion.network_of(request, slug=slug)
    receipt = petitions.sign_petition(
        slug=slug,
        name=given["name"],
        email=given["email"],
        country=given["country"],
        language=_language(),
        display=Display.ANONYMOUS,
        agreed_texts=form.agreed_texts,
        network=network,
        quarantined_for=suspicion.reason_to_keep_aside(request, network=network) or "",
        now=timezone.now(),
    )
    query = urlencode({"receipt": receipt})
    return HttpResponseRedirect(f"{reverse('petitions:thanks', args=[slug])}?{query}")


def _draw(request: HttpRequest, slug: str, *, problem: str) -> HttpResponse:
    is_sent = request.method == "POST"
    seen = Petition.objects.public() | Petition.objects.filter(state=PetitionState.REJECTED)
    petition = get_object_or_404(seen.prefetch_related("texts"), slug=slug)
    if petition.state == PetitionState.REJECTED:
        return _refuse(request, petition)
    language, now = _language(), timezone.now()
    text = queries.text_in(list(petition.texts.all()), language)
    if text is None:
        raise Http404
    standing = _standing(petition, now=now)
    count = queries.public_count(petition)
    context = {
        "petition": petition,
        "text": text,
        "form": _sign_form(language, request.POST if is_sent else None),
        "problem": problem,
        "standing": standing,
        "closed": standing != PetitionState.OPEN,
        "zone": _zone_name(petition),
        "count": count,
        "goal": queries.next_goal(count.total, first=petition.goal),
        "languages": sorted(each.language for each in petition.texts.all()),
        "share_url": _address(petition),
    }
    response = render(request, "petitions/detail.html", context, status=422 if is_sent else 200)
    if is_sent:
        patch_cache_control(response, no_store=True)
    else:
        patch_cache_control(response, public=True, max_age=PAGE_SECONDS, stale_while_revalidate=60)
        stored_pages.store(response, seconds=PAGE_SECONDS)
    return response


NOT_YET = "not_yet"


def _standing(petition: Petition, *, now: datetime.datetime) -> str:
    """Its state as readers meet it: what is open by its state may not be open yet, or be over by its date."""
    if petition.state != PetitionState.OPEN or permissions.can_sign_petition(petition, now=now):
        return petition.state
    return NOT_YET if now < petition.opens_at else PetitionState.CLOSED.value


def _zone_name(petition: Petition) -> str:
    """Its time zone in words, "Nepal Time"; one that belongs to no place, such as UTC, by its own name."""
    if "/" not in petition.time_zone or petition.time_zone.startswith("Etc/"):
        return petition.time_zone
    return get_timezone_name(petition.zone, locale=languages.date_locale())


def _refuse(request: HttpRequest, petition: Petition) -> HttpResponse:
    """The address of a rejected petition: the public reason, and nothing of what stood there."""
    reason = petition.get_rejection_reason_display()
    response = render(request, "petitions/rejected.html", {"reason": reason}, status=410)
    patch_cache_control(response, no_store=True)
    return response


@require_safe
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """What happens next, with the number of the receipt. It tells nothing about whose it is."""
    petition = get_object_or_404(Petition.objects.public().prefetch_related("texts"), slug=slug)
    text = queries.text_in(list(petition.texts.all()), _language())
    receipt = request.GET.get("receipt", "")
    response = render(
        request,
        "petitions/thanks.html",
        {
            "petition": petition,
            "text": text,
            "receipt": receipt if RECEIPT.fullmatch(receipt) else "",
            "share_url": _address(petition),
        },
    )
    patch_cache_control(response, private=True, no_store=True)
    return response


@csrf_exempt  # the token in the address is the proof; there is no session that could be misused
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The page that the mail's link opens. Opening it changes nothing: mail scanners open links too."""
    now = timezone.now()
    try:
        if request.method == "POST":
            if request.POST.get("answer") == "not-me":
                petitions.disown_signature(token=token, now=now)
            else:
                petitions.confirm_signature(token=token, now=now)
            return HttpResponseRedirect(request.path)
        signature = petitions.find_signature(token=token, now=now)
    except (petitions.BrokenLink, petitions.ExpiredLink) as problem:
        return render(
            request,
            "petitions/broken_link.html",
            {"expired": isinstance(problem, petitions.ExpiredLink)},
            status=410 if isinstance(problem, petitions.ExpiredLink) else 404,
        )

    petition = signature.petition
    return render(
        request,
        "petitions/confirm.html",
        {
            "petition": petition,
            "text": queries.text_in(list(petition.texts.all()), _language()),
            "confirmed": signature.state == SignatureState.CONFIRMED,
            "withdrawn": signature.state == SignatureState.WITHDRAWN,
            "share_url": _address(petition),
        },
    )

"""What a reader says about a page or a number, and the answer she comes back for.

No cookie, no account, no script. What she typed is in no address and in no log.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from cms import addresses
from cms.models import GuidePage
from cms.reports import codes, limits, queries, services
from cms.reports.forms import CodeForm, NoteForm
from frontend import languages, stored_pages
from frontend.anonymous import anonymous_form


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@anonymous_form("reports.page")
def page(request: HttpRequest, code: str) -> HttpResponse:
    """The form; after sending, thanks and the code for the answer."""
    reader = languages.active_code()
    guide = queries.guide_of_code(code, language=reader)
    if guide is None:
        raise Http404
    about = {"guide": guide, "guide_url": _address(guide), "guide_language": guide.locale.language_code}
    if request.method != "POST":
        return _same_for_all(render(request, "cms/reports/page.html", about | {"form": NoteForm()}))
    form = NoteForm(request.POST)
    problem = request.form_guard_error  # type: ignore[attr-defined]  # set by anonymous_form
    if problem or not form.is_valid():
        context = about | {"form": form, "problem": problem}
        return _for_her_alone(render(request, "cms/reports/page.html", context, status=422))
    if request.form_guard_suspicious:  # type: ignore[attr-defined]
        receipt = codes.new_code()
    else:
        receipt = services.report_page(page=guide, language=reader, now=timezone.now(), **form.cleaned_data)
    return _for_her_alone(render(request, "cms/reports/thanks.html", about | {"receipt": receipt}))


def _address(guide: GuidePage) -> str:
    return addresses.address(guide.locale.language_code, addresses.path_below_home(guide) or "")


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@anonymous_form("reports.answer")
def answer(request: HttpRequest) -> HttpResponse:
    """She types her code and reads the answer. A code that nobody has gets the same page, later the same.

    When too many such codes came from her network, she is asked to wait, and no code is looked up: else
    whoever guesses would learn it from the right one.
    """
    if request.method != "POST":
        return _same_for_all(render(request, "cms/reports/answer.html", {"form": CodeForm()}))
    form = CodeForm(request.POST)
    problem, note = request.form_guard_error, None  # type: ignore[attr-defined]
    status = 422
    if form.is_valid() and not problem:
        if not limits.may_try_code(request):
            problem = _("Too many wrong codes came from where you are. Wait ten minutes and try again.")
            status = 429
        elif note := queries.note_of_code(form.cleaned_data["code"]):
            status = 200
        else:
            limits.count_wrong_code(request)
            problem = _("There is no such code. Look at it again.")
    context = {"form": form, "problem": problem, "note": note}
    return _for_her_alone(render(request, "cms/reports/answer.html", context, status=status))


@require_POST
@anonymous_form("reports.number")
def number(request: HttpRequest) -> HttpResponse:
    """One tap beside a number. She comes back to the contact, drawn anew, with thanks."""
    phone = queries.public_phone(request.POST.get("phone", ""))
    if phone is None:
        raise Http404
    back = reverse("directory:contact", args=[phone.contact.slug])
    problem = request.form_guard_error  # type: ignore[attr-defined]
    if problem:
        context = {"phone": phone, "problem": problem, "back": back}
        return _for_her_alone(render(request, "cms/reports/number.html", context, status=422))
    if not request.form_guard_suspicious:  # type: ignore[attr-defined]
        services.report_number(
            phone=phone,
            language=languages.active_code(),
            takes_effect=phone.reported_at is not None or limits.take_folding(request),
            now=timezone.now(),
        )
    return HttpResponseRedirect(f"{back}?thanks#number-{phone.pk}", status=303)


def _same_for_all(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, public=True, max_age=stored_pages.BROWSER_SECONDS)
    return stored_pages.store(response)


def _for_her_alone(response: HttpResponse) -> HttpResponse:
    patch_cache_control(response, no_store=True)
    return response

"""The records desk: enter, look up, verify, answer."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from members.users import desk
from members.users.models import Role
from organising.pairings import queries as pairings
from organising.records import calendar, exports, forms, permissions, queries, services
from organising.records.models import Evidence, RecordState, RecruitmentRecord, Verdict
from organising.unions import queries as unions
from organising.unions.models import MandateRole
from organising.unions.refusals import Refused
from organising.unions.requests import StaffRequest

PAGE_SIZE = 25

_desk = desk.desk_view(Role.ORGANISER, Role.ADMINISTRATOR)


@_desk
@require_safe
def records(request: StaffRequest) -> HttpResponse:
    """The records of my unions, filtered by union, state and month."""
    today = timezone.now().date()
    readable = queries.unions_to_read(request.user, on=today)
    form, found = _filtered(request, readable)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "page": page,
        "query": query.urlencode(),
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "unions": readable,
        "can_add": bool(unions.unions_acted_for(request.user, on=today, role=MandateRole.ORGANISER)),
        "reads_all": queries.can_read_all(request.user),
    }
    return desk.render(request, "records/list.html", context)


@_desk
@require_safe
def export(request: StaffRequest) -> HttpResponseBase:
    """The list as CSV, with the same filter."""
    readable = queries.unions_to_read(request.user, on=timezone.now().date())
    _form, found = _filtered(request, readable)
    lines = exports.csv_lines(queries.export_rows(found))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="corridor-records.csv"'
    response["Cache-Control"] = "no-store"
    return response


@_desk
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: StaffRequest) -> HttpResponse:
    """Enter a record: the number, and three taps."""
    now = timezone.now()
    mine = unions.unions_acted_for(request.user, on=now.date(), role=MandateRole.ORGANISER)
    cycle = queries.open_cycle()
    if not mine or cycle is None or cycle.starts_date > now.date():
        why = {"has_mandate": bool(mine), "cycle": cycle}
        return desk.render(request, "records/cannot_add.html", why, status=_refused(request))
    choices: dict[str, Any] = {
        "unions": mine,
        "corridors": pairings.corridors_between({union.country for union in mine}),
        "months": calendar.between(cycle.starts_date, min(now.date(), cycle.ends_date))[::-1],
    }
    if request.method != "POST":
        form = forms.AddRecordForm(**choices)
        return desk.render(request, "records/add.html", {"form": form, "unions": mine})
    form = forms.AddRecordForm(request.POST, request.FILES, **choices)
    if form.is_valid():
        data = form.cleaned_data
        try:
            record = services.add_record(
                union=data["union"],
                month=data["month"],
                joined_count=data["joined_count"],
                corridor=data["corridor"],
                note=data["note"],
                evidence=data["photo"],
                by=request.user,
                now=now,
                reference=data["reference"],
            )
        except services.RecordAlreadyAdded as known:
            messages.info(request, str(known))
            return redirect("desk_records:detail", record_id=known.record.pk)
        except Refused as refusal:
            refusal.show_on(form)
        else:
            messages.success(request, _("Added. It counts when another union has verified it."))
            return redirect("desk_records:detail", record_id=record.pk)
    context = {"form": form, "unions": mine, "photo_sent": bool(request.FILES)}
    return desk.render(request, "records/add.html", context, status=422)


@_desk
@require_safe
def to_verify(request: StaffRequest) -> HttpResponse:
    """What other unions claim and this verifier can decide on, oldest first."""
    now = timezone.now()
    found = queries.listed(RecruitmentRecord.objects.to_verify_by(request.user, on=now.date()))
    page = Paginator(found.order_by("recorded_at", "id"), PAGE_SIZE).get_page(request.GET.get("page"))
    verifies_for = unions.unions_acted_for(request.user, on=now.date(), role=MandateRole.VERIFIER)
    return desk.render(request, "records/to_verify.html", {"page": page, "verifies_for": verifies_for})


@_desk
@require_safe
def to_answer(request: StaffRequest) -> HttpResponse:
    """Records of my unions about which a verifier asked back."""
    now = timezone.now()
    found = queries.listed(RecruitmentRecord.objects.to_answer_by(request.user, on=now.date()))
    page = Paginator(found.order_by("recorded_at", "id"), PAGE_SIZE).get_page(request.GET.get("page"))
    mine = unions.unions_acted_for(request.user, on=now.date(), role=MandateRole.ORGANISER)
    return desk.render(request, "records/to_answer.html", {"page": page, "unions": mine})


@_desk
@require_safe
def detail(request: StaffRequest, record_id: uuid.UUID) -> HttpResponse:
    """A record, what happened to it, and what this person can do about it."""
    return _detail(request, _visible(request, record_id))


@_desk
@require_POST
def verify(request: StaffRequest, record_id: uuid.UUID) -> HttpResponse:
    record = _visible(request, record_id)
    now = timezone.now()
    choices = queries.verifying_unions(request.user, record, on=now.date())
    form = forms.VerifyForm(request.POST, unions=choices)
    if not choices:
        form.add_error(None, str(services.VerifierMandateMissing()))
    elif form.is_valid():
        data = form.cleaned_data
        try:
            services.verify_record(
                record=record,
                verdict=data["verdict"],
                note=data["note"],
                by=request.user,
                verifying_union=data["verifying_union"],
                now=now,
            )
        except Refused as refusal:
            refusal.show_on(form)
        else:
            messages.success(request, _said(data["verdict"]))
            return redirect("desk_records:to_verify")
    record.refresh_from_db()
    return _detail(request, record, verify_form=form, status=422)


@_desk
@require_POST
def answer(request: StaffRequest, record_id: uuid.UUID) -> HttpResponse:
    record = _visible(request, record_id)
    form = forms.AnswerForm(request.POST)
    if form.is_valid():
        try:
            services.answer_query(
                record=record, note=form.cleaned_data["note"], by=request.user, now=timezone.now()
            )
        except Refused as refusal:
            refusal.show_on(form)
        else:
            messages.success(request, _("Answered. The record waits for a verifier again."))
            return redirect("desk_records:detail", record_id=record.pk)
    record.refresh_from_db()
    return _detail(request, record, answer_form=form, status=422)


@_desk
@require_safe
def photo(request: StaffRequest, record_id: uuid.UUID, evidence_id: uuid.UUID) -> HttpResponse:
    """A sealed photograph, opened for who may read its record and kept by nobody on the way."""
    record = _visible(request, record_id)
    evidence = get_object_or_404(Evidence, pk=evidence_id, record=record)
    response = HttpResponse(evidence.image, content_type=evidence.content_type)
    response["Cache-Control"] = "no-store"
    response["Content-Disposition"] = "inline"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def _visible(request: StaffRequest, record_id: uuid.UUID) -> RecruitmentRecord:
    """A record that this person may read; one that she may not read does not exist for her."""
    shown = queries.listed(RecruitmentRecord.objects.visible_to(request.user, on=timezone.now().date()))
    return get_object_or_404(shown, pk=record_id)


def _detail(
    request: StaffRequest,
    record: RecruitmentRecord,
    *,
    verify_form: forms.VerifyForm | None = None,
    answer_form: forms.AnswerForm | None = None,
    status: int = 200,
) -> HttpResponse:
    today = timezone.now().date()
    if verify_form is None and permissions.can_verify_record(request.user, record, on=today):
        verify_form = forms.VerifyForm(unions=queries.verifying_unions(request.user, record, on=today))
    if answer_form is None and permissions.can_answer_query(request.user, record, on=today):
        answer_form = forms.AnswerForm()
    context = {
        "shown": queries.record_page(record),
        "record": record,
        "verify_form": verify_form,
        "answer_form": answer_form,
        "verdicts": Verdict,
        "is_waiting": record.state == RecordState.CLAIMED,
    }
    return desk.render(request, "records/detail.html", context, status=status)


def _filtered(request: StaffRequest, readable: list[Any]) -> tuple[forms.FilterForm, Any]:
    cycle = queries.open_cycle()
    today = timezone.now().date()
    months = calendar.between(cycle.starts_date, min(today, cycle.ends_date))[::-1] if cycle else []
    form = forms.FilterForm(request.GET or None, unions=readable, months=months)
    chosen = form.cleaned_data if form.is_bound and form.is_valid() else {}
    found = queries.records_of_my_unions(
        request.user,
        on=today,
        union=chosen.get("union"),
        state=chosen.get("state", ""),
        month=chosen.get("month"),
    )
    return form, found


def _said(verdict: str) -> str:
    return {
        Verdict.CONFIRMED: _("Confirmed. These workers now count as verified."),
        Verdict.QUERIED: _("Asked. The union will answer, then the record comes back."),
        Verdict.REFUSED: _("Refused. The union can read why."),
    }[Verdict(verdict)]


def _refused(request: StaffRequest) -> int:
    return 403 if request.method == "POST" else 200

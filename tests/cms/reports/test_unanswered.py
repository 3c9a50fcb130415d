"""A note that nobody answers is closed after a year, says so to its reader, and goes half a year later."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from cms import tasks
from cms.models import ContactPhone, ReaderReport
from cms.reports import queries, services
from frontend.anonymous import form_token
from tests.cms.directory.factories import make_contact
from tests.cms.factories import NOW, publish_guide
from tests.members.users.factories import make_user

pytestmark = pytest.mark.usefixtures("site_tree")
DAY = datetime.timedelta(days=1)
SENTENCE = "Nobody has answered this within a year. We are sorry. It is closed now."


def note_on(page, language: str = "ne") -> str:
    return services.report_page(page=page, kind="wrong", words="Four thousand.", language=language, now=NOW)


@pytest.fixture
def guide():
    return publish_guide("en")


def test_stays_open_for_a_year(guide):
    note_on(guide)

    assert services.close_unanswered_notes(now=NOW + 365 * DAY) == 0
    assert services.close_unanswered_notes(now=NOW + 366 * DAY) == 1
    assert services.close_unanswered_notes(now=NOW + 366 * DAY) == 0


def test_says_so_in_the_readers_language_and_names_nobody(guide):
    codes = {language: note_on(guide, language) for language in ("en", "ar", "ne")}

    services.close_unanswered_notes(now=NOW + 366 * DAY)

    for language, code in codes.items():
        note = queries.note_of_code(code)
        with translation.override(language):
            assert note.answer == gettext(SENTENCE)
        assert note.answered_by is None


def test_is_what_the_reader_with_the_code_reads(guide):
    code = note_on(guide, "en")
    services.close_unanswered_notes(now=NOW + 366 * DAY)

    fields = {"code": code, "form_token": form_token("reports.answer")}
    html = Client().post("/en/wrong/answer/", fields, HTTP_SEC_FETCH_SITE="same-origin").content.decode()

    assert SENTENCE in html


def test_leaves_an_answer_of_a_person_alone(guide):
    code = note_on(guide)
    editor = make_user(roles=("editor",))
    services.answer_note(note=queries.note_of_code(code), answer="Mended.", by=editor, now=NOW + DAY)

    services.close_unanswered_notes(now=NOW + 400 * DAY)

    assert queries.note_of_code(code).answer == "Mended."


def test_goes_with_the_others_half_a_year_later(guide):
    note_on(guide)
    services.close_unanswered_notes(now=NOW + 366 * DAY)

    assert services.delete_old_notes(now=NOW + (366 + 180) * DAY) == 0
    assert services.delete_old_notes(now=NOW + (366 + 181) * DAY) == 1


def test_a_number_goes_on_waiting_for_a_call(db):
    phone = make_contact(phones=[("+60 3 0555 0101", "call")]).phones.get()
    services.report_number(phone=phone, language="ne", now=NOW)

    services.close_unanswered_notes(now=NOW + 366 * DAY)
    services.open_chores(now=NOW + 366 * DAY)

    assert ReaderReport.objects.get().answer == ""
    assert ContactPhone.objects.get().reported_at == NOW
    assert phone.contact.chores.get().done_at is None


def test_the_daily_task_closes_and_deletes(guide, monkeypatch):
    note_on(guide)
    old = note_on(guide)
    services.answer_note(
        note=queries.note_of_code(old), answer="Yes.", by=make_user(roles=("editor",)), now=NOW
    )
    monkeypatch.setattr(tasks.timezone, "now", lambda: NOW + 366 * DAY)

    tasks.delete_old_notes()

    assert ReaderReport.objects.get().answered_at == NOW + 366 * DAY

"""Notes, numbers and chores as acts."""

from __future__ import annotations

import datetime
import logging
import uuid

import pytest
from django.db import connection
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from cms.directory import queries as directory
from cms.directory import services as directory_files
from cms.models import Chore, ChoreKind, Contact, ContactPhone, ContentChange, ReaderReport
from cms.reports import codes, queries, services
from tests.cms.directory.factories import make_contact
from tests.cms.factories import NOW, publish_guide
from tests.members.users.factories import make_user

DAY = datetime.timedelta(days=1)
WORDS = "My employer at the Sample Hotel keeps the passports."
TODAY = NOW.date()


@pytest.fixture
def guide(site_tree):
    return publish_guide("en")


@pytest.fixture
def editor(db):
    return make_user(roles=("editor",))


@pytest.fixture
def contact(db):
    return make_contact(phones=[("+60 3 0555 0101", "call"), ("+60 3 0555 0102", "free")])


def note_on(guide, **changes):
    values = {"page": guide, "kind": "wrong", "words": WORDS, "language": "ne", "now": NOW} | changes
    return services.report_page(**values)


def report(phone, now=NOW):
    services.report_number(phone=phone, language="ne", now=now)
    phone.refresh_from_db()


class TestCodes:
    def test_is_three_groups_of_four(self):
        assert [len(group) for group in codes.new_code().split("-")] == [4, 4, 4]

    @pytest.mark.parametrize("typed", ["7k2m-9xq4-c0ht", "7K2M 9XQ4 COHT", "७k२m९xq४c०ht", "7k2m9xq4c0ht\n"])
    def test_is_known_however_it_was_typed(self, typed):
        assert codes.index_of(typed) == codes.index_of("7k2m-9xq4-c0ht")

    def test_another_code_has_another_index(self):
        assert codes.index_of("7k2m-9xq4-c0ht") != codes.index_of("7k2m-9xq4-c0hv")


class TestReportPage:
    def test_seals_the_words_and_keeps_no_code(self, guide):
        code = note_on(guide)

        with connection.cursor() as cursor:
            cursor.execute("SELECT to_jsonb(row)::text, words FROM cms_readerreport AS row")
            row, words = cursor.fetchone()
        assert b"Sample Hotel" not in bytes(words)
        assert code not in row
        assert code.replace("-", "") not in row
        assert queries.note_of_code(code).words == WORDS

    def test_takes_no_more_than_twenty_of_a_kind_in_a_day(self, guide):
        receipts = [note_on(guide) for _each in range(services.MOST_A_DAY + 5)]

        assert sum(bool(each) for each in receipts) == services.MOST_A_DAY == ReaderReport.objects.count()
        assert note_on(guide, kind="unclear")
        assert note_on(publish_guide("en", "other"))
        assert note_on(guide, now=NOW + DAY)

    def test_counts_under_a_lock_so_that_many_at_once_are_no_way_around(
        self, guide, django_assert_num_queries
    ):
        with django_assert_num_queries(5) as made:  # savepoint, lock, count, insert, release
            note_on(guide)

        assert "FOR NO KEY UPDATE" in made.captured_queries[1]["sql"]
        assert "COUNT(*)" in made.captured_queries[2]["sql"]

    def test_answered_ones_make_room(self, guide, editor):
        for _each in range(services.MOST_A_DAY):
            note_on(guide)
        assert not note_on(guide)

        services.answer_note(note=ReaderReport.objects.first(), answer="", by=editor, now=NOW)

        assert note_on(guide)

    def test_one_too_many_is_counted_without_its_words(self, guide, caplog):
        with caplog.at_level(logging.DEBUG):
            for _each in range(services.MOST_A_DAY + 1):
                note_on(guide)

        assert "thanked for and not kept" in caplog.text
        assert WORDS not in caplog.text

    def test_refuses_a_number(self, guide):
        with pytest.raises(ValueError, match="no note on a page"):
            note_on(guide, kind="dead_number")


class TestAnswerNote:
    def test_closes_it_for_whoever_has_the_code(self, guide, editor):
        code = note_on(guide)

        services.answer_note(note=queries.note_of_code(code), answer="Corrected.", by=editor, now=NOW)

        note = queries.note_of_code(code)
        assert (note.answer, note.answered_at, note.answered_by) == ("Corrected.", NOW, editor)
        assert note.words == WORDS

    def test_the_first_answer_stands(self, guide, editor):
        note = queries.note_of_code(note_on(guide))
        stale = ReaderReport.objects.get(pk=note.pk)
        services.answer_note(note=note, answer="First.", by=editor, now=NOW)

        with pytest.raises(services.AlreadyAnswered):
            services.answer_note(note=stale, answer="Second.", by=editor, now=NOW)

        assert ReaderReport.objects.get().answer == "First."

    def test_is_not_for_numbers(self, contact, editor):
        report(contact.phones.first())

        with pytest.raises(services.NumberIsCheckedByCalling):
            services.answer_note(note=ReaderReport.objects.get(), answer="", by=editor, now=NOW)

    def test_goes_after_half_a_year(self, guide, editor):
        note_on(guide)
        code = note_on(guide)
        services.answer_note(note=queries.note_of_code(code), answer="Yes.", by=editor, now=NOW)

        assert services.delete_old_notes(now=NOW + 180 * DAY) == 0
        assert services.delete_old_notes(now=NOW + 181 * DAY) == 1
        assert services.delete_old_notes(now=NOW + 181 * DAY) == 0
        assert ReaderReport.objects.count() == 1


class TestReportNumber:
    def test_puts_it_behind_a_notice_and_last(self, contact):
        ContentChange.objects.all().delete()
        report(contact.phones.first())

        entry = directory.entry(Contact.objects.get(), reader="en")

        assert [(phone.number[-4:], phone.reported_on) for phone in entry.phones] == [
            ("0102", None),
            ("0101", TODAY),
        ]
        assert ContentChange.objects.filter(kind="contact", object_id=contact.pk).exists()

    def test_again_keeps_the_first_day_and_counts(self, contact):
        phone = contact.phones.first()
        report(phone)
        report(phone, now=NOW + DAY)

        assert phone.reported_at == NOW
        assert ReaderReport.objects.count() == 2

    def test_a_flood_fills_nothing(self, contact):
        for _each in range(services.MOST_A_DAY + 5):
            report(contact.phones.first())

        assert ReaderReport.objects.count() == services.MOST_A_DAY

    def test_changes_nothing_for_seven_days_after_somebody_called_it(self, contact, editor):
        phone = contact.phones.first()
        report(phone)
        services.find_number_working(
            contact=contact, number=phone.number, kind=phone.kind, by=editor, now=NOW
        )
        notes = ReaderReport.objects.count()

        report(phone, now=NOW + services.BELIEVED_FOR - datetime.timedelta(seconds=1))
        assert (phone.reported_at, ReaderReport.objects.count()) == (None, notes)

        report(phone, now=NOW + services.BELIEVED_FOR)
        assert phone.reported_at == NOW + services.BELIEVED_FOR

    def test_of_a_number_that_is_gone_does_nothing(self, contact):
        phone = contact.phones.first()
        ContactPhone.objects.all().delete()

        services.report_number(phone=phone, language="en", now=NOW)

        assert not ReaderReport.objects.exists()

    def test_leaves_another_way_of_the_same_number_alone(self, db):
        contact = make_contact(phones=[("+60 3 0555 0101", "call"), ("+60 3 0555 0101", "whatsapp")])

        report(contact.phones.get(kind="call"))

        assert contact.phones.get(kind="whatsapp").reported_at is None


class TestChecking:
    def test_a_dead_number_goes_and_its_notes_are_closed(self, contact, editor):
        phone = contact.phones.first()
        report(phone)

        services.remove_dead_number(contact=contact, number=phone.number, kind=phone.kind, by=editor, now=NOW)

        assert list(contact.phones.values_list("number", flat=True)) == ["+60 3 0555 0102"]
        assert ReaderReport.objects.get().answered_by == editor

    def test_another_number_in_its_row_was_reported_by_nobody(self, contact):
        phone = contact.phones.first()
        report(phone)
        phone.number = "+60 3 0555 0199"
        phone.save()

        services.open_chores(now=NOW)

        assert phone.reported_at is None
        assert ReaderReport.objects.get().answered_at == NOW
        assert not Chore.objects.exists()

    def test_a_number_that_a_file_brings_again_stays_reported(self, contact):
        report(contact.phones.first())
        numbers = [{"number": each.number, "kind": each.kind} for each in contact.phones.all()]

        directory_files._replace_children(contact, {"phones": numbers, "hours": []})

        assert contact.phones.get(number="+60 3 0555 0101").reported_at == NOW

    def test_marks_the_contact_checked_for_180_days(self, contact, editor):
        services.mark_contact_checked(contact=contact, by=editor, now=NOW)

        contact.refresh_from_db()
        assert contact.checked_on == TODAY
        assert contact.check_due == TODAY + 180 * DAY

    def test_is_refused_while_a_reported_number_waits(self, contact, editor):
        report(contact.phones.first())

        with pytest.raises(services.NumbersWait):
            services.mark_contact_checked(contact=contact, by=editor, now=NOW)


class TestOpenChores:
    def test_gives_contacts_their_day(self, contact):
        make_contact(slug="never", checked_on=None)

        services.open_chores(now=NOW)

        contact.refresh_from_db()
        assert contact.check_due == contact.checked_on + 180 * DAY
        assert [chore.contact.slug for chore in Chore.objects.all()] == ["never"]

    @pytest.mark.parametrize(("days", "opened"), [(180, 0), (181, 1)])
    def test_opens_one_for_a_contact_past_its_day(self, contact, days, opened):
        services.open_chores(now=NOW)
        later = datetime.datetime.combine(contact.checked_on + days * DAY, datetime.time(12), datetime.UTC)

        assert services.open_chores(now=later) == opened
        assert services.open_chores(now=later) == 0
        assert Chore.objects.count() == opened

    def test_opens_one_at_once_for_a_reported_number(self, contact):
        report(contact.phones.first())

        services.open_chores(now=NOW)

        assert Chore.objects.get(kind=ChoreKind.CONTACT).due_date == TODAY

    def test_closes_it_with_the_last_reported_number(self, contact, editor):
        phones = list(contact.phones.all())
        for phone in phones:
            report(phone)
        services.open_chores(now=NOW)

        for phone in phones:
            assert Chore.objects.get().done_at is None
            services.find_number_working(
                contact=contact, number=phone.number, kind=phone.kind, by=editor, now=NOW
            )

        assert (Chore.objects.get().done_at, Chore.objects.get().done_by) == (NOW, editor)

    def test_closes_it_when_the_contact_is_checked(self, contact, editor):
        later = NOW + 400 * DAY
        services.open_chores(now=later)

        services.mark_contact_checked(contact=contact, by=editor, now=later)

        assert Chore.objects.get().done_by == editor
        assert services.open_chores(now=later) == 0

    def test_closes_it_when_an_editor_wrote_the_day_into_the_entry(self, contact):
        later = NOW + 400 * DAY
        services.open_chores(now=later)
        Contact.objects.update(checked_on=later.date())

        services.open_chores(now=later)

        assert Chore.objects.get().done_at == later

    def test_leaves_hidden_contacts_alone(self, contact):
        Contact.objects.update(is_public=False)

        assert services.open_chores(now=NOW + 400 * DAY) == 0

    @pytest.mark.parametrize(("day", "opened"), [("2027-05-02", 0), ("2027-05-03", 1)])
    def test_opens_one_for_a_guide_when_its_readers_are_told(self, guide, day, opened):
        now = datetime.datetime.fromisoformat(f"{day}T12:00:00+00:00")

        assert services.open_chores(now=now) == opened
        assert guide.is_overdue(on=now.date()) is bool(opened)

    def test_is_for_the_owner_while_she_is_staff(self, guide, editor):
        later = NOW + 400 * DAY
        guide.owner = editor
        guide.save()
        services.open_chores(now=later)
        assert Chore.objects.get().assigned_to == editor

        editor.groups.clear()
        services.open_chores(now=later)

        assert Chore.objects.get().assigned_to is None

    def test_a_renewed_guide_closes_its_own(self, guide):
        services.open_chores(now=NOW + 400 * DAY)
        assert Chore.objects.get().due_date == guide.review_due

        publish_guide("en", review_due=datetime.date(2199, 1, 1))

        assert Chore.objects.get().done_at is not None

    def test_a_guide_that_is_published_overdue_does_not(self, guide):
        services.open_chores(now=NOW + 400 * DAY)

        publish_guide("en", reviewed_on=None, review_due=datetime.date(2020, 1, 1))

        assert Chore.objects.get().done_at is None

    def test_a_guide_that_is_taken_down_waits_for_nobody(self, guide):
        later = NOW + 400 * DAY
        services.open_chores(now=later)
        guide.unpublish()

        services.open_chores(now=later)

        assert Chore.objects.get().done_at == later

    def test_takes_the_same_queries_for_one_and_for_many(self, site_tree, django_assert_max_num_queries):
        for number in range(5):
            publish_guide("en", f"guide-{number}")
            make_contact(checked_on=None)

        with django_assert_max_num_queries(14):
            assert services.open_chores(now=NOW + 400 * DAY) == 10


class NumberMachine(RuleBasedStateMachine):
    """Whatever readers and editors do: a number is shown until an editor says that it is dead, a notice
    stands exactly while somebody's word waits, and nobody undoes an editor's call within seven days."""

    @initialize()
    def begin(self) -> None:
        self.now = NOW
        self.editor = make_user(email=f"{uuid.uuid4()}@example.org")
        self.contact = make_contact(slug=str(uuid.uuid4()), phones=[("+60 3 0555 0101", "call")])
        self.phone = self.contact.phones.get()
        self.reported: datetime.datetime | None = None
        self.called: datetime.datetime | None = None
        self.dead = False
        services.open_chores(now=self.now)

    @rule(hours=st.integers(1, 24 * 9))
    def time_passes(self, hours: int) -> None:
        self.now += datetime.timedelta(hours=hours)

    @rule()
    def a_reader_reports(self) -> None:
        services.report_number(phone=self.phone, language="ne", now=self.now)
        is_believed = self.called is not None and self.now < self.called + datetime.timedelta(days=7)
        if not self.dead and not is_believed and self.reported is None:
            self.reported = self.now

    @rule()
    def an_editor_finds_it_working(self) -> None:
        services.find_number_working(
            contact=self.contact, number=self.phone.number, kind="call", by=self.editor, now=self.now
        )
        if not self.dead:
            self.reported, self.called = None, self.now

    @rule()
    def an_editor_finds_it_dead(self) -> None:
        services.remove_dead_number(
            contact=self.contact, number=self.phone.number, kind="call", by=self.editor, now=self.now
        )
        self.dead, self.reported = True, None

    @rule()
    def the_entry_is_saved_as_it_is(self) -> None:
        for phone in self.contact.phones.all():
            phone.save()

    @rule()
    def the_clock_strikes(self) -> None:
        services.open_chores(now=self.now)
        waits = Chore.objects.filter(contact=self.contact, done_at__isnull=True).exists()
        checked = Contact.objects.get(pk=self.contact.pk)
        assert waits == (self.reported is not None or checked.check_due < self.now.date())

    @invariant()
    def the_number_is_what_was_said_of_it(self) -> None:
        if not hasattr(self, "contact"):
            return
        rows = list(self.contact.phones.values_list("reported_at", "found_working_at"))
        assert rows == ([] if self.dead else [(self.reported, self.called)])
        open_notes = ReaderReport.objects.filter(contact=self.contact, answered_at__isnull=True)
        assert open_notes.exists() == (self.reported is not None)


class TestNumberMachine(TestCase):
    def test_over_random_lives(self) -> None:
        run_state_machine_as_test(
            NumberMachine,
            settings=settings(
                max_examples=25,
                stateful_step_count=25,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )

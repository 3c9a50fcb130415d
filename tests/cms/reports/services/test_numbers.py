"""Numbers that readers report, and what editors find when they call."""

from __future__ import annotations

import datetime
import uuid

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from cms.directory import queries as directory
from cms.directory import services as directory_files
from cms.models import Chore, Contact, ContactPhone, ContentChange, ReaderReport
from cms.reports import services
from tests.cms.directory.factories import make_contact
from tests.cms.factories import NOW
from tests.cms.reports.factories import DAY, TODAY, report
from tests.members.users.factories import make_user


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

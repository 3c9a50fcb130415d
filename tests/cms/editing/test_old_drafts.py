"""A draft that is published long after it was saved takes nothing back that others wrote meanwhile."""

from __future__ import annotations

import datetime

import pytest
from django.utils import timezone
from wagtail.models import Revision

from cms import tasks
from cms.drafts import services as drafts
from cms.models import Contact, ContactPhone, ContactText, DraftRefused
from cms.reports import services as reports
from tests.cms.directory.factories import make_contact
from tests.cms.editing.factories import staff
from tests.cms.editing.test_drafts import let_the_hour_come
from tests.cms.editing.test_snippets import change, url
from tests.members.users.factories import make_user

pytestmark = pytest.mark.usefixtures("site_tree")


class TestAnOldDraft:
    """Somebody saves a draft; then a round, a reader or a file writes into the row; then it is published."""

    @pytest.fixture
    def contact(self) -> Contact:
        return make_contact(name="Line", phones=[("1177", "free"), ("1188", "call")])

    @pytest.fixture
    def draft(self, contact) -> Revision:
        drafted = Contact.objects.get(pk=contact.pk)
        drafted.name = "Drafted"
        return drafted.save_revision()

    def publish(self, draft: Revision) -> Contact:
        Revision.objects.get(pk=draft.pk).publish()
        return Contact.objects.get()

    def test_keeps_what_a_round_found(self, contact, draft):
        now = timezone.now()
        reports.mark_contact_checked(contact=contact, by=make_user(), now=now)

        published = self.publish(draft)

        assert published.name == "Drafted"
        assert (published.checked_on, published.check_due) == (
            timezone.localdate(now),
            timezone.localdate(now) + reports.CHECK_EVERY,
        )

    def test_brings_a_day_that_its_editor_typed(self, contact):
        drafted = Contact.objects.get()
        drafted.checked_on = datetime.date(2026, 3, 3)

        assert self.publish(drafted.save_revision()).checked_on == datetime.date(2026, 3, 3)

    def test_brings_a_day_that_is_published_while_it_is_typed(self, contact):
        where = url("contact", "edit", contact.pk)

        change(staff("editor"), where, checked_on="2026-03-03")

        assert Contact.objects.get().checked_on == datetime.date(2026, 3, 3)

    def test_keeps_what_readers_and_editors_said_of_a_number(self, contact, draft):
        now = timezone.now()
        for phone in contact.phones.all():
            reports.report_number(phone=phone, language="en", now=now)
        reports.find_number_working(contact=contact, number="1188", kind="call", by=make_user(), now=now)

        self.publish(draft)

        reported, working = ContactPhone.objects.order_by("number")
        assert (reported.reported_at, reported.found_working_at) == (now, None)
        assert (working.reported_at, working.found_working_at) == (None, now)

    def test_does_not_bring_a_dead_number_back(self, contact, draft):
        reports.remove_dead_number(
            contact=Contact.objects.get(), number="1177", kind="free", by=make_user(), now=timezone.now()
        )

        self.publish(draft)

        assert list(ContactPhone.objects.values_list("number", flat=True)) == ["1188"]

    def test_finds_numbers_and_texts_whose_rows_were_made_anew(self, contact, draft):
        """As a file's loader makes them. A key of the draft is that of another row by then."""
        now = timezone.now()
        ContactPhone.objects.all().delete()
        ContactText.objects.all().delete()
        for number, kind in (("1188", "call"), ("1177", "free")):
            ContactPhone.objects.create(contact=contact, number=number, kind=kind, reported_at=now)
        text = ContactText.objects.create(contact=contact, language="en", does="New.", loaded_hash="h")

        self.publish(draft)

        assert set(ContactPhone.objects.values_list("reported_at", flat=True)) == {now}
        assert ContactText.objects.get().pk == text.pk
        assert ContactText.objects.get().loaded_hash == "h"

    def test_a_reader_is_heard_between_its_opening_and_its_publication(self, contact):
        editing = Contact.objects.get()
        editing.name = "Edited"
        revision = editing.save_revision()
        reports.report_number(phone=contact.phones.get(number="1177"), language="en", now=timezone.now())

        revision.publish()

        assert ContactPhone.objects.get(number="1177").reported_at is not None

    def test_whose_address_is_taken_is_refused_and_keeps_nobody_waiting(self, contact):
        drafted, other = Contact.objects.get(), make_contact(slug="other", name="Other")
        drafted.slug, drafted.go_live_at = "taken", timezone.now() + datetime.timedelta(hours=1)
        revision = drafted.save_revision(approved_go_live_at=drafted.go_live_at)
        other.name, other.go_live_at = "Other, from now", drafted.go_live_at
        other.save_revision(approved_go_live_at=other.go_live_at)
        make_contact(slug="taken")
        let_the_hour_come(contact)
        let_the_hour_come(other)

        with pytest.raises(DraftRefused):
            Revision.objects.get(pk=revision.pk).publish()
        tasks.publish_scheduled()

        assert Contact.objects.get(pk=other.pk).name == "Other, from now"
        assert Contact.objects.get(pk=contact.pk).name == "Line"
        assert drafts.hold_back_what_breaks_a_rule(now=timezone.now()) == 0

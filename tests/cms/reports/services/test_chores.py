"""What the clock opens for editors, and what closes it."""

from __future__ import annotations

import datetime

import pytest

from cms.models import Chore, ChoreKind, Contact
from cms.reports import services
from tests.cms.directory.factories import make_contact
from tests.cms.factories import NOW, publish_guide
from tests.cms.reports.factories import DAY, TODAY, report


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
        Contact.objects.update(live=False)

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

"""Notes from readers as editors meet them."""

from __future__ import annotations

import pytest
from django.urls import reverse
from wagtail.models import GroupPagePermission

from cms.models import Chore, Contact, ReaderReport
from cms.reports import queries, services
from tests.cms.directory.factories import make_contact
from tests.cms.factories import NOW
from tests.cms.test_admin import staff

pytestmark = pytest.mark.usefixtures("site_tree")
INDEX = "/cms/reports/"


@pytest.fixture
def note(guide):
    services.report_page(page=guide, kind="wrong", words="Four thousand <b>now</b>.", language="ne", now=NOW)
    return ReaderReport.objects.get()


@pytest.fixture
def contact():
    contact = make_contact(phones=[("+60 3 0555 0101", "call")])
    services.report_number(phone=contact.phones.get(), language="ar", now=NOW)
    return contact


@pytest.fixture
def editor():
    return staff("editor")


class TestList:
    def test_shows_words_page_language_and_day(self, editor, note, guide):
        html = editor.get(INDEX).content.decode()

        assert '<blockquote lang="ne" dir="auto">Four thousand &lt;b&gt;now&lt;/b&gt;.</blockquote>' in html
        assert guide.title in html
        assert "नेपाली" in html
        assert 'datetime="2026-11-20"' in html
        assert reverse("wagtailadmin_pages:edit", args=[guide.pk]) in html

    def test_is_in_the_menu(self, editor):
        assert f'"url": "{INDEX}"' in editor.get("/cms/").content.decode().replace("\\u002D", "-")

    @pytest.mark.parametrize(
        ("asked", "shown"),
        [
            ("", 2),
            ("?kind=wrong", 1),
            ("?kind=dead_number", 1),
            ("?language=ne", 1),
            ("?language=fr", 0),
            ("?state=answered", 0),
            ("?kind=nonsense&state=x&page=77", 2),
        ],
    )
    def test_is_filtered(self, editor, note, contact, asked, shown):
        assert len(editor.get(INDEX + asked).context["page"].object_list) == shown

    @pytest.mark.parametrize(
        ("role", "shown"), [("editor", 2), ("moderator", 2), ("administrator", 2), ("campaigner", 0)]
    )
    def test_is_of_what_one_may_change(self, note, contact, role, shown):
        assert len(staff(role).get(INDEX).context["page"].object_list) == shown

    def test_is_of_the_pages_one_may_edit(self, note, editor):
        GroupPagePermission.objects.filter(group__name="editor").delete()

        assert len(editor.get(INDEX).context["page"].object_list) == 0
        assert editor.get(reverse("reader_reports:note", args=[note.pk])).status_code != 200

    def test_takes_the_same_queries_for_one_and_for_many(self, editor, guide, contact):
        def count() -> int:
            from django.db import connection
            from django.test.utils import CaptureQueriesContext

            with CaptureQueriesContext(
                connection,
            ) as made:
                editor.get(INDEX)
            return len(made)

        services.report_page(page=guide, kind="wrong", words="", language="ne", now=NOW)
        editor.get(INDEX)
        one = count()
        for kind in queries.ON_PAGES:
            services.report_page(page=guide, kind=kind, words="Words.", language="ne", now=NOW)

        assert count() == one

    def test_shows_the_contacts_that_wait(self, editor, contact):
        services.open_chores(now=NOW)

        assert [chore.contact_id for chore in editor.get(INDEX).context["chores"]] == [contact.pk]


class TestAnswering:
    def test_closes_the_note(self, editor, note):
        response = editor.post(reverse("reader_reports:note", args=[note.pk]), {"answer": "Mended."})

        assert response["Location"] == INDEX
        assert ReaderReport.objects.get().answer == "Mended."

    def test_too_long_keeps_what_was_typed(self, editor, note):
        response = editor.post(reverse("reader_reports:note", args=[note.pk]), {"answer": "a" * 1001})

        assert "a" * 1001 in response.content.decode()
        assert ReaderReport.objects.get().answered_at is None

    def test_twice_keeps_the_first_and_shows_what_was_written(self, editor, note):
        address = reverse("reader_reports:note", args=[note.pk])
        editor.post(address, {"answer": "First."})

        html = editor.post(address, {"answer": "Second."}).content.decode()

        assert ReaderReport.objects.get().answer == "First."
        assert "First." in html
        assert "Second." in html

    def test_is_not_for_campaigners(self, note):
        client = staff("campaigner")

        client.post(reverse("reader_reports:note", args=[note.pk]), {"answer": "Mine."})

        assert ReaderReport.objects.get().answered_at is None

    def test_opening_changes_nothing(self, editor, note):
        assert editor.get(reverse("reader_reports:note", args=[note.pk])).status_code == 200
        assert ReaderReport.objects.get().answered_at is None


class TestRounds:
    def check(self, client, contact, verdict, **changes):
        fields = {"number": "+60 3 0555 0101", "kind": "call", "verdict": verdict} | changes
        return client.post(reverse("reader_reports:check_number", args=[contact.pk]), fields)

    def test_it_works(self, editor, contact):
        self.check(editor, contact, "works")

        phone = contact.phones.get()
        assert phone.reported_at is None
        assert phone.found_working_at is not None
        assert ReaderReport.objects.get().answered_at is not None

    @pytest.mark.parametrize("verdict", ["works", "dead"])
    def test_the_number_is_not_turned_around_in_arabic(self, editor, contact, verdict):
        address = self.check(editor, contact, verdict)["Location"]

        html = editor.get(address, headers={"accept-language": "ar"}).content.decode()

        assert 'dir="rtl"' in html
        assert "\u2068+60 3 0555 0101\u2069" in html

    def test_it_is_dead(self, editor, contact):
        self.check(editor, contact, "dead")

        assert not contact.phones.exists()

    @pytest.mark.parametrize(
        "changes", [{"verdict": "maybe"}, {"number": ""}, {"number": "1\0"}, {"kind": "pigeon"}]
    )
    def test_anything_else_is_404(self, editor, contact, changes):
        assert self.check(editor, contact, **({"verdict": "works"} | changes)).status_code == 404
        assert contact.phones.get().reported_at is not None

    def test_checked_today_closes_the_chore(self, editor, contact):
        services.open_chores(now=NOW)
        address = reverse("reader_reports:contact", args=[contact.pk])

        assert "Say first" in editor.post(address).content.decode()
        self.check(editor, contact, "works")
        assert editor.post(address)["Location"] == INDEX

        assert Chore.objects.get().done_at is not None
        assert Contact.objects.get().check_due > Contact.objects.get().checked_on

    def test_the_directory_leads_there(self, editor, contact):
        html = editor.get(reverse("wagtailsnippets_cms_contact:list")).content.decode()

        assert reverse("reader_reports:contact", args=[contact.pk]) in html

    def test_is_not_for_campaigners(self, contact):
        client = staff("campaigner")

        self.check(client, contact, "dead")
        client.post(reverse("reader_reports:contact", args=[contact.pk]))

        assert contact.phones.exists()

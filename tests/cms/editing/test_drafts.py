"""Drafts and the clock for contacts and fee rules: what readers see at every step."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Revision

from cms import tasks
from cms.directory import services as directory
from cms.fees import queries as fees
from cms.models import Chore, Contact, ContactText, ContentChange, FeeRule, SearchEntry
from cms.reports import services as reports
from cms.reports.queries import public_phone
from cms.search import services as search
from tests.cms.directory.factories import make_contact
from tests.cms.directory.test_snippets import fields
from tests.cms.editing.factories import staff
from tests.cms.editing.test_snippets import change, save_draft, url
from tests.cms.fees.factories import limit, saved

pytestmark = pytest.mark.usefixtures("site_tree")
Kind = ContentChange.Kind


def readers_of(contact: Contact) -> str:
    """What readers are told of a contact on its page, in the directory and in search; "" when nothing is."""
    page = Client().get(f"/en/help/{contact.slug}/")
    directory_page = Client().get("/en/help/").content.decode()
    search.index_contact(contact.pk)
    entries = " ".join(SearchEntry.objects.filter(object_id=contact.pk).values_list("title", flat=True))
    if page.status_code == 404:
        assert f"/help/{contact.slug}/" not in directory_page
        assert entries == ""
        return ""
    name = Contact.objects.get(pk=contact.pk).name
    assert name in page.content.decode()
    assert name in directory_page
    assert name in entries
    return name


def let_the_hour_come(thing: Any) -> None:
    past = timezone.now() - datetime.timedelta(minutes=1)
    for revision in Revision.objects.for_instance(thing).exclude(approved_go_live_at=None):
        revision.content["go_live_at"] = past.isoformat()
        revision.approved_go_live_at = past
        revision.save()


def in_an_hour(hours: int = 1) -> str:
    return (timezone.now() + datetime.timedelta(hours=hours)).strftime("%Y-%m-%d %H:%M")


@pytest.fixture
def editor() -> Client:
    return staff("editor")


@pytest.fixture
def recorded(monkeypatch):
    """What is recorded as a change since it was asked for last."""
    monkeypatch.setattr(tasks.follow_changes, "apply_async", lambda **kwargs: None)

    def since_then() -> set[tuple[str, int | None]]:
        found = set(ContentChange.objects.values_list("kind", "object_id"))
        ContentChange.objects.all().delete()
        return found

    return since_then


class TestContact:
    def test_is_drafted_scheduled_shown_edited_and_taken_down(self, editor, recorded):
        """One life, with its readers asked at every step."""
        new = make_contact(name="Line", live=False, phones=[("1177", "free")])
        edit = url("contact", "edit", new.pk)
        recorded()
        change_of_it = {(Kind.CONTACT, new.pk)}

        save_draft(editor, edit, name="Drafted")
        assert (readers_of(new), recorded()) == ("", set())

        save_draft(editor, edit, go_live_at=in_an_hour(), **{"action-publish": "1"})
        tasks.publish_scheduled()
        assert (readers_of(new), recorded()) == ("", set())
        assert Contact.objects.get().status_string == "scheduled"

        let_the_hour_come(new)
        tasks.publish_scheduled()
        assert (readers_of(new), recorded()) == ("Drafted", change_of_it)

        save_draft(editor, edit, name="Edited", go_live_at="", **{"phones-0-number": "1188"})
        assert (readers_of(new), recorded()) == ("Drafted", set())
        assert "1188" not in Client().get(f"/en/help/{new.slug}/").content.decode()
        assert Contact.objects.get().status_string == "live + draft"

        editor.post(url("contact", "unpublish", new.pk))
        assert (readers_of(new), recorded()) == ("", change_of_it)

        change(editor, edit)
        assert (readers_of(new), recorded()) == ("Edited", change_of_it)
        assert "1188" in Client().get(f"/en/help/{new.slug}/").content.decode()

    def test_that_was_never_published_waits_for_nobody(self):
        contact = make_contact(live=False, checked_on=None, phones=[("1177", "free")])

        reports.open_chores(now=timezone.now())

        assert public_phone(str(contact.phones.get().pk)) is None
        assert not Chore.objects.filter(contact=contact).exists()

    def test_a_new_draft_is_nowhere(self, editor, recorded):
        recorded()
        answer = editor.post(url("contact", "add"), fields())

        assert answer.status_code == 302
        assert not Contact.objects.get().live
        assert (readers_of(Contact.objects.get()), recorded()) == ("", set())

    def test_from_a_file_stays_up_while_a_change_of_it_waits_for_its_hour(self, editor):
        """Wagtail takes down what it has not published itself."""
        contact = make_contact(name="From a file")

        change(editor, url("contact", "edit", contact.pk), name="From tomorrow", go_live_at=in_an_hour())
        tasks.publish_scheduled()
        assert readers_of(contact) == "From a file"

        let_the_hour_come(contact)
        tasks.publish_scheduled()
        assert readers_of(contact) == "From tomorrow"

    def test_goes_at_its_instant(self, editor, recorded):
        contact = make_contact(name="For a day")
        change(editor, url("contact", "edit", contact.pk), expire_at=in_an_hour())
        tasks.publish_scheduled()
        assert readers_of(contact) == "For a day"
        Contact.objects.update(expire_at=timezone.now() - datetime.timedelta(seconds=1))
        recorded()

        tasks.publish_scheduled()

        assert (readers_of(contact), recorded()) == ("", {(Kind.CONTACT, contact.pk)})
        assert Contact.objects.get().status_string == "expired"

    def test_taken_down_and_published_again_is_as_it_was_shown_last(self, editor):
        """Rounds and files wrote into the row since its last revision."""
        contact = make_contact(name="Line")
        change(editor, url("contact", "edit", contact.pk), name="Old revision")
        Contact.objects.update(name="From its file")

        editor.post(url("contact", "unpublish", contact.pk))
        change(editor, url("contact", "edit", contact.pk))

        assert readers_of(contact) == "From its file"

    def test_locked_changes_nothing_for_readers(self, recorded):
        contact = make_contact(name="Line")
        recorded()

        staff("moderator").post(url("contact", "lock", contact.pk))

        assert Contact.objects.get().locked
        assert recorded() == set()
        answer = staff("editor").post(url("contact", "edit", contact.pk), {"name": "Other"})
        assert answer.status_code == 200
        assert readers_of(contact) == "Line"


class TestFiles:
    @pytest.fixture
    def folder(self, tmp_path):
        facts = '[[contact]]\nslug = "line"\nname = "Line"\nkind = "helpline"\nneeds = ["danger"]\n'
        (tmp_path / "contacts.toml").write_text(facts)
        (tmp_path / "en.toml").write_text('[line]\ndoes = "Answers."\n')
        return tmp_path

    def test_leave_no_draft_and_stay_away_from_one(self, folder, editor):
        directory.load_contacts(folder=folder)
        contact = Contact.objects.get()
        assert (contact.live, contact.has_unpublished_changes) == (True, False)
        save_draft(editor, url("contact", "edit", contact.pk), name="Drafted")
        (folder / "en.toml").write_text('[line]\ndoes = "Answers at night."\n')

        directory.load_contacts(folder=folder)
        assert ContactText.objects.get().does == "Answers."

        change(editor, url("contact", "edit", contact.pk), name="Line")
        directory.load_contacts(folder=folder)
        assert ContactText.objects.get().does == "Answers at night."


class TestFeeRule:
    def test_holds_for_readers_from_its_publication_to_the_day_it_is_taken_down(self, editor, recorded):
        rule = saved(limit(100, live=False), en="At most this.")
        edit = url("feerule", "edit", rule.pk)
        change_of_it = {(Kind.FEE_RULE, rule.pk)}
        recorded()

        def told() -> list[str]:
            return [str(each.amount) for each in fees.rules_between("NP", "MY")]

        save_draft(editor, edit, amount="200")
        assert (told(), recorded()) == ([], set())
        change(editor, edit)
        assert (told(), recorded()) == (["200.00"], change_of_it)
        save_draft(editor, edit, amount="300")
        assert (told(), recorded()) == (["200.00"], set())
        editor.post(url("feerule", "unpublish", rule.pk))
        assert (told(), recorded()) == ([], change_of_it)

    def test_keeps_what_its_file_said(self):
        rule = saved(limit(100, loaded_hash="old"), en="At most this.")
        revision = rule.save_revision()
        FeeRule.objects.update(loaded_hash="new")

        Revision.objects.get(pk=revision.pk).publish()

        assert FeeRule.objects.get().loaded_hash == "new"

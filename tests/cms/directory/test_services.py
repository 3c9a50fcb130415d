"""Loading from files: once, again, after an editor's change, and with mistakes."""

from __future__ import annotations

import datetime
import json
import re
import tomllib

import phonenumbers
import pytest
from django.conf import settings

from cms.directory import services
from cms.models import Contact, ContactText
from cms.reports import services as reports
from config.demo import load
from organising.unions.models import Union
from tests.cms.factories import NOW
from tests.members.users.factories import make_user

pytestmark = pytest.mark.django_db

SEED_SYSTEMS = {
    "global-migration-group",
    "un-network-on-migration",
    "colombo-process",
    "ilo-labour-migration",
    "ilo-forced-labour",
    "un-committee-on-migrant-workers",
    "iom",
    "un-migration-portal",
    "gfmd",
    "un-special-rapporteur-on-migrants",
    "unodc",
    "human-rights-and-business-dilemmas",
}
FACTS = """
[[contact]]
slug = "line"
name = "Line"
kind = "helpline"
needs = ["danger"]
languages = ["ne"]
website = "https://line.example/"
time_zone = "Asia/Kathmandu"
phones = [{ number = "1177", kind = "free" }]
hours = [{ first = "sunday", last = "friday", opens = 10:00:00, closes = 17:00:00 }]
"""
ENGLISH = """
checked_by_speaker = true
[line]
does = "Answers."
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "contacts.toml").write_text(FACTS)
    (tmp_path / "en.toml").write_text(ENGLISH)
    return tmp_path


def rows() -> str:
    """Everything in the directory, to compare."""
    return json.dumps(
        [contact.serializable_data() for contact in Contact.objects.order_by("slug")], default=str
    )


def change(folder, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text()
    assert old in text
    (folder / file).write_text(text.replace(old, new))


def check(contact: Contact) -> None:
    reports.mark_contact_checked(contact=contact, by=make_user(roles=("editor",)), now=NOW)


class TestLoad:
    def test_makes_entries_with_their_numbers_hours_and_texts(self, folder):
        loaded = services.load_contacts(folder=folder)

        contact = Contact.objects.get()
        assert (loaded.made_count, contact.phones.get().number) == (2, "1177")
        assert contact.hours.get().first_day == 6
        assert (contact.texts.get().does, contact.texts.get().checked_by_speaker) == ("Answers.", True)

    def test_twice_changes_nothing(self, folder):
        services.load_contacts(folder=folder)
        before = rows()

        loaded = services.load_contacts(folder=folder)

        assert (loaded.made_count, loaded.changed_count) == (0, 0)
        assert rows() == before

    def test_follows_its_file(self, folder):
        services.load_contacts(folder=folder)
        change(folder, "contacts.toml", "1177", "1188")
        change(folder, "en.toml", "Answers.", "Answers day and night.")

        loaded = services.load_contacts(folder=folder)

        contact = Contact.objects.get()
        assert loaded.changed_count == 2
        assert contact.phones.get().number == "1188"
        assert contact.texts.get().does == "Answers day and night."

    def test_never_overwrites_what_an_editor_changed(self, folder):
        services.load_contacts(folder=folder)
        Contact.objects.update(website="https://new.example/")
        ContactText.objects.update(does="Answers until ten.")
        change(folder, "contacts.toml", "1177", "1188")
        change(folder, "en.toml", "Answers.", "Answers day and night.")

        loaded = services.load_contacts(folder=folder)

        contact = Contact.objects.get()
        assert loaded.left_to_editors_count == 2
        assert (contact.website, contact.phones.get().number) == ("https://new.example/", "1177")
        assert contact.texts.get().does == "Answers until ten."

    def test_keeps_a_number_that_an_editor_corrected(self, folder):
        services.load_contacts(folder=folder)
        contact = Contact.objects.get()
        contact.phones.update(number="1199")
        change(folder, "contacts.toml", "line.example", "line2.example")

        services.load_contacts(folder=folder)

        assert Contact.objects.get().phones.get().number == "1199"

    def test_an_entry_that_was_checked_goes_on_following_and_keeps_its_day(self, folder):
        services.load_contacts(folder=folder)
        check(Contact.objects.get())
        change(folder, "contacts.toml", "1177", "1188")

        loaded = services.load_contacts(folder=folder)

        contact = Contact.objects.get()
        assert (loaded.changed_count, loaded.left_to_editors_count) == (1, 0)
        assert (contact.phones.get().number, contact.checked_on) == ("1188", NOW.date())

    def test_what_came_after_a_check_is_to_be_checked_the_day_after(self, folder):
        services.load_contacts(folder=folder)
        check(Contact.objects.get())
        change(folder, "contacts.toml", "1177", "1188")
        services.load_contacts(folder=folder)

        assert reports.open_chores(now=NOW + datetime.timedelta(days=1)) == 0
        assert reports.open_chores(now=NOW + datetime.timedelta(days=2)) == 1

    def test_a_check_alone_is_no_change_and_is_never_taken_back(self, folder):
        change(folder, "contacts.toml", "needs =", "checked_on = 2026-01-31\nneeds =")
        services.load_contacts(folder=folder)
        check(Contact.objects.get())

        loaded = services.load_contacts(folder=folder)

        contact = Contact.objects.get()
        assert (loaded.changed_count, loaded.left_to_editors_count) == (0, 0)
        assert (contact.checked_on, contact.check_due) == (NOW.date(), NOW.date() + reports.CHECK_EVERY)

    def test_a_later_check_in_the_file_arrives_and_begins_the_clock_anew(self, folder):
        services.load_contacts(folder=folder)
        check(Contact.objects.get())
        change(folder, "contacts.toml", "needs =", "checked_on = 2027-03-01\nneeds =")

        services.load_contacts(folder=folder)
        reports.open_chores(now=NOW)

        contact = Contact.objects.get()
        assert contact.checked_on == datetime.date(2027, 3, 1)
        assert contact.check_due == contact.checked_on + reports.CHECK_EVERY
        assert services.load_contacts(folder=folder).changed_count == 0

    def test_a_later_check_in_the_file_says_nothing_of_what_an_editor_wrote(self, folder):
        services.load_contacts(folder=folder)
        Contact.objects.update(website="https://new.example/")
        change(folder, "contacts.toml", "needs =", "checked_on = 2027-03-01\nneeds =")

        services.load_contacts(folder=folder)

        assert Contact.objects.get().checked_on is None

    def test_keeps_hidden_what_was_hidden(self, folder):
        services.load_contacts(folder=folder)
        Contact.objects.update(live=False)
        change(folder, "contacts.toml", "1177", "1188")

        services.load_contacts(folder=folder)

        assert Contact.objects.get().live is False

    def test_leaves_an_entry_that_an_editor_wrote_under_the_same_slug(self, folder):
        Contact.objects.create(slug="line", name="Ours", kind="union")

        services.load_contacts(folder=folder)

        assert Contact.objects.get().name == "Ours"

    def test_adds_a_language_later(self, folder):
        services.load_contacts(folder=folder)
        (folder / "ne.toml").write_text('[line]\ndoes = "उत्तर दिन्छ।"\n')

        services.load_contacts(folder=folder)

        assert Contact.objects.get().texts.get(language="ne").checked_by_speaker is False


@pytest.mark.parametrize(
    ("file", "old", "new", "named"),
    [
        ("contacts.toml", "[[contact]]", "[[contact]", "contacts.toml"),
        ("contacts.toml", '"1177"', '"call us"', "contacts.toml, line"),
        ("contacts.toml", '"Asia/Kathmandu"', '"Asia/Nowhere"', "contacts.toml, line"),
        ("contacts.toml", 'time_zone = "Asia/Kathmandu"', "", "hours need a time zone"),
        ("contacts.toml", '"helpline"', '"wizard"', "contacts.toml, line"),
        ("contacts.toml", "website", "web_site", "web_site"),
        ("contacts.toml", '"sunday"', '"someday"', "contacts.toml, line"),
        ("en.toml", "[line]", "[lime]", "en.toml, lime"),
        ("en.toml", "does", "did", "did"),
        ("en.toml", "Answers.", "", "en.toml, line"),
    ],
)
def test_a_mistake_is_named_and_nothing_is_loaded(folder, file, old, new, named):
    change(folder, file, old, new)

    with pytest.raises(services.UnreadableDirectory, match=re.escape(named)):
        services.load_contacts(folder=folder)

    assert not Contact.objects.exists()


class TestFilesOfCorridor:
    def test_every_system_has_its_entry_that_says_what_whom_and_how(self):
        services.load_contacts()

        made = {contact.slug: contact.texts.get(language="en") for contact in Contact.objects.all()}
        assert set(made) == SEED_SYSTEMS
        assert all(text.does and text.helps and text.reach for text in made.values())

    def test_what_has_an_address_says_when_and_where_it_was_read(self):
        services.load_contacts()

        for contact in Contact.objects.exclude(website="", email=""):
            assert contact.checked_on and contact.source_url, contact.slug

    @pytest.mark.parametrize("folder", [services.FOLDER, load.CONTACTS], ids=["real", "sample"])
    def test_every_language_has_all_entries(self, folder):
        slugs = {fact["slug"] for fact in tomllib.loads((folder / "contacts.toml").read_text())["contact"]}
        for file in folder.glob("*.toml"):
            if file.name != services.FACTS:
                words = tomllib.loads(file.read_text())
                assert file.stem in dict(settings.LANGUAGES)
                assert set(words) - {"checked_by_speaker"} == slugs, file.name

    def test_sample_contacts_are_plainly_invented(self):
        for slug in ("himal", "straits", "perlas", "harbour", "padma", "pearl-coast"):
            Union.objects.create(slug=slug, name=slug, country="NP")
        services.load_contacts(folder=load.CONTACTS)

        for contact in Contact.objects.all():
            assert contact.name.endswith("(sample)")
            assert contact.email.endswith(".example") and contact.website.endswith(".example")
            assert contact.union_id if contact.kind == "union" else True
            for phone in contact.phones.all():
                assert not phonenumbers.is_valid_number(phonenumbers.parse(phone.number, None))

    def test_sample_contacts_stand_at_both_ends_of_every_corridor(self):
        services.load_contacts(folder=load.CONTACTS)

        for country in ("NP", "MY", "PH", "HK", "BD", "QA"):
            kinds = Contact.objects.filter(country_codes=[country]).values_list("kind", flat=True)
            assert sorted(kinds) == ["embassy", "helpline", "inspectorate", "union"]

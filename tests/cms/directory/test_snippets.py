"""Keeping the directory in Wagtail's admin."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from cms.models import Contact
from tests.cms.directory.factories import make_contact
from tests.cms.test_admin import staff
from tests.members.users.factories import make_user

pytestmark = pytest.mark.usefixtures("site_tree")
KEPT = ("contact", "feerule", "recording")


def fields(**changes: Any) -> dict[str, Any]:
    """The form as a browser sends it: one text, one number, one row of hours."""
    sent: dict[str, Any] = {
        "name": "Line",
        "slug": "line",
        "kind": "helpline",
        "country_codes": "MY QA",
        "origin_codes": "",
        "needs": ["danger", "wages"],
        "language_codes": "ne en",
        "time_zone": "Asia/Kuala_Lumpur",
        "email": "",
        "website": "",
        "address": "",
        "checked_on": "2026-11-02",
        "source_url": "",
        "union": "",
    }
    rows = {
        "texts": {"language": "en", "name": "", "does": "Helps.", "helps": "", "reach": ""},
        "phones": {"number": "+60 3 0555 0101", "kind": "call", "ORDER": "1"},
        "hours": {"first_day": "0", "last_day": "4", "opens_at": "09:00", "closes_at": "17:00"},
    }
    for prefix, row in rows.items():
        sent |= {f"{prefix}-TOTAL_FORMS": "1", f"{prefix}-INITIAL_FORMS": "0"}
        sent |= {f"{prefix}-MIN_NUM_FORMS": "0", f"{prefix}-MAX_NUM_FORMS": "1000"}
        sent |= {f"{prefix}-0-{name}": value for name, value in row.items()}
        sent |= {f"{prefix}-0-id": ""}
    return sent | changes


def add(**changes: Any) -> Any:
    url = reverse("wagtailsnippets_cms_contact:add")
    return staff("editor").post(url, fields(**changes), headers={"accept-language": "en"})


class TestEditor:
    def test_opens_an_entry(self):
        contact = make_contact(phones=[("1177", "free")], hours=[(6, 4, 10, 17)], time_zone="Asia/Qatar")

        response = staff("editor").get(reverse("wagtailsnippets_cms_contact:edit", args=[contact.pk]))

        assert response.status_code == 200
        assert 'value="1177"' in response.content.decode()

    def test_adds_an_entry_with_its_text_number_and_hours(self):
        response = add()

        assert response.status_code == 302, response.context["form"].errors
        contact = Contact.objects.get()
        assert (contact.country_codes, contact.needs) == (["MY", "QA"], ["danger", "wages"])
        assert contact.texts.get().does == "Helps."
        assert contact.phones.get().number == "+60 3 0555 0101"
        assert contact.hours.get().closes_at.hour == 17

    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"time_zone": ""}, "Say in which time zone the opening hours are."),
            ({"time_zone": "Asia/Nowhere"}, "There is no such time zone."),
            ({"is_always_open": "on"}, "Either it is open day and night, or it has opening hours."),
            ({"language_codes": "ne klingon!"}, "These are no language codes: klingon!"),
            ({"country_codes": "MY ZZ"}, "These are no country codes: ZZ."),
            ({"slug": "fees"}, "Another page has this address."),
            ({"phones-0-number": "call me"}, "A number has digits and spaces only"),
            ({"phones-0-number": "03 0555 0101"}, "Write the number with + and the country code."),
            ({"texts-0-language": "tlh"}, "This site has no such language."),
            ({"hours-0-closes_at": "08:00"}, "It closes after it opens."),
        ],
    )
    def test_is_told_what_is_wrong_and_keeps_what_was_typed(self, changes, told):
        response = add(**changes)

        html = response.content.decode()
        assert response.status_code == 200
        assert told in html
        assert 'value="Line"' in html
        assert not Contact.objects.exists()

    def test_needs_no_time_zone_without_hours(self):
        response = add(**{"time_zone": "", "hours-TOTAL_FORMS": "0"})

        assert response.status_code == 302

    def test_finds_an_entry_by_a_word_or_a_number_once(self):
        make_contact(slug="line", texts={"en": "Gets wages.", "fr": "wages"}, phones=[("1177", "free")])
        make_contact(slug="other")
        url = reverse("wagtailsnippets_cms_contact:list")
        editor = staff("editor")

        for words in ("wages", "1177"):
            found = editor.get(url, {"q": words}).context["page_obj"].object_list
            assert [contact.slug for contact in found] == ["line"]

    def test_lists_and_filters(self):
        make_contact(slug="hidden", live=False)
        make_contact(slug="shown", country_codes=["MY"])

        response = staff("editor").get(reverse("wagtailsnippets_cms_contact:list"), {"live": "true"})

        assert [contact.slug for contact in response.context["page_obj"].object_list] == ["shown"]
        assert "MY" in response.content.decode()


@pytest.mark.parametrize(
    ("role", "acts"),
    [
        ("editor", {"add", "change", "view"}),
        ("moderator", {"add", "change", "view", "delete"}),
        ("administrator", {"add", "change", "view", "delete"}),
        ("campaigner", set()),
        ("organiser", set()),
    ],
)
def test_rights_of_each_role(role, acts):
    user = make_user(roles=(role,))

    for model in KEPT:
        held = {act for act in ("add", "change", "view", "delete") if user.has_perm(f"cms.{act}_{model}")}
        assert held == acts, model

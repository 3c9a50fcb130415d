"""The page on which unions start guides, invite, and are given pages."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext

from cms.editing import services
from cms.models import GuidePage, PageOwner
from members.notifications.models import Delivery
from members.users.models import User
from tests.cms.editing.factories import staff
from tests.cms.editing.unions import NOW, OURS, THEIRS, start
from tests.cms.factories import publish_campaign, publish_guide
from tests.organising.unions.factories import (
    UnionFactory,
    administrator,
    at_desk,
    officer_of,
)

pytestmark = pytest.mark.usefixtures("site_tree")


class TestThePage:
    def test_is_for_administrators_and_officers(self, union):
        officer = officer_of(union)
        services.invite_co_editor(
            union=union, email=officer.email, language="en", by=administrator(), now=NOW
        )
        url = reverse("editing_unions")

        assert staff("administrator").get(url).status_code == 200
        assert at_desk(officer).get(url).status_code == 200
        assert staff("moderator").get(url).headers["Location"] == reverse("wagtailadmin_home")

    def test_starts_invites_and_removes(self, union):
        client = staff("administrator")

        client.post(
            reverse("editing_start_guide"),
            {"union": union.pk, "title": "Night work", "summary": "At night.", "language": "en"},
        )
        client.post(
            reverse("editing_invite"), {"union": union.pk, "email": "a@mail.example", "language": "ne"}
        )
        html = client.get(reverse("editing_unions")).content.decode()
        assert "Night work" in html
        assert "a@mail.example" in html

        user = User.objects.get(email="a@mail.example")
        client.post(reverse("editing_remove"), {"union": union.pk, "user": user.pk})
        assert not User.objects.get(pk=user.pk).may_enter_cms

    def test_keeps_what_was_typed_when_it_refuses(self, union, ours):
        response = staff("administrator").post(
            reverse("editing_start_guide"),
            {"union": union.pk, "title": OURS, "summary": "x", "language": "en"},
        )

        assert response.status_code == 422
        html = response.content.decode()
        assert f'value="{OURS}"' in html
        assert "Choose another title." in html

    def test_an_officer_acts_for_no_other_union(self, union):
        officer = officer_of(union)
        services.invite_co_editor(
            union=union, email=officer.email, language="en", by=administrator(), now=NOW
        )
        other = UnionFactory()

        at_desk(officer).post(
            reverse("editing_invite"), {"union": other.pk, "email": "b@mail.example", "language": "en"}
        )

        assert not User.objects.filter(email="b@mail.example").exists()

    def test_invites_in_the_language_that_was_chosen(self, union):
        staff("administrator").post(
            reverse("editing_invite"), {"union": union.pk, "email": "a@mail.example", "language": "ne"}
        )

        assert Delivery.objects.get().language == "ne"


class TestGivingOnThePage:
    @pytest.fixture
    def house_page(self):
        page = publish_guide("en", title="Of the house")
        publish_guide("ar")
        return page

    def choices(self, html: str) -> str:
        return html.split('id="give-page"', 1)[1].split("</select>", 1)[0]

    def test_gives_a_page_in_all_its_languages(self, union, house_page):
        response = staff("administrator").post(
            reverse("editing_give"), {"page": house_page.pk, "union": union.pk}, follow=True
        )

        assert PageOwner.objects.get(translation_key=house_page.translation_key).union == union
        assert "Of the house" in response.content.decode()

    def test_gives_a_campaign_page(self, union):
        page = publish_campaign("en")

        staff("administrator").post(reverse("editing_give"), {"page": page.pk, "union": union.pk})

        assert PageOwner.objects.get(translation_key=page.translation_key).union == union

    def test_offers_each_page_of_the_house_once_and_none_of_a_union(self, union, house_page, theirs):
        html = staff("administrator").get(reverse("editing_unions")).content.decode()

        assert self.choices(html).count("Of the house") == 1
        assert self.choices(html).count("<option") == 2
        assert THEIRS not in self.choices(html)

    def test_offers_a_page_whose_original_was_deleted(self, union, house_page):
        GuidePage.objects.get(pk=house_page.pk).delete()

        html = staff("administrator").get(reverse("editing_unions")).content.decode()

        assert self.choices(html).count("<option") == 2

    def test_keeps_what_was_chosen_and_says_what_is_missing(self, union, house_page):
        response = staff("administrator").post(reverse("editing_give"), {"page": house_page.pk, "union": ""})

        html = response.content.decode()
        assert response.status_code == 422
        assert f'<option value="{house_page.pk}" selected>' in self.choices(html)
        assert "This field is required." in html

    def test_of_a_page_that_a_union_keeps_by_now_is_refused(self, union, theirs):
        response = staff("administrator").post(
            reverse("editing_give"), {"page": theirs.pk, "union": union.pk}
        )

        assert response.status_code == 422
        assert PageOwner.objects.get(translation_key=theirs.translation_key).union.name == "Sailors"

    def test_takes_a_page_back(self, union, ours):
        response = staff("administrator").post(reverse("editing_take_back"), {"page": ours.pk}, follow=True)

        assert not PageOwner.objects.exists()
        assert gettext("The house keeps this page again.") in response.content.decode()

    def test_takes_back_what_nobody_keeps_without_an_error(self, house_page):
        response = staff("administrator").post(reverse("editing_take_back"), {"page": house_page.pk})

        assert response.status_code == 302

    def test_is_not_for_officers(self, union, house_page, ours):
        officer = officer_of(union)
        services.invite_co_editor(
            union=union, email=officer.email, language="en", by=administrator(), now=NOW
        )
        client = at_desk(officer)

        html = client.get(reverse("editing_unions")).content.decode()
        client.post(reverse("editing_give"), {"page": house_page.pk, "union": union.pk})
        client.post(reverse("editing_take_back"), {"page": ours.pk})

        assert reverse("editing_give") not in html
        assert reverse("editing_take_back") not in html
        assert PageOwner.objects.get().translation_key == ours.translation_key

    def test_costs_the_same_for_one_union_and_for_ten(self, union, ours):
        client = staff("administrator")
        url = reverse("editing_unions")
        client.get(url)
        with CaptureQueriesContext(connection) as one:
            client.get(url)
        for number in range(9):
            start(UnionFactory(), title=f"Guide {number}")
        with CaptureQueriesContext(connection) as ten:
            client.get(url)

        assert len(ten) == len(one)

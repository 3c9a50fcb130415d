"""Drafts as readers would get them, in every language of a page."""

from __future__ import annotations

import pytest
from django.urls import reverse

from campaigns.drives.models import CampaignKind
from cms.models import CampaignIndexPage, CampaignPage, GuideIndexPage, GuidePage, HomePage
from cms.pages import SIZE_MARK
from tests.campaigns.drives.factories import CampaignFactory
from tests.cms.editing.factories import guide_fields, staff
from tests.cms.factories import publish_campaign, publish_guide

pytestmark = pytest.mark.usefixtures("site_tree")


def draft_of(page, **changes):
    for name, value in changes.items():
        setattr(page, name, value)
    page.save_revision()
    return page


def preview(client, page, mode=""):
    return client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]), {"mode": mode})


class TestADraft:
    @pytest.mark.parametrize("language", ["en", "ar"])
    @pytest.mark.parametrize("model", [HomePage, GuideIndexPage, CampaignIndexPage])
    def test_of_the_pages_of_the_tree_is_shown(self, model, language):
        page = draft_of(model.objects.get(locale__language_code=language), title="As it will be")

        html = preview(staff("moderator"), page).content.decode()

        assert "As it will be" in html
        assert f'lang="{language}"' in html

    def test_of_a_guide_says_its_weight(self):
        page = draft_of(publish_guide("en"), summary="Not yet published.")

        html = preview(staff("editor"), page).content.decode()

        assert "Not yet published." in html
        assert SIZE_MARK not in html
        assert "This page is about" in html

    def test_of_a_guide_from_right_to_left_is_in_its_direction(self):
        publish_guide("en")
        page = draft_of(publish_guide("ar"), summary="لم ينشر بعد")

        html = preview(staff("editor"), page).content.decode()

        assert 'dir="rtl"' in html
        assert "لم ينشر بعد" in html

    def test_of_a_campaign_is_shown(self):
        page = draft_of(publish_campaign("en"), summary="Not yet published.")

        assert "Not yet published." in preview(staff("moderator"), page).content.decode()

    def test_that_was_never_published_is_shown(self):
        index = GuideIndexPage.objects.get(locale__language_code="ne")
        page = GuidePage(title="New", slug="new", summary="Fresh.", stage="work", live=False)
        index.add_child(instance=page)
        page.save_revision()

        response = preview(staff("editor"), page)

        assert response.status_code == 200
        assert 'lang="ne"' in response.content.decode()

    def test_that_is_not_saved_yet_is_shown(self):
        index = GuideIndexPage.objects.get(locale__language_code="ar")
        url = reverse("wagtailadmin_pages:preview_on_add", args=["cms", "guidepage", index.pk])
        editor = staff("editor")

        said = editor.post(url, guide_fields(title="عنوان", slug="fresh"))
        html = editor.get(url).content.decode()

        assert said.json()["is_valid"]
        assert "عنوان" in html
        assert 'dir="rtl"' in html

    def test_of_a_campaign_that_is_not_saved_yet_is_shown(self):
        campaign = CampaignFactory(running=True, kind=CampaignKind.RATIFICATION)
        index = CampaignIndexPage.objects.get(locale__language_code="en")
        url = reverse("wagtailadmin_pages:preview_on_add", args=["cms", "campaignpage", index.pk])
        moderator = staff("moderator")
        fields = guide_fields(title="Ratify", slug="ratify", campaign=campaign.pk, notice="")

        assert moderator.post(url, fields).json()["is_valid"]
        assert "Ratify" in moderator.get(url).content.decode()
        assert not CampaignPage.objects.filter(slug="ratify").exists()


class TestOtherLanguages:
    def test_are_offered_with_the_page_itself_first(self):
        page = publish_guide("en")
        publish_guide("ar")

        assert page.preview_modes == [("", "English"), ("ar", "العربية")]

    def test_are_shown_as_their_drafts_in_their_direction(self):
        page = publish_guide("en")
        draft_of(publish_guide("ar"), summary="مسودة")

        html = preview(staff("editor"), page, "ar").content.decode()

        assert "مسودة" in html
        assert 'dir="rtl"' in html

    def test_that_do_not_exist_are_refused(self):
        assert preview(staff("editor"), publish_guide("en"), "ne").status_code == 403


class TestThePanel:
    def test_shows_a_phone_of_360_pixels_first(self):
        page = publish_guide("en")

        html = staff("editor").get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

        assert page.preview_sizes[0]["device_width"] == 360
        assert 'data-device-width="360"' in html

    def test_lets_axe_in_and_readers_never_see_its_door(self, client):
        page = publish_guide("en")
        url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
        editor = staff("editor")

        editor.post(url, guide_fields(slug="fees"))
        inside = editor.get(url, {"in_preview_panel": "true"})

        assert "wagtail-userbar" in inside.content.decode()
        assert "wagtail-userbar" not in preview(editor, page).content.decode()
        assert "wagtail-userbar" not in client.get("/en/guides/fees/").content.decode()
        assert inside["X-Frame-Options"] == "SAMEORIGIN"
        assert "script-src 'self'" in inside["Content-Security-Policy"]

"""Wagtail's admin as staff meet it."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext
from wagtail.images.models import Filter
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation, TranslationSource

from cms.models import CampaignIndexPage, CustomImage, GuideIndexPage, GuidePage
from tests.cms.factories import publish_guide
from tests.cms.test_redrawing import SECRET, photo
from tests.members.users.factories import make_user, signed_in

pytestmark = pytest.mark.usefixtures("site_tree")


def staff(role: str):
    return signed_in(make_user(roles=(role,), second_factor=True), used_second_factor=True)


def png(name: str = "sample.png") -> SimpleUploadedFile:
    from io import BytesIO

    from PIL import Image

    content = BytesIO()
    Image.new("RGB", (8, 8), "red").save(content, "PNG")
    return SimpleUploadedFile(name, content.getvalue(), content_type="image/png")


class TestUpload:
    def test_of_something_that_is_no_image_is_a_form_error_in_the_editors_language(self):
        editor = staff("editor")
        fake = SimpleUploadedFile("photo.png", b"this is a text", content_type="image/png")

        response = editor.post(
            reverse("wagtailimages:add"),
            {"title": "Photo", "file": fake, "collection": 1, "focal_point_x": ""},
            headers={"accept-language": "ar"},
        )

        assert response.status_code == 200
        assert not CustomImage.objects.exists()
        html = response.content.decode()
        assert 'lang="ar"' in html
        with translation.override("ar"):
            told = gettext(
                "Upload a valid image. The file you uploaded was either not an image or a corrupted image."
            )
        assert not told.startswith("Upload")
        assert told in html

    def test_of_several_at_once_names_the_one_that_is_no_image(self):
        editor = staff("editor")
        fake = SimpleUploadedFile("photo.png", b"this is a text", content_type="image/png")

        response = editor.post(
            reverse("wagtailimages:add_multiple"),
            {"title": "Photo", "files[]": fake, "collection": 1},
            headers={"x-requested-with": "XMLHttpRequest"},
        )

        assert response.status_code == 200
        assert response.json()["success"] is False
        assert not CustomImage.objects.exists()

    @pytest.mark.parametrize("rendered", ["max-400x400", "original"])
    def test_of_a_photograph_keeps_nothing_of_where_it_was_taken(self, rendered):
        editor = staff("editor")
        phone = SimpleUploadedFile("photo.jpg", photo(), content_type="image/jpeg")

        editor.post(reverse("wagtailimages:add"), {"title": "Photo", "file": phone, "collection": 1})

        image = CustomImage.objects.get()
        assert SECRET not in image.generate_rendition_file(Filter(spec=rendered)).read()
        with image.file.open() as original:
            assert SECRET not in original.read()
        assert image.file_size == image.file.size

    @pytest.mark.parametrize("act", ["add", "add_multiple", "chooser"])
    def test_of_half_a_photograph_is_a_form_error_too(self, act):
        editor = staff("editor")
        half = SimpleUploadedFile("photo.jpg", photo(size=(600, 400))[:-2000], content_type="image/jpeg")
        address, fields, extra = {
            "add": ("wagtailimages:add", {"title": "Photo", "file": half, "collection": 1}, {}),
            "add_multiple": (
                "wagtailimages:add_multiple",
                {"title": "Photo", "files[]": half, "collection": 1},
                {"x-requested-with": "XMLHttpRequest"},
            ),
            "chooser": (
                "wagtailimages_chooser:create",
                {
                    "image-chooser-upload-title": "Photo",
                    "image-chooser-upload-file": half,
                    "image-chooser-upload-collection": 1,
                },
                {},
            ),
        }[act]

        response = editor.post(reverse(address), fields, headers=extra)

        assert response.status_code == 200
        assert "corrupted image" in response.content.decode()
        assert not CustomImage.objects.exists()

    def test_of_an_image_is_kept_with_its_credit(self):
        editor = staff("editor")

        editor.post(
            reverse("wagtailimages:add"),
            {"title": "Photo", "file": png(), "collection": 1, "credit": "A. Sample"},
        )

        assert CustomImage.objects.get().credit == "A. Sample"


class TestRoles:
    @pytest.mark.parametrize(
        ("role", "writes_guides", "publishes_guides", "publishes_campaigns"),
        [
            ("editor", True, False, False),
            ("moderator", True, True, True),
            ("campaigner", False, False, True),
            ("administrator", True, True, True),
        ],
    )
    def test_rights_on_pages(self, role, writes_guides, publishes_guides, publishes_campaigns):
        user = make_user(roles=(role,))
        guides = GuideIndexPage.objects.get(locale__language_code="ne").permissions_for_user(user)
        campaigns = CampaignIndexPage.objects.get(locale__language_code="ne").permissions_for_user(user)

        assert guides.can_add_subpage() is writes_guides
        assert guides.can_publish_subpage() is publishes_guides
        assert campaigns.can_publish_subpage() is publishes_campaigns

    @pytest.mark.parametrize("role", ["editor", "moderator", "campaigner", "administrator"])
    def test_may_enter_and_translate(self, role):
        user = make_user(roles=(role,))

        assert user.has_perms(["wagtailadmin.access_admin", "wagtail_localize.submit_translation"])

    def test_organisers_may_not(self):
        assert not make_user(roles=("organiser",)).has_perm("wagtailadmin.access_admin")

    @pytest.mark.parametrize(
        "name",
        ["wagtailadmin_home", "wagtailadmin_account", "wagtailimages:index", "wagtaillocales:index"],
    )
    def test_administrator_opens_the_pages_of_the_admin(self, name):
        assert staff("administrator").get(reverse(name)).status_code == 200

    def test_campaigner_lists_campaigns(self):
        assert staff("campaigner").get(reverse("wagtailsnippets_drives_campaign:list")).status_code == 200


class TestWritingAGuide:
    def fields(self, **changes):
        return {
            "title": "New guide",
            "slug": "new-guide",
            "summary": "What it is about.",
            "stage": "work",
            "jurisdiction": "international",
            "origin_codes": "",
            "destination_codes": "",
            "share_text": "",
            "seo_title": "",
            "sources-count": "0",
            "reviewed_by": "",
            "reviewed_on": "",
            "review_due": "",
            "body-count": "0",
            "comments-TOTAL_FORMS": "0",
            "comments-INITIAL_FORMS": "0",
            "comments-MIN_NUM_FORMS": "0",
            "comments-MAX_NUM_FORMS": "0",
        } | changes

    def test_makes_no_alias_in_other_languages(self):
        index = GuideIndexPage.objects.get(locale__language_code="en")
        url = reverse("wagtailadmin_pages:add", args=["cms", "guidepage", index.pk])

        staff("moderator").post(url, self.fields(**{"action-publish": "1"}))

        assert GuidePage.objects.get(slug="new-guide").live
        assert Page.objects.filter(slug="new-guide").count() == 1
        assert not Page.objects.filter(alias_of__isnull=False).exists()

    def test_shows_minor_edit_unticked_every_time(self):
        page = publish_guide("en")
        page.minor_edit = True
        page.save_revision()

        html = staff("editor").get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

        field = html[html.index('name="minor_edit"') :]
        assert "checked" not in field[: field.index(">")]
        assert 'name="matches_source"' not in html

    def test_asks_a_translation_whether_it_is_in_step(self):
        publish_guide("en")
        page = publish_guide("ar")

        html = staff("editor").get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

        assert 'name="matches_source"' in html
        assert 'name="minor_edit"' not in html

    def test_minor_edit_leaves_translations_in_step(self, client):
        page = publish_guide("en")
        publish_guide("ar")

        staff("moderator").post(
            reverse("wagtailadmin_pages:edit", args=[page.pk]),
            self.fields(slug="fees", minor_edit="on", **{"action-publish": "1"}),
        )

        assert GuidePage.objects.get(pk=page.pk).title == "New guide"
        assert client.get("/ar/guides/fees/").context["outdated"] is None

    def test_a_real_edit_marks_them(self, client):
        page = publish_guide("en")
        publish_guide("ar")

        staff("moderator").post(
            reverse("wagtailadmin_pages:edit", args=[page.pk]),
            self.fields(slug="fees", **{"action-publish": "1"}),
        )

        assert client.get("/ar/guides/fees/").context["outdated"] is not None

    def test_copy_as_alias_is_refused(self):
        page = publish_guide("en")

        staff("administrator").post(
            reverse("wagtailadmin_pages:copy", args=[page.pk]),
            {
                "new_title": "Copy",
                "new_slug": "copy",
                "new_parent_page": page.get_parent().pk,
                "alias": "on",
            },
        )

        assert not Page.objects.filter(alias_of__isnull=False).exists()


class TestLocalizeInTheAdmin:
    @pytest.fixture
    def page(self):
        return publish_guide("en")

    def test_sending_a_page_for_translation_makes_a_draft(self, page):
        ne = Locale.objects.get(language_code="ne")

        staff("moderator").post(
            reverse("wagtail_localize:submit_page_translation", args=[page.pk]), {"locales": [ne.pk]}
        )

        draft = GuidePage.objects.get(locale=ne)
        assert not draft.live
        assert draft.alias_of_id is None

    def test_publishing_with_gaps_is_refused_with_their_number(self, page):
        source, _made = TranslationSource.get_or_create_from_instance(page)
        ne = Locale.objects.get(language_code="ne")
        Translation.objects.create(source=source, target_locale=ne, enabled=True).save_target(publish=False)
        draft = GuidePage.objects.get(locale=ne)

        response = staff("moderator").post(
            reverse("wagtailadmin_pages:edit", args=[draft.pk]), {"action": "publish"}, follow=True
        )

        assert "no translation yet" in response.content.decode()
        assert not GuidePage.objects.get(pk=draft.pk).live

    def test_synchronising_never_offers_to_publish(self, page):
        source, _made = TranslationSource.get_or_create_from_instance(page)
        url = reverse("wagtail_localize:update_translations", args=[source.pk])
        moderator = staff("moderator")

        assert "publish_translations" not in moderator.get(url).content.decode().replace(
            "publish-translations", ""
        )
        assert moderator.post(url, {"publish_translations": "on"}).status_code == 302


class TestEditingATranslation:
    def test_says_what_readers_are_told(self):
        publish_guide("en")
        page = publish_guide("ar")
        publish_guide("en", summary="Another law.")

        html = staff("editor").get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

        assert "Readers see that this one is not updated yet." in html
        assert "No speaker of this language has checked" in html

    def test_is_silent_about_an_original(self):
        page = publish_guide("en")

        html = staff("editor").get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()

        assert "No speaker of this language has checked" not in html

"""Who translates into Nepali writes in Nepali, and nothing else."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import GroupPagePermission, Locale, Page, WorkflowState
from wagtail_localize.models import StringTranslation, TranslationSource

from cms import services
from cms.models import GuidePage, HomePage
from members.users import services as users
from tests.cms.factories import NOW, publish_guide
from tests.cms.translators.factories import (
    at_work,
    draft_of,
    fill,
    make_translator,
    moderator,
    segments,
    translation_into,
)
from tests.members.users.factories import make_user, signed_in

pytestmark = pytest.mark.usefixtures("site_tree")

SECRET = "Not for everybody yet"


@pytest.fixture
def english():
    return publish_guide("en")


@pytest.fixture
def nepali(english):
    return translation_into("ne", english)


@pytest.fixture
def arabic(english):
    translation = translation_into("ar", english)
    draft = draft_of(translation)
    draft.title = draft.draft_title = SECRET
    draft.save()
    draft.save_revision()
    return translation


class TestGroups:
    def test_there_is_one_for_each_language_and_a_second_time_changes_nothing(self):
        before = GroupPagePermission.objects.count()

        services.ensure_site_tree(by=None, now=NOW)

        assert Group.objects.filter(name__startswith="translator-").count() == Locale.objects.count() == 12
        assert GroupPagePermission.objects.count() == before

    def test_a_right_that_somebody_added_elsewhere_is_taken_back(self):
        group = Group.objects.get(name="translator-ne")
        right = group.page_permissions.get()
        home = HomePage.objects.get(locale__language_code="ar")
        GroupPagePermission.objects.create(group=group, page_id=home.pk, permission=right.permission)

        services.ensure_site_tree(by=None, now=NOW)

        assert group.page_permissions.get() == right

    def test_they_give_no_role(self):
        user = make_translator("ne")

        assert user.roles == frozenset()
        assert user.translates == {"ne"}
        assert not user.is_role_holder

    def test_administrators_put_people_into_them(self):
        somebody = make_user(email="translator@mail.example")
        group = Group.objects.get(name="translator-ne")
        admin = at_work(make_user(roles=("administrator",), second_factor=True))
        url = reverse("wagtailusers_users:edit", args=[somebody.pk])

        assert "Translator: Nepali" in admin.get(url).content.decode()
        admin.post(
            url,
            {"email": somebody.email, "display_name": "", "groups": [group.pk], "is_active": "on"},
        )

        assert list(somebody.groups.all()) == [group]

    def test_new_roles_leave_them(self):
        user = make_translator("ne")

        users.set_roles(user=user, roles=["organiser"])

        assert user.translates == {"ne"}


class TestTheGate:
    def test_lets_nobody_in_without_a_second_factor(self):
        bare = make_user()
        bare.groups.add(Group.objects.get(name="translator-ne"))

        response = signed_in(bare).get(reverse("wagtailadmin_home"))

        assert response.status_code == 302
        assert response.headers["Location"].startswith(reverse("mfa_index"))

    def test_opens_the_cms_and_not_the_desk(self):
        translator = at_work(make_translator("ne"))

        assert translator.get(reverse("wagtailadmin_home")).status_code == 200
        assert translator.get(reverse("desk:home")).status_code == 403


class TestOwnLanguage:
    def test_is_edited_and_not_published(self, nepali):
        page = draft_of(nepali)
        rights = page.permissions_for_user(make_translator("ne"))

        assert rights.can_edit()
        assert not rights.can_publish()

    def test_what_is_live_cannot_be_deleted(self, english):
        rights = publish_guide("ne").permissions_for_user(make_translator("ne"))

        assert not rights.can_delete()
        assert not rights.can_unpublish()

    def test_and_neither_are_drafts(self, nepali):
        page = draft_of(nepali)
        translator = at_work(make_translator("ne"))

        translator.post(reverse("wagtailadmin_pages:delete", args=[page.pk]))
        translator.post(
            reverse("wagtail_bulk_action", args=["wagtailcore", "page", "delete"]) + f"?id={page.pk}"
        )

        assert GuidePage.objects.filter(pk=page.pk).exists()

    def test_opens_in_wagtail_localizes_editor(self, nepali):
        response = at_work(make_translator("ne")).get(
            reverse("wagtailadmin_pages:edit", args=[draft_of(nepali).pk])
        )

        assert response.status_code == 200
        assert "js-translation-editor" in response.content.decode()

    def test_is_sent_to_moderators_who_publish_it(self, nepali, client):
        fill(nepali, "अनुवाद")
        page = draft_of(nepali)
        translator = at_work(make_translator("ne"))

        translator.post(reverse("translators_send", args=[page.pk]), {"act": "send"})
        state = WorkflowState.objects.get(object_id=str(page.pk))
        at_work(moderator()).post(
            reverse(
                "wagtailadmin_pages:workflow_action", args=[page.pk, "approve", state.current_task_state.pk]
            )
        )

        assert GuidePage.objects.get(pk=page.pk).live
        assert "अनुवाद" in client.get("/ne/guides/fees/").content.decode()

    def test_a_page_is_sent_into_it_from_a_live_page(self, english):
        ne = Locale.objects.get(language_code="ne")

        at_work(make_translator("ne")).post(
            reverse("wagtail_localize:submit_page_translation", args=[english.pk]), {"locales": [ne.pk]}
        )

        assert not GuidePage.objects.get(locale=ne).live


class TestOtherLanguages:
    """Every address of the admin that shows or changes a page, asked by a translator of another language."""

    def addresses(self, arabic) -> list[tuple[str, str, dict[str, str]]]:
        page = draft_of(arabic)
        segment = segments(arabic)[0]
        string = reverse("wagtail_localize:edit_string_translation", args=[arabic.pk, segment.pk])
        return [
            ("get", reverse("wagtailadmin_pages:edit", args=[page.pk]), {}),
            ("post", reverse("wagtailadmin_pages:edit", args=[page.pk]), {"action": "publish"}),
            ("get", reverse("wagtailadmin_pages:view_draft", args=[page.pk]), {}),
            ("get", reverse("wagtailadmin_pages:history", args=[page.pk]), {}),
            ("get", reverse("wagtailadmin_pages:delete", args=[page.pk]), {}),
            ("post", reverse("wagtailadmin_pages:delete", args=[page.pk]), {}),
            ("post", reverse("wagtailadmin_pages:unpublish", args=[page.pk]), {}),
            ("get", reverse("wagtailadmin_pages:copy", args=[page.pk]), {}),
            ("get", reverse("wagtailadmin_pages:move", args=[page.pk]), {}),
            ("get", reverse("wagtailadmin_explore", args=[page.get_parent().pk]), {}),
            ("put", string, {"value": "x"}),
            ("delete", string, {}),
            ("get", reverse("wagtail_localize:download_pofile", args=[arabic.pk]), {}),
            ("post", reverse("wagtail_localize:upload_pofile", args=[arabic.pk]), {}),
            ("post", reverse("wagtail_localize:machine_translate", args=[arabic.pk]), {}),
            ("get", reverse("wagtail_localize:preview_translation", args=[arabic.pk]), {}),
            ("post", reverse("wagtail_localize:stop_translation", args=[arabic.pk]), {}),
            ("post", reverse("wagtail_localize:convert_to_alias", args=[page.pk]), {}),
            ("get", reverse("wagtail_localize:update_translations", args=[arabic.source_id]), {}),
            ("post", reverse("wagtail_localize:update_translations", args=[arabic.source_id]), {}),
            ("get", reverse("wagtail_localize:snippets_api_listing", args=["cms", "contact"]), {}),
            ("get", reverse("translators_changes", args=[page.pk]), {}),
            ("get", reverse("translators_send", args=[page.pk]), {}),
            ("post", reverse("translators_send", args=[page.pk]), {"act": "send"}),
        ]

    def test_are_closed(self, arabic, settings):
        settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = {
            "CLASS": "wagtail_localize.machine_translators.dummy.DummyTranslator"
        }
        translator = at_work(make_translator("ne"))
        opened = []

        for method, address, data in self.addresses(arabic):
            response = getattr(translator, method)(address, data)
            told = response.content.decode() if response.status_code == 200 else ""
            location = response.headers.get("Location", "")
            is_turned_away = (
                response.status_code in (403, 404)
                or location
                in (
                    reverse("wagtailadmin_home"),
                    reverse("wagtailadmin_explore_root"),
                )
                or location.startswith(reverse("wagtailadmin_explore_root"))
            )
            if not is_turned_away or SECRET in told:
                opened.append((method, address, response.status_code, location))

        assert opened == []
        page = draft_of(arabic)
        assert not page.live
        assert not StringTranslation.objects.filter(locale=page.locale).exists()
        assert not WorkflowState.objects.filter(object_id=str(page.pk)).exists()
        arabic.refresh_from_db()
        assert arabic.enabled

    @pytest.mark.parametrize(
        "address",
        [
            lambda: reverse("wagtailadmin_home"),
            lambda: reverse("wagtailadmin_explore_root"),
            lambda: reverse("wagtailadmin_pages:search") + "?q=everybody",
            lambda: reverse("wagtailadmin_choose_page"),
            lambda: reverse("wagtailadmin_choose_page_search") + "?q=everybody",
            lambda: reverse("wagtail_localize:translations_report"),
            lambda: reverse("wagtailadmin_reports:site_history"),
            lambda: reverse("wagtailadmin_reports:aging_pages"),
            lambda: reverse("wagtailadmin_reports:locked_pages"),
            lambda: reverse("wagtailadmin_api:pages:listing") + "?limit=20&order=-id",
        ],
    )
    def test_drafts_are_on_no_list(self, arabic, address):
        response = at_work(make_translator("ne")).get(address())

        assert SECRET not in response.content.decode()

    def test_a_chooser_does_not_show_their_drafts(self, arabic):
        index = draft_of(arabic).get_parent()
        url = reverse("wagtailadmin_choose_page_child", args=[index.pk])

        assert SECRET not in at_work(make_translator("ne")).get(url).content.decode()
        assert SECRET in at_work(make_translator("ar")).get(url).content.decode()

    def test_no_page_is_sent_into_them(self, english):
        ar = Locale.objects.get(language_code="ar")
        url = reverse("wagtail_localize:submit_page_translation", args=[english.pk])
        translator = at_work(make_translator("ne"))

        response = translator.post(url, {"locales": [ar.pk]})

        assert response.status_code == 200
        assert not GuidePage.objects.filter(locale=ar).exists()
        offered = translator.get(url).content.decode()
        assert Locale.objects.get(language_code="ne").get_display_name() in offered
        assert ar.get_display_name() not in offered

    def test_no_whole_tree_is_sent(self, english, django_capture_on_commit_callbacks):
        home = HomePage.objects.get(locale__language_code="en")
        ne = Locale.objects.get(language_code="ne")

        with django_capture_on_commit_callbacks() as callbacks:
            at_work(make_translator("ne")).post(
                reverse("wagtail_localize:submit_page_translation", args=[home.pk]),
                {"locales": [ne.pk], "include_subtree": "on"},
            )

        assert callbacks == [] or not GuidePage.objects.filter(locale=ne).exists()

    def test_drafts_of_the_source_language_are_no_source(self, english):
        english.unpublish()

        response = at_work(make_translator("ne")).get(
            reverse("wagtail_localize:submit_page_translation", args=[english.pk])
        )

        assert response.status_code in (302, 403)
        assert not TranslationSource.objects.exists()

    def test_another_languages_string_cannot_be_named_through_ones_own(self, nepali, arabic):
        publish_guide("en", slug="other")
        other = translation_into("ar", GuidePage.objects.get(slug="other", locale__language_code="en"))
        segment = segments(other)[0]
        url = reverse("wagtail_localize:edit_string_translation", args=[nepali.pk, segment.pk])

        response = at_work(make_translator("ne")).put(url, {"value": "x"})

        assert response.status_code == 404

    def test_a_file_uploaded_to_them_is_not_read(self, arabic):
        file = SimpleUploadedFile("ar.po", b'msgid ""\nmsgstr ""\n')

        response = at_work(make_translator("ne")).post(
            reverse("wagtail_localize:upload_pofile", args=[arabic.pk]), {"file": file}
        )

        assert response.status_code in (302, 403)
        assert not StringTranslation.objects.exists()

    def test_bulk_publication_is_not_theirs_even_in_their_own(self, nepali):
        fill(nepali, "अनुवाद")
        page = draft_of(nepali)

        at_work(make_translator("ne")).post(
            reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={page.pk}",
            {"include_descendants": ""},
        )

        assert not Page.objects.get(pk=page.pk).live

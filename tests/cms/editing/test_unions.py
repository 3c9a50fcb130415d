"""Unions keep guides, and nobody who writes for one sees what others prepare."""

from __future__ import annotations

import pytest
from django.urls import reverse
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, GroupPagePermission, Locale, Page, Revision
from wagtail_localize.models import Translation, TranslationSource

from cms.editing import services
from cms.models import ContentChange, CustomImage, GuideIndexPage, GuidePage, HomePage, PageOwner
from members.users.models import User
from tests.cms.editing.factories import guide_fields
from tests.cms.editing.unions import NOW, OURS, THEIRS, at_cms, invited, start
from tests.cms.factories import publish_guide
from tests.members.users.factories import make_user, signed_in
from tests.organising.unions.factories import (
    UnionFactory,
    administrator,
    officer_of,
    organiser_of,
)

pytestmark = pytest.mark.usefixtures("site_tree")


class TestStarting:
    def test_makes_a_draft_that_the_union_keeps(self, union):
        page = start(union)

        assert not page.live
        assert PageOwner.objects.get(translation_key=page.translation_key).union == union
        assert page.slug == "wages-in-our-ports"

    def test_is_for_the_unions_own_officer(self, union):
        assert start(union, by=officer_of(union)).pk

    @pytest.mark.parametrize("who", [organiser_of, lambda union: officer_of(UnionFactory())])
    def test_is_for_nobody_else(self, union, who):
        with pytest.raises(services.NotForThisUnion):
            start(union, by=who(union))

    def test_under_an_address_that_is_taken_is_refused(self, union, ours):
        with pytest.raises(services.AddressTaken):
            start(union)

    def test_in_a_script_without_latin_letters_gets_a_plain_address(self, union):
        page = start(union, title="मजदुरी", language="ne")

        assert page.slug.isascii()
        assert page.slug.startswith(union.slug)


class TestGiving:
    def test_covers_every_language_and_tells_readers(self, client, union):
        page = publish_guide("en")
        publish_guide("ar")
        ContentChange.objects.all().delete()

        services.give_page_to_union(page=page, union=union, by=administrator(), now=NOW)

        assert ContentChange.objects.filter(kind="page").count() == 2
        for language in ("en", "ar"):
            assert union.name in client.get(f"/{language}/guides/fees/").content.decode()
        assert (
            GroupPagePermission.objects.filter(page__slug="fees", permission__codename="change_page")
            .filter(group=services.group_of(union))
            .count()
            == 2
        )

    def test_again_changes_nothing(self, union):
        page = publish_guide("en")
        services.give_page_to_union(page=page, union=union, by=administrator(), now=NOW)
        ContentChange.objects.all().delete()

        services.give_page_to_union(page=page, union=union, by=administrator(), now=NOW)

        assert not ContentChange.objects.exists()

    def test_to_another_union_takes_it_from_the_first(self, union, ours):
        services.give_page_to_union(page=ours, union=UnionFactory(), by=administrator(), now=NOW)

        assert not ours.permissions_for_user(invited(union)).can_edit()

    def test_back_to_the_house_takes_it_away(self, union, ours):
        services.give_page_to_union(page=ours, union=None, by=administrator(), now=NOW)

        assert not PageOwner.objects.exists()
        assert not ours.permissions_for_user(invited(union)).can_edit()

    def test_is_not_for_officers(self, union):
        with pytest.raises(services.NotAdministrator):
            services.give_page_to_union(page=publish_guide("en"), union=union, by=officer_of(union), now=NOW)

    def test_a_home_is_refused(self, union):
        home = HomePage.objects.get(locale__language_code="en")
        with pytest.raises(services.NotAPageToKeep):
            services.give_page_to_union(page=home, union=union, by=administrator(), now=NOW)

    def test_a_new_translation_is_the_unions_too(self, union, ours):
        user = invited(union)
        source, _made = TranslationSource.get_or_create_from_instance(ours)
        ne = Locale.objects.get(language_code="ne")

        Translation.objects.create(source=source, target_locale=ne, enabled=True).save_target(publish=False)

        assert GuidePage.objects.get(locale=ne).permissions_for_user(user).can_edit()


class TestInviting:
    def test_makes_an_account_that_signs_in_by_code(self, union):
        user = services.invite_co_editor(
            union=union, email="New@mail.example", language="ar", by=administrator(), now=NOW
        )

        assert not user.has_usable_password()
        assert user.profile.language == "ar"
        assert user.may_enter_cms
        assert not user.roles

    def test_again_makes_no_second_account(self, union):
        first = invited(union)
        again = services.invite_co_editor(
            union=union, email=first.email.upper(), language="en", by=administrator(), now=NOW
        )

        assert again == first

    def test_by_another_unions_officer_is_refused(self, union):
        with pytest.raises(services.NotForThisUnion):
            invited(union, by=officer_of(UnionFactory()))

    def test_of_a_closed_account_is_refused(self, union):
        user = make_user()
        User.objects.filter(pk=user.pk).update(is_active=False)
        with pytest.raises(services.NotAPersonToInvite):
            services.invite_co_editor(
                union=union, email=user.email, language="en", by=administrator(), now=NOW
            )

    def test_without_an_address_is_refused(self, union):
        with pytest.raises(services.NoSuchAddress):
            services.invite_co_editor(union=union, email="nobody", language="en", by=administrator(), now=NOW)

    def test_lets_nobody_in_without_a_second_factor(self, union, ours):
        user = services.invite_co_editor(
            union=union, email=make_user().email, language="en", by=administrator(), now=NOW
        )

        response = signed_in(user).get(reverse("wagtailadmin_home"))

        assert response.status_code == 302
        assert reverse("mfa_index") in response.headers["Location"]

    def test_is_undone_by_removing(self, union, ours):
        user = invited(union)
        client = at_cms(user)
        assert client.get(reverse("wagtailadmin_pages:edit", args=[ours.pk])).status_code == 200

        services.remove_co_editor(union=union, user=user, by=administrator(), now=NOW)

        assert client.get(reverse("wagtailadmin_pages:edit", args=[ours.pk])).status_code == 403


class TestACoEditor:
    def test_writes_and_sends_to_the_moderators(self, co_editor, ours):
        url = reverse("wagtailadmin_pages:edit", args=[ours.pk])

        co_editor.post(url, guide_fields(title="Better", slug=ours.slug, **{"action-submit": "1"}))

        page = GuidePage.objects.get(pk=ours.pk)
        assert page.get_latest_revision_as_object().title == "Better"
        assert page.current_workflow_state.status == "in_progress"

    def test_does_not_publish(self, co_editor, ours):
        url = reverse("wagtailadmin_pages:edit", args=[ours.pk])

        co_editor.post(url, guide_fields(title="Better", slug=ours.slug, **{"action-publish": "1"}))

        assert not GuidePage.objects.get(pk=ours.pk).live

    @pytest.mark.parametrize("mode", ["edit", "view_draft", "history", "delete", "copy", "move", "usage"])
    def test_opens_no_page_of_another_union(self, co_editor, theirs, mode):
        response = co_editor.get(reverse(f"wagtailadmin_pages:{mode}", args=[theirs.pk]))

        assert response.status_code in (302, 403)
        assert THEIRS not in response.content.decode()

    def test_reads_no_check_of_another_union(self, co_editor, theirs, ours):
        assert co_editor.get(reverse("editing_check", args=[theirs.pk])).status_code == 302
        assert co_editor.get(reverse("editing_check", args=[ours.pk])).status_code == 200

    def test_reads_no_preview_of_another_union(self, co_editor, theirs):
        url = reverse("wagtailadmin_pages:preview_on_edit", args=[theirs.pk])

        assert co_editor.get(url).status_code == 302
        assert co_editor.post(url, guide_fields()).status_code == 302

    def test_reads_no_revision_of_another_union(self, co_editor, theirs):
        theirs.save_revision()
        first, last = Revision.objects.for_instance(theirs).order_by("pk").values_list("pk", flat=True)[:2]
        for name, args in (
            ("revisions_view", [theirs.pk, first]),
            ("revisions_revert", [theirs.pk, first]),
            ("revisions_compare", [theirs.pk, first, last]),
        ):
            response = co_editor.get(reverse(f"wagtailadmin_pages:{name}", args=args))
            assert response.status_code in (302, 403)

    def test_finds_in_the_explorer_only_what_her_union_keeps(self, co_editor, theirs, ours):
        publish_guide("en", title="Of the house")
        index = GuideIndexPage.objects.get(locale__language_code="en")

        html = co_editor.get(reverse("wagtailadmin_explore", args=[index.pk]), follow=True).content.decode()

        assert OURS in html
        assert THEIRS not in html
        assert "Of the house" not in html

    @pytest.mark.parametrize("word", ["plan", "wages"])
    def test_finds_by_search_only_what_her_union_keeps(self, co_editor, theirs, ours, word):
        html = co_editor.get(reverse("wagtailadmin_pages:search"), {"q": word}).content.decode()

        assert THEIRS not in html
        assert (OURS in html) is (word == "wages")

    def test_chooses_among_public_pages_and_her_own(self, co_editor, theirs, ours):
        publish_guide("en", title="Of the house")
        index = GuideIndexPage.objects.get(locale__language_code="en")
        browsed = co_editor.get(reverse("wagtailadmin_choose_page_child", args=[index.pk])).json()["html"]
        searched = co_editor.get(reverse("wagtailadmin_choose_page_search"), {"q": "plan"}).content.decode()

        assert OURS in browsed
        assert "Of the house" in browsed
        assert THEIRS not in browsed + searched

    def test_starts_choosing_from_no_page_of_another_union(self, co_editor, theirs):
        response = co_editor.get(reverse("wagtailadmin_choose_page_child", args=[theirs.pk]))

        assert THEIRS not in response.content.decode()

    def test_is_asked_about_moving_no_page_of_another_union(self, co_editor, theirs, ours):
        url = reverse("wagtailadmin_pages:move_confirm", args=[theirs.pk, ours.get_parent().pk])

        assert THEIRS not in co_editor.get(url).content.decode()

    def test_is_told_of_no_picture_of_another_union_by_the_api(self, co_editor, theirs):
        services.group_of(UnionFactory(name="Miners"))
        image = CustomImage.objects.create(
            title="A face",
            file=get_test_image_file(),
            collection=Collection.objects.get(name="Miners"),
        )

        listed = co_editor.get(reverse("wagtailadmin_api:images:listing")).json()
        one = co_editor.get(reverse("wagtailadmin_api:images:detail", args=[image.pk]))

        assert listed["items"] == []
        assert one.status_code == 404

    def test_is_told_of_no_other_page_by_the_api(self, co_editor, theirs, ours):
        listed = co_editor.get(reverse("wagtailadmin_api:pages:listing"), {"limit": 20}).json()
        one = co_editor.get(reverse("wagtailadmin_api:pages:detail", args=[theirs.pk]))

        assert one.status_code == 404
        ids = {each["id"] for each in listed["items"]}
        assert ours.pk in ids
        assert theirs.pk not in ids

    @pytest.mark.parametrize(
        "name",
        [
            "wagtailadmin_home",
            "wagtailadmin_reports:site_history",
            "wagtailadmin_reports:aging_pages",
            "wagtailadmin_reports:workflow",
            "wagtailadmin_reports:workflow_tasks",
            "wagtailadmin_reports:locked_pages",
            "wagtailadmin_reports:page_types_usage",
            "wagtailadmin_reports:page_types_usage_results",
        ],
    )
    def test_reads_of_no_other_page_in_reports(self, co_editor, theirs, name):
        TranslationSource.get_or_create_from_instance(theirs)
        theirs.save_revision(user=administrator(), log_action=True)
        theirs.get_workflow().start(theirs, administrator())

        assert THEIRS not in co_editor.get(reverse(name), follow=True).content.decode()

    def test_sends_no_other_page_for_translation(self, co_editor, theirs):
        url = reverse("wagtail_localize:submit_page_translation", args=[theirs.pk])

        co_editor.post(url, {"locales": [Locale.objects.get(language_code="ne").pk]})

        assert Page.objects.filter(translation_key=theirs.translation_key).count() == 1

    def test_shares_pictures_with_her_union_only(self, union, ours, co_editor):
        html = co_editor.get(reverse("wagtailimages:add")).content.decode()

        assert union.name in html or 'name="collection"' not in html

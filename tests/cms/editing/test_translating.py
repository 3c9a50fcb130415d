"""Those who write for a union start translations of what it keeps, and of nothing else."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation

from cms.editing import services
from cms.models import GuidePage
from members.users.models import User
from organising.unions.models import Union
from tests.cms.editing.unions import NOW, OURS, THEIRS, at_cms, invited, start
from tests.cms.factories import publish_guide
from tests.cms.translators.factories import make_translator, segments
from tests.organising.unions.factories import UnionFactory, administrator

pytestmark = pytest.mark.usefixtures("site_tree")


@pytest.fixture
def union(db) -> Union:
    return UnionFactory(name="Dockers")


@pytest.fixture
def ours(union) -> GuidePage:
    return start(union)


@pytest.fixture
def theirs(db) -> GuidePage:
    return start(UnionFactory(name="Sailors"), title=THEIRS)


@pytest.fixture
def user(union, ours) -> User:
    return invited(union)


def send(client: Client, page: Page, *languages: str):
    locales = Locale.objects.filter(language_code__in=languages).values_list("pk", flat=True)
    url = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
    return client.post(url, {"locales": list(locales)})


def languages_of(page: Page) -> set[str]:
    found = Page.objects.filter(translation_key=page.translation_key)
    return set(found.values_list("locale__language_code", flat=True))


class TestStarting:
    def test_makes_drafts_that_are_hers_to_write(self, user, ours):
        send(at_cms(user), ours, "ne", "ar")

        assert languages_of(ours) == {"en", "ne", "ar"}
        for page in GuidePage.objects.filter(translation_key=ours.translation_key).exclude(pk=ours.pk):
            assert not page.live
            assert page.permissions_for_user(user).can_edit()
            assert not page.permissions_for_user(user).can_publish()

    def test_is_offered_in_every_language_and_never_with_a_tree(self, user, ours):
        html = at_cms(user).get(reverse("wagtail_localize:submit_page_translation", args=[ours.pk])).content

        for locale in Locale.objects.exclude(language_code="en"):
            assert f'name="locales" value="{locale.pk}"' in html.decode()
        assert 'name="include_subtree"' not in html.decode()

    @pytest.mark.parametrize("live", [True, False])
    def test_of_another_unions_page_is_refused(self, user, theirs, live):
        Page.objects.filter(pk=theirs.pk).update(live=live)

        response = send(at_cms(user), theirs, "ne")

        assert languages_of(theirs) == {"en"}
        assert THEIRS not in response.content.decode()

    def test_of_a_page_of_the_house_is_refused(self, user):
        page = publish_guide("en")

        send(at_cms(user), page, "ne")

        assert languages_of(page) == {"en"}

    def test_ends_when_she_is_removed_and_when_the_page_is_taken_back(self, user, union, ours):
        services.give_page_to_union(page=ours, union=None, by=administrator(), now=NOW)
        send(at_cms(user), ours, "ne")
        services.give_page_to_union(page=ours, union=union, by=administrator(), now=NOW)
        services.remove_co_editor(union=union, user=user, by=administrator(), now=NOW)
        send(at_cms(User.objects.get(pk=user.pk)), ours, "ne")

        assert languages_of(ours) == {"en"}

    def test_does_not_widen_what_a_translator_may(self, union, ours):
        user = make_translator("ne")
        user.groups.add(services.group_of(union))
        client = at_cms(User.objects.get(pk=user.pk))
        house = publish_guide("en")

        send(client, house, "ar", "ne")
        send(client, house, "ne")
        send(client, ours, "ar")

        assert languages_of(house) == {"en", "ne"}
        assert languages_of(ours) == {"en", "ar"}


class TestADraftTranslation:
    @pytest.fixture
    def draft(self, user, ours) -> GuidePage:
        send(at_cms(user), ours, "ne")
        return GuidePage.objects.get(translation_key=ours.translation_key, locale__language_code="ne")

    def test_is_in_her_report_and_in_no_other(self, user, draft):
        url = reverse("wagtail_localize:translations_report")
        stranger = at_cms(invited(UnionFactory()))

        assert OURS in at_cms(user).get(url).content.decode()
        assert OURS not in stranger.get(url).content.decode()

    def test_is_closed_to_who_writes_for_another_union(self, user, draft):
        stranger = at_cms(invited(UnionFactory()))
        translation = Translation.objects.get(source__object_id=draft.translation_key)
        string = segments(translation)[0]
        names = {
            reverse("wagtailadmin_pages:edit", args=[draft.pk]),
            reverse("wagtailadmin_pages:view_draft", args=[draft.pk]),
            reverse("translators_changes", args=[draft.pk]),
            reverse("translators_send", args=[draft.pk]),
            reverse("wagtail_localize:download_pofile", args=[translation.pk]),
            reverse("wagtail_localize:preview_translation", args=[translation.pk]),
            reverse("wagtail_localize:update_translations", args=[translation.source_id]),
        }
        for url in names:
            for response in (stranger.get(url), stranger.post(url)):
                assert response.status_code in (302, 403, 404, 405)
                assert OURS not in response.content.decode()
        edit = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, string.pk])
        assert stranger.put(edit, {"value": "x"}, content_type="application/json").status_code == 403
        assert translation.source.translations.get().target_locale.language_code == "ne"

    def test_takes_her_words(self, user, draft):
        translation = Translation.objects.get(source__object_id=draft.translation_key)
        string = segments(translation)[0]
        url = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, string.pk])

        assert at_cms(user).put(url, {"value": "x"}, content_type="application/json").status_code == 201

"""Choosers show an editor of the house all rows, and others what readers see and what their union keeps."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import resolve, reverse
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, ReferenceIndex
from wagtail.snippets.models import get_snippet_models

from campaigns.petitions.models import PetitionState
from cms.editing import services
from cms.models import CustomImage, GuidePage, Recording
from organising.unions.models import Mandate, Union
from tests.campaigns.drives.factories import CampaignFactory
from tests.campaigns.petitions.factories import PetitionFactory
from tests.cms.directory.factories import make_contact
from tests.cms.editing.factories import guide_fields, staff
from tests.cms.editing.unions import at_cms, invited, start
from tests.cms.factories import publish_guide
from tests.cms.fees.factories import limit, saved
from tests.cms.translators.factories import at_work, make_translator
from tests.organising.unions.factories import UnionFactory, officer_of

pytestmark = pytest.mark.usefixtures("site_tree")


def recording(title: str) -> Recording:
    return Recording.objects.create(
        title=title, language="en", file="a.ogg", mime_type="audio/ogg", byte_count=1, seconds=1
    )


def image(title: str, folder: Collection) -> CustomImage:
    return CustomImage.objects.create(title=title, file=get_test_image_file(), collection=folder)


@pytest.fixture
def union(db) -> Union:
    return UnionFactory(name="Sailors")


@pytest.fixture
def hidden(union) -> list[Any]:
    """What a union keeps, and readers do not see, one of each kind that has a chooser."""
    petition = PetitionFactory(state=PetitionState.DRAFT, union=union, slug="hidden-petition")
    return [
        CampaignFactory(name="hidden drive", union=union, petition=petition),
        petition,
        make_contact(slug="hidden-line", name="hidden line", live=False, union=union),
        union,
    ]


@pytest.fixture
def of_the_house(union) -> list[Any]:
    """What nobody but the house sees."""
    rule = limit(live=False, slug="hidden-rule")
    return [saved(rule), recording("hidden voice"), Mandate.objects.get(user=officer_of(union))]


def url_of(row: Any, name: str, *args: Any) -> str:
    meta = type(row)._meta
    return reverse(f"wagtailsnippetchoosers_{meta.app_label}_{meta.model_name}:{name}", args=args)


def sees(client: Client, row: Any) -> set[bool]:
    """Whether each of the addresses of a chooser tells of a row."""
    listed = [client.get(url_of(row, name)).content.decode() for name in ("choose", "choose_results")]
    one = client.get(url_of(row, "chosen", row.pk))
    many = client.get(url_of(row, "chosen_multiple"), {"id": [row.pk]})
    return {url_of(row, "chosen", row.pk) in each for each in listed} | {
        one.status_code == 200,
        many.status_code == 200 and bool(many.json()["result"]),
    }


def test_every_snippet_has_a_restricted_chooser(hidden, of_the_house):
    for model in get_snippet_models():
        url = reverse(f"wagtailsnippetchoosers_{model._meta.app_label}_{model._meta.model_name}:choose")
        assert resolve(url).func.view_class.__module__ == "cms.editing.choosers"


class TestWhoSees:
    def test_an_editor_of_the_house_everything_but_who_may_act_for_whom(self, hidden, of_the_house):
        client = staff("editor")

        for row in [*hidden, *of_the_house[:2]]:
            assert sees(client, row) == {True}
        assert sees(client, of_the_house[2]) == {False}

    def test_an_administrator_everything(self, hidden, of_the_house):
        client = staff("administrator")

        for row in hidden + of_the_house:
            assert sees(client, row) == {True}

    def test_a_co_editor_what_her_own_union_keeps(self, union, hidden, of_the_house):
        client = at_cms(invited(union))

        for row in hidden:
            assert sees(client, row) == {True}
        for row in of_the_house:
            assert sees(client, row) == {False}

    @pytest.mark.parametrize(
        "who", [lambda: at_cms(invited(UnionFactory())), lambda: at_work(make_translator("ne"))]
    )
    def test_neither_a_co_editor_of_another_union_nor_a_translator(self, hidden, of_the_house, who):
        client = who()

        for row in hidden + of_the_house:
            assert sees(client, row) == {False}

    @pytest.mark.parametrize(
        "who", [lambda: at_cms(invited(UnionFactory())), lambda: at_work(make_translator("ne"))]
    )
    def test_they_see_what_readers_see(self, who):
        campaign = CampaignFactory(running=True)
        voice = recording("on a live page")
        put_on(publish_guide("en"), voice)
        rows = [campaign, campaign.petition, make_contact(), saved(limit()), voice, campaign.union]
        client = who()

        for row in rows:
            assert sees(client, row) == {True}

    def test_a_stranger_is_sent_to_sign_in(self, client, hidden, of_the_house):
        for row in hidden + of_the_house:
            for url in (
                url_of(row, "choose"),
                url_of(row, "choose_results"),
                url_of(row, "chosen", row.pk),
                url_of(row, "chosen_multiple") + f"?id={row.pk}",
                url_of(row, "create"),
            ):
                response = client.get(url)
                assert response.status_code == 302
                assert "login" in response.headers["Location"]


def put_on(page: GuidePage, row: Recording) -> None:
    page.body = [*page.body.raw_data, {"type": "audio", "value": {"recording": row.pk}}]
    page.save()
    ReferenceIndex.create_or_update_for_object(page)
    assert ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(Recording), to_object_id=str(row.pk)
    ).exists()


class TestNumbersTypedIntoAForm:
    """A chooser lists little, and a form takes any number: the preview would show what has it."""

    @pytest.fixture
    def page(self, db) -> GuidePage:
        return start(UnionFactory(name="Dockers"))

    @pytest.fixture
    def co_editor(self, page) -> Client:
        return at_cms(invited(Union.objects.get(name="Dockers")))

    def fields(self, page: GuidePage, picture: CustomImage) -> dict[str, Any]:
        block = {
            "body-count": "1",
            "body-0-deleted": "",
            "body-0-order": "0",
            "body-0-type": "image",
            "body-0-id": "",
            "body-0-value-image": str(picture.pk),
            "body-0-value-alt": "A face",
            "body-0-value-caption": "",
        }
        return guide_fields(title=page.title, slug=page.slug) | block

    def test_a_picture_of_another_union_is_refused(self, page, co_editor, union):
        services.group_of(union)
        face = image("hidden face", Collection.objects.get(name="Sailors"))
        fields = self.fields(page, face)

        saved_page = co_editor.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), fields)
        preview = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
        answer = co_editor.post(preview, fields)

        assert answer.json()["is_valid"] is False
        assert "hidden" not in co_editor.get(preview).content.decode()
        assert "You cannot choose this here." in saved_page.content.decode()
        page.refresh_from_db()
        assert "image" not in str(page.get_latest_revision_as_object().body.raw_data)

    def test_a_picture_of_her_own_union_is_taken(self, page, co_editor):
        picture = image("our face", Collection.objects.get(name="Dockers"))

        co_editor.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), self.fields(page, picture))

        latest = GuidePage.objects.get(pk=page.pk).get_latest_revision_as_object()
        assert latest.body[0].value["image"] == picture

    def test_what_the_house_put_there_stays(self, page, co_editor):
        picture = image("of the house", Collection.get_first_root_node())
        page.body = [{"type": "image", "value": {"image": picture.pk, "alt": "x", "caption": ""}}]
        page.save_revision()

        co_editor.post(
            reverse("wagtailadmin_pages:edit", args=[page.pk]),
            self.fields(page, picture) | {"body-0-value-alt": "Better words"},
        )

        latest = GuidePage.objects.get(pk=page.pk).get_latest_revision_as_object()
        assert latest.body[0].value["alt"] == "Better words"

"""Packs follow what editors change, and only those that the change concerns are built again."""

from __future__ import annotations

import datetime

import pytest

from cms.models import ContentChange, Pack
from cms.packs import services
from cms.packs.touched import packs_touched_by
from tests.cms.factories import NOW, TITLES, publish_guide
from tests.cms.fees.factories import rule, saved
from tests.cms.packs.factories import build, contact, corridor, entries, page_of

pytestmark = pytest.mark.usefixtures("site_tree")
Kind = ContentChange.Kind
LATER = NOW + datetime.timedelta(minutes=5)


@pytest.fixture
def road():
    """Nepal to Malaysia."""
    return corridor()


@pytest.fixture
def other_road():
    return corridor("PH", "HK", slug="philippines-hong-kong")


def change(kind: ContentChange.Kind, object_id: int | None = None) -> ContentChange:
    return ContentChange(kind=kind, object_id=object_id, happened_at=NOW)


def follow(kind: ContentChange.Kind, object_id: int | None = None) -> None:
    services.follow([change(kind, object_id)], LATER)


def touched(kind: ContentChange.Kind, object_id: int | None = None) -> set[str]:
    """Packs as "nepal-malaysia en"."""
    found = packs_touched_by([change(kind, object_id)])
    return {f"{one.slug} {code}" for one, code in found}


def pack_in(language: str, slug: str = "nepal-malaysia") -> Pack:
    return Pack.objects.get(corridor__slug=slug, language=language)


class TestFollowingAGuide:
    def test_a_new_guide_arrives(self, road):
        build(road)
        page = publish_guide()

        follow(Kind.PAGE, page.pk)

        assert len(entries(pack_in("en"), "guide")) == 1

    def test_an_unpublished_guide_leaves(self, road):
        page = publish_guide()
        for language in ("en", "ne"):
            build(road, language)
        page.unpublish()

        follow(Kind.PAGE, page.pk)

        assert entries(pack_in("en"), "guide") == entries(pack_in("ne"), "guide") == []

    def test_a_deleted_guide_leaves(self, road):
        page = publish_guide()
        build(road)
        pk = page.pk
        page.delete()

        follow(Kind.PAGE, pk)

        assert entries(pack_in("en"), "guide") == []

    def test_a_translation_takes_the_place_of_the_fallback(self, road):
        publish_guide("en")
        build(road, "ne")
        translation = publish_guide("ne")

        follow(Kind.PAGE, translation.pk)

        assert [entry["title"] for entry in entries(pack_in("ne"), "guide")] == [TITLES["ne"]]

    def test_a_guide_that_is_for_others_now_leaves(self, road, other_road):
        page = publish_guide(origin_codes=["NP"])
        build(road), build(other_road)
        page = publish_guide(origin_codes=["PH"])

        follow(Kind.PAGE, page.pk)

        assert entries(pack_in("en"), "guide") == []
        assert len(entries(pack_in("en", "philippines-hong-kong"), "guide")) == 1

    def test_a_guide_that_had_no_room_is_named_no_more_when_it_goes(self, road, monkeypatch):
        without = build(road).byte_count
        page = publish_guide(title="Too much")
        monkeypatch.setattr(services, "MAX_BYTES", services.MANIFEST_RESERVE + without + 100)
        assert build(road).manifest["left_out"] == ["Too much"]
        pk = page.pk
        page.delete()

        follow(Kind.PAGE, pk)

        assert pack_in("en").manifest["left_out"] == []

    def test_twice_is_once(self, road):
        page = publish_guide()
        follow(Kind.PAGE, page.pk)
        first = pack_in("en").manifest

        follow(Kind.PAGE, page.pk)

        assert pack_in("en").manifest == first


class TestWhatAGuideTouches:
    def test_its_corridors_only(self, road, other_road):
        page = publish_guide(destination_codes=["MY"])

        assert {name.split()[0] for name in touched(Kind.PAGE, page.pk)} == {"nepal-malaysia"}

    def test_the_languages_that_have_nothing_better(self, road):
        publish_guide("en")
        nepali = publish_guide("ne")
        arabic = publish_guide("ar")

        assert touched(Kind.PAGE, nepali.pk) == {"nepal-malaysia ne"}
        assert touched(Kind.PAGE, arabic.pk) == {"nepal-malaysia ar"}

    def test_the_languages_that_fall_back_to_it(self, road, settings):
        english = publish_guide("en")
        publish_guide("ne")

        names = touched(Kind.PAGE, english.pk)

        assert "nepal-malaysia ta" in names
        assert "nepal-malaysia ne" not in names

    def test_no_pack_when_the_page_is_no_guide(self, road):
        home = publish_guide().get_parent().get_parent()

        assert touched(Kind.PAGE, home.pk) == set()


class TestFollowingTheRest:
    def test_a_new_number_is_in_the_packs_of_its_countries(self, road, other_road):
        helpline = contact()
        build(road), build(other_road)
        before = pack_in("en", "philippines-hong-kong").made_at
        helpline.phones.update(number="+60 3 555 0199")

        follow(Kind.CONTACT, helpline.pk)

        assert "+60 3 555 0199" in page_of(pack_in("en"), "contacts")
        assert pack_in("en", "philippines-hong-kong").made_at == before

    def test_a_contact_that_moved_leaves_the_packs_it_was_in(self, road, other_road):
        helpline = contact()
        build(road)
        helpline.country_codes = ["HK"]
        helpline.save()

        follow(Kind.CONTACT, helpline.pk)

        assert "555" not in page_of(pack_in("en"), "contacts")
        assert "555" in page_of(pack_in("en", "philippines-hong-kong"), "contacts")

    def test_a_contact_is_in_guides_for_its_countries(self, road):
        publish_guide(destination_codes=["MY", "QA"], body=[{"type": "contacts", "heading": "Who helps"}])
        build(road)
        in_qatar = contact(number="+974 555 0100", country_codes=["QA"])

        follow(Kind.CONTACT, in_qatar.pk)

        assert "+974 555 0100" in page_of(pack_in("en"), "guide")

    def test_a_contact_that_is_gone_concerns_every_pack(self, road, other_road):
        assert len(touched(Kind.CONTACT, 4711)) == 24

    def test_a_rule_concerns_the_corridors_of_its_country(self, road, other_road):
        recorded = saved(rule(country_code="NP", side="origin"))
        build(road)

        follow(Kind.FEE_RULE, recorded.pk)

        assert "No fee is allowed" in page_of(pack_in("en"), "fees")
        assert {name.split()[0] for name in touched(Kind.FEE_RULE, recorded.pk)} == {"nepal-malaysia"}

    @pytest.mark.parametrize("kind", [Kind.RECORDING, Kind.CAMPAIGN])
    def test_what_is_in_no_pack_touches_none(self, road, kind):
        assert touched(kind, 1) == touched(kind) == set()

    def test_a_change_of_the_site_concerns_every_pack(self, road, other_road):
        assert len(touched(Kind.SITE)) == 24

    def test_a_new_corridor_gets_its_packs(self, road):
        follow(Kind.SITE)

        assert Pack.objects.filter(corridor=road).count() == 12

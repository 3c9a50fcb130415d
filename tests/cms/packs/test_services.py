"""Building packs, and what they hold."""

from __future__ import annotations

import datetime
import gzip
import hashlib
import json
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.images.tests.utils import get_test_image_file

from cms.models import CustomImage, Pack, PackFile
from cms.packs import services
from tests.cms.factories import BODY, NOW, TITLES, publish_guide
from tests.cms.fees.factories import limit, rule, saved
from tests.cms.packs.factories import build, contact, corridor, entries, html_of, page_of
from tests.members.users.factories import make_user

pytestmark = pytest.mark.usefixtures("site_tree")
LATER = NOW + datetime.timedelta(days=1)


@pytest.fixture
def road():
    return corridor()


def titles(pack: Pack) -> list[str]:
    return [entry["title"] for entry in entries(pack, "guide")]


def digests(pack: Pack) -> dict[str, str]:
    return {f"{file['kind']} {file['path']}": file["digest"] for file in pack.manifest["files"]}


class TestWhatAPackHolds:
    def test_a_shell_the_directory_the_rules_and_the_guides(self, road):
        publish_guide()

        pack = build(road)

        assert [file["kind"] for file in pack.manifest["files"]] == ["shell", "contacts", "fees", "guide"]
        assert [file["path"] for file in pack.manifest["files"]] == [
            "",
            "/en/help/",
            "/en/help/fees/",
            "/en/guides/fees/",
        ]

    def test_says_what_a_phone_must_know(self, road):
        publish_guide("en")
        publish_guide("ar")

        manifest = build(road, "ar").manifest

        assert manifest["format"] == 1
        assert (manifest["language"], manifest["dir"]) == ("ar", "rtl")
        assert manifest["corridor"] == "nepal-malaysia"
        assert manifest["title"] == "نيبال – ماليزيا"
        assert manifest["made_at"] == "2026-11-20T12:00:00Z"
        assert len(manifest["version"]) == 16
        assert manifest["bytes"] == sum(file["bytes"] for file in manifest["files"])

    def test_files_are_named_by_their_words(self, road):
        publish_guide()

        for entry in build(road).manifest["files"]:
            assert entry["digest"] == hashlib.sha256(html_of(entry).encode()).hexdigest()[:32]
            assert entry["bytes"] == len(PackFile.objects.get(digest=entry["digest"]).content)

    def test_guides_for_other_countries_stay_out(self, road):
        publish_guide(slug="everywhere", title="Everywhere")
        publish_guide(slug="from-np", title="From Nepal", origin_codes=["NP", "BD"])
        publish_guide(slug="from-ph", title="From the Philippines", origin_codes=["PH"])
        publish_guide(slug="in-qa", title="In Qatar", origin_codes=["NP"], destination_codes=["QA"])

        assert titles(build(road)) == ["From Nepal", "Everywhere"]

    def test_its_own_countries_come_first_then_the_way(self, road):
        publish_guide(slug="a-trouble", title="Trouble", stage="trouble")
        publish_guide(slug="b-work", title="Work", stage="work")
        publish_guide(slug="c-home", title="Home to Nepal", stage="return", origin_codes=["NP"])
        publish_guide(slug="d-wages", title="Wages", stage="work", destination_codes=["MY"])

        assert titles(build(road)) == ["Wages", "Home to Nepal", "Work", "Trouble"]

    def test_pictures_stay_out_and_their_captions_stay(self, road):
        image = CustomImage.objects.create(title="Slip", file=get_test_image_file())
        picture = {"type": "image", "image": image.pk, "alt": "A slip", "caption": "A wage slip of May"}
        publish_guide(body=[*BODY, picture])

        html = page_of(build(road), "guide")

        assert "A wage slip of May" in html
        assert "<img" not in html
        assert "/media/" not in html

    def test_a_picture_is_not_even_drawn(self, road):
        image = CustomImage.objects.create(title="Slip", file=get_test_image_file())
        publish_guide(body=[*BODY, {"type": "image", "image": image.pk, "alt": "A slip"}])

        build(road)

        assert not image.renditions.exists()

    def test_numbers_can_be_called(self, road):
        contact(number="+60 3 555 0100")
        contact(slug="embassy", country_codes=["QA"], number="+974 555 0100")

        html = page_of(build(road), "contacts")

        assert 'href="tel:+6035550100"' in html
        assert "974" not in html

    def test_a_contact_says_what_it_does_in_the_best_language(self, road):
        contact()

        html = page_of(build(road, "ar"), "contacts")

        assert '<article dir="rtl" lang="ar">' in html
        assert '<p dir="ltr" lang="en">Listens and helps.</p>' in html

    def test_links_of_a_guide_to_one_contact_lead_to_the_list_in_the_pack(self, road):
        contact()
        publish_guide(destination_codes=["MY"], body=[{"type": "contacts", "heading": "Who helps"}])

        html = page_of(build(road), "guide")

        assert 'href="/en/help/#helpline"' in html
        assert 'id="helpline"' in page_of(build(road), "contacts")

    def test_the_rules_of_both_countries(self, road):
        saved(limit(country_code="NP", side="origin", law="Sample act"), en="Ask for a receipt.")

        html = page_of(build(road), "fees")

        assert "NPR\N{NO-BREAK SPACE}10,000" in html
        assert "Ask for a receipt." in html

    def test_a_rule_that_nobody_has_recorded_is_called_unknown(self, road):
        html = page_of(build(road), "fees")

        assert html.count("Not known") == 2
        assert "This does not mean that a fee is allowed." in html

    def test_a_rule_for_some_jobs_says_for_which(self, road):
        saved(limit(country_code="NP", side="origin"))
        saved(rule(country_code="NP", side="origin", slug="home", sectors=["domestic"], law="Home act"))

        html = page_of(build(road), "fees")

        assert "Work in somebody's home" in html
        assert html.index("10,000") < html.index("Home act")

    def test_the_shell_is_a_page_with_two_marks(self, road):
        html = page_of(build(road, "ur"), "shell")

        assert '<html lang="ur" dir="rtl">' in html
        assert html.count("<!--corridor:title-->") == html.count("<!--corridor:main-->") == 1
        assert "data-saved-copy hidden" in html

    def test_nothing_of_the_person_who_published(self, road):
        editor = make_user(email="somebody@corridor.example")
        page = publish_guide()
        page.owner = editor
        page.save_revision(user=editor).publish()
        contact()

        pack = build(road)

        everything = "".join(html_of(entry) for entry in pack.manifest["files"]) + str(pack.manifest)
        assert editor.email not in everything
        assert str(editor.pk) not in everything


class TestOtherLanguages:
    def test_a_guide_is_taken_in_the_best_other_language(self, road):
        publish_guide("en")
        publish_guide("ar")

        [entry] = entries(build(road, "ne"), "guide")

        assert entry["language"] == "en"
        assert entry["path"] == "/ne/guides/fees/"

    def test_it_says_so_in_the_reader_s_language_and_keeps_its_own(self, road):
        publish_guide("en")

        html = page_of(build(road, "ur"), "guide")

        assert 'class="notice notice--language" dir="rtl" lang="ur"' in html
        assert '<article dir="ltr" lang="en">' in html

    def test_its_links_stay_with_the_reader_s_language(self, road):
        publish_guide("en")

        html = page_of(build(road, "ur"), "guide")

        assert 'href="/ur/guides/"' in html
        assert 'href="/en/' not in html

    def test_the_reader_s_own_language_needs_no_such_words(self, road):
        publish_guide("en")
        publish_guide("ne")

        pack = build(road, "ne")

        assert titles(pack) == [TITLES["ne"]]
        assert "notice--language" not in page_of(pack, "guide")


class TestTheSameAgain:
    def test_nothing_new_is_nothing_written(self, road):
        publish_guide()
        first = build(road)

        second = build(road, now=LATER)

        assert second.made_at == first.made_at
        assert second.manifest == first.manifest

    def test_the_same_content_is_the_same_bytes(self, road):
        publish_guide()
        contact()
        first = build(road).manifest
        files = {file.digest: bytes(file.content) for file in PackFile.objects.all()}
        Pack.objects.all().delete()
        PackFile.objects.all().delete()

        second = build(road).manifest

        assert second == first
        assert {file.digest: bytes(file.content) for file in PackFile.objects.all()} == files

    def test_one_changed_guide_is_one_changed_file(self, road):
        for number in range(5):
            publish_guide(slug=f"guide-{number}", title=f"Guide {number}")
        first = build(road)

        publish_guide(slug="guide-3", title="Guide 3", summary="Something else.")
        second = build(road, now=LATER)

        before, after = digests(first), digests(second)
        assert [path for path in after if after[path] != before[path]] == ["guide /en/guides/guide-3/"]
        assert second.version != first.version

    def test_packs_of_two_corridors_share_their_guides(self, road):
        publish_guide()

        one, other = build(road), build(corridor("BD", "QA", slug="bangladesh-qatar"))

        assert entries(one, "guide")[0]["digest"] == entries(other, "guide")[0]["digest"]

    def test_it_says_that_it_is_due_on_the_day(self, road):
        publish_guide(review_due=datetime.date(2026, 12, 1))

        before = page_of(build(road), "guide")
        after = page_of(build(road, now=NOW + datetime.timedelta(days=12)), "guide")

        assert "should have been checked again" not in before
        assert "should have been checked again" in after


class TestTheLimit:
    @pytest.fixture
    def three(self, road, monkeypatch):
        """Room for the first of three guides."""
        for place, stage in enumerate(["recruitment", "work", "trouble"]):
            publish_guide(slug=f"guide-{place}", title=f"Guide {place}", stage=stage)
        whole = build(road).manifest["files"]
        needed = sum(file["bytes"] for file in whole[:4])
        monkeypatch.setattr(services, "MAX_BYTES", needed + services.MANIFEST_RESERVE + 10)
        return road

    def test_the_last_guides_are_left_out_and_named(self, three):
        pack = build(three, now=LATER)

        assert titles(pack) == ["Guide 0"]
        assert pack.manifest["left_out"] == ["Guide 1", "Guide 2"]
        assert pack.byte_count <= services.MAX_BYTES

    def test_the_page_of_packs_says_so(self, three, client):
        build(three, now=LATER)

        html = client.get("/en/packs/").content.decode()

        assert "There was no room for these." in html
        assert "Guide 2" in html

    def test_there_is_always_room_for_the_manifest(self, road):
        for place in range(30):
            publish_guide(slug=f"guide-{place}", title=f"A guide with a rather long title {place} " * 4)
        manifest = json.dumps(build(road).manifest).encode()

        assert len(gzip.compress(manifest)) < services.MANIFEST_RESERVE


class TestCost:
    def test_queries_do_not_grow_with_the_guides(self, road):
        def counted() -> int:
            with CaptureQueriesContext(connection) as captured:
                build(road, now=LATER)
            return len(captured)

        publish_guide(slug="guide-0")
        build(road)
        publish_guide(slug="guide-0", summary="Changed.")
        few = counted()
        for number in range(1, 8):
            publish_guide(slug=f"guide-{number}")

        assert counted() <= few <= 24


class TestDeleteUnusedFiles:
    @pytest.fixture
    def replaced(self, road):
        """The digest of a guide's file that no pack names any more."""
        publish_guide()
        [entry] = entries(build(road), "guide")
        publish_guide(summary="Something else.")
        build(road)
        return entry["digest"]

    def test_a_file_stays_a_week_after_it_was_found_unused(self, replaced):
        services.delete_unused_files(now=NOW)
        services.delete_unused_files(now=NOW + datetime.timedelta(days=6, hours=23))

        assert PackFile.objects.filter(digest=replaced).exists()

    def test_then_it_is_gone_and_the_others_stay(self, replaced):
        services.delete_unused_files(now=NOW)
        count = PackFile.objects.count()

        gone = services.delete_unused_files(now=NOW + datetime.timedelta(days=7))

        assert gone == 1
        assert not PackFile.objects.filter(digest=replaced).exists()
        assert PackFile.objects.count() == count - 1

    def test_a_file_that_is_needed_again_stays(self, road, replaced):
        services.delete_unused_files(now=NOW)
        publish_guide()
        build(road)

        services.delete_unused_files(now=NOW + datetime.timedelta(days=8))

        assert PackFile.objects.get(digest=replaced).unused_since is None

    def test_files_of_a_corridor_that_is_gone_go_too(self, road, replaced):
        road.delete()

        services.delete_unused_files(now=NOW)
        services.delete_unused_files(now=NOW + datetime.timedelta(days=7))

        assert not PackFile.objects.exists()


class TestAReleaseWithOtherTemplates:
    def test_is_noticed_by_the_shells(self, road, monkeypatch):
        services.build_all(now=NOW)
        before = services.are_of_this_release()
        shell = services.fragments.shell
        monkeypatch.setattr(services.fragments, "shell", lambda code: replace(shell(code), html="New."))

        assert before
        assert not services.are_of_this_release()

    def test_a_corridor_without_packs_is_noticed_too(self, road):
        assert not services.are_of_this_release()

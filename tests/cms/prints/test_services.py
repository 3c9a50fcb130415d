"""When papers are made, made anew, and taken away."""

from __future__ import annotations

import datetime

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from cms import tasks
from cms.models import ContentChange, Print
from cms.prints import document, fonts, services, typesetting
from tests.cms.directory.factories import make_contact
from tests.cms.factories import NOW
from tests.cms.prints.factories import guide

pytestmark = pytest.mark.usefixtures("site_tree")
LATER = NOW + datetime.timedelta(hours=1)


def change(kind: str, object_id: int | None = None) -> ContentChange:
    return ContentChange(kind=kind, object_id=object_id, happened_at=NOW)


def papers(page) -> list[Print]:
    return list(Print.objects.filter(page_id=page.pk).order_by("kind"))


class TestMaking:
    def test_a_guide_gets_a_booklet_and_a_card_in_the_storage(self):
        page = guide("en")

        made = services.make_prints(page=page, now=NOW)

        assert [each.kind for each in made] == ["booklet", "card"]
        for each in made:
            assert each.file.size == each.byte_count
            assert default_storage.exists(each.file.name)
            assert each.due_at is None and each.made_at == NOW

    def test_the_same_words_are_not_made_twice(self):
        page = guide("en")
        first = [(each.file.name, each.made_at) for each in services.make_prints(page=page, now=NOW)]

        again = [(each.file.name, each.made_at) for each in services.make_prints(page=page, now=LATER)]

        assert again == first

    def test_a_paper_whose_file_is_lost_is_made_again(self):
        page = guide("en")
        for each in services.make_prints(page=page, now=NOW):
            default_storage.delete(each.file.name)

        assert all(
            default_storage.exists(each.file.name) for each in services.make_prints(page=page, now=LATER)
        )

    def test_new_words_make_new_papers_and_the_old_files_go(self, django_capture_on_commit_callbacks):
        page = guide("en")
        before = [each.file.name for each in services.make_prints(page=page, now=NOW)]
        page.title = "Another title"

        with django_capture_on_commit_callbacks(execute=True):
            after = [each.file.name for each in services.make_prints(page=page, now=LATER)]

        assert not set(before) & set(after)
        assert not any(default_storage.exists(name) for name in before)
        assert all(default_storage.exists(name) for name in after)

    def test_a_heavy_guide_is_printed_without_pictures(self, monkeypatch):
        asked = []
        monkeypatch.setattr(services, "MOST_BYTES", 1)
        monkeypatch.setitem(
            services._DATA,
            "card",
            lambda page, is_light=False, make=services._DATA["card"]: asked.append(is_light) or make(page),
        )

        services.make_prints(page=guide("en"), now=NOW)

        assert asked == [False, True]


class TestFollowing:
    def test_a_published_guide_is_due_and_nothing_is_made_yet(self):
        page = guide("en")

        services.follow([change("page", page.pk)], NOW)

        assert [(each.due_at, each.byte_count) for each in papers(page)] == [(NOW, 0), (NOW, 0)]

    def test_a_page_that_is_no_guide_is_left_alone(self):
        services.follow([change("page", guide("en").get_parent().pk)], NOW)

        assert not Print.objects.exists()

    def test_a_changed_contact_makes_the_guides_that_show_it_anew(self):
        near, far = guide("en"), guide("en", slug="far", destination_codes=["QA"])
        for each in (near, far):
            services.make_prints(page=each, now=NOW)
        before = {each.pk: each.made_from for each in Print.objects.all()}
        contact = make_contact(country_codes=["MY"], phones=[("+60 3 555 0100", "call")])

        services.follow([change("contact", contact.pk)], LATER)
        made = services.make_due_prints(now=LATER, seconds=60)

        changed = {each.page_id for each in Print.objects.all() if each.made_from != before[each.pk]}
        assert (made, changed) == (2, {near.pk})

    def test_a_change_of_the_site_asks_for_all(self):
        pages = [guide("en"), guide("en", slug="other")]

        services.follow([change("site")], NOW)

        assert {each.page_id for each in Print.objects.all()} == {each.pk for each in pages}

    def test_an_unpublished_guide_loses_its_papers_and_their_files(self, django_capture_on_commit_callbacks):
        page = guide("en")
        names = [each.file.name for each in services.make_prints(page=page, now=NOW)]
        page.unpublish()

        with django_capture_on_commit_callbacks(execute=True):
            services.follow([change("page", page.pk)], LATER)

        assert papers(page) == []
        assert not any(default_storage.exists(name) for name in names)

    def test_a_deleted_guide_leaves_no_file(self, django_capture_on_commit_callbacks):
        page = guide("en")
        names = [each.file.name for each in services.make_prints(page=page, now=NOW)]

        with django_capture_on_commit_callbacks(execute=True):
            page.delete()

        assert not any(default_storage.exists(name) for name in names)

    def test_twice_is_as_good_as_once(self):
        page = guide("en")

        for _each in range(2):
            services.follow([change("page", page.pk)], NOW)

        assert len(papers(page)) == 2


class TestTheSweep:
    def test_celery_makes_what_is_due(self):
        page = guide("en")
        services.follow([change("page", page.pk)], NOW)

        tasks.make_prints.delay()

        assert all(each.byte_count and each.due_at is None for each in papers(page))

    def test_one_failure_is_named_by_its_page_blocks_nobody_and_is_tried_again(self, monkeypatch, caplog):
        bad, good = guide("en", title="Secret words"), guide("en", slug="good")
        services.follow([change("page", bad.pk), change("page", good.pk)], NOW)
        typeset = typesetting.typeset

        def stumbling(layout, data, *, at):
            if data["title"] == "Secret words":
                raise typesetting.NotSet("broken")
            return typeset(layout, data, at=at)

        monkeypatch.setattr(typesetting, "typeset", stumbling)
        assert services.make_due_prints(now=NOW, seconds=60) == 2

        assert all(each.byte_count for each in papers(good))
        assert [each.failure_count for each in papers(bad)] == [1, 1]
        assert f"page {bad.pk}" in caplog.text and "Secret" not in caplog.text

        monkeypatch.setattr(typesetting, "typeset", typeset)
        assert services.make_due_prints(now=NOW, seconds=60) == 0
        assert services.make_due_prints(now=NOW + services.FIRST_WAIT, seconds=60) == 2
        assert [each.failure_count for each in papers(bad)] == [0, 0]

    def test_a_guide_over_which_a_process_dies_lets_the_others_go_first(self, monkeypatch):
        bad, good = guide("en", title="Heavy"), guide("en", slug="good")
        services.follow([change("page", bad.pk)], NOW - datetime.timedelta(minutes=1))
        services.follow([change("page", good.pk)], NOW)
        typeset = typesetting.typeset

        def dying(layout, data, *, at):
            if data["title"] == "Heavy":
                raise KeyboardInterrupt  # as a killed process: nothing of ours runs any more
            return typeset(layout, data, at=at)

        monkeypatch.setattr(typesetting, "typeset", dying)
        for _each in papers(bad):
            with pytest.raises(KeyboardInterrupt):
                services.make_due_prints(now=NOW, seconds=60)

        assert services.make_due_prints(now=NOW, seconds=60) == 2
        assert [each.failure_count for each in papers(bad)] == [1, 1]
        assert all(each.byte_count and each.due_at is None for each in papers(good))

    def test_a_table_that_would_take_minutes_is_refused_at_once(self, monkeypatch):
        rows = [["cell"] * 10] * 1000
        body = [{"type": "table", "caption": "Endless", "rows": rows, "source": "Sample"}]
        monkeypatch.setattr(typesetting, "typeset", None)

        with pytest.raises(document.TooLong):
            document.booklet(guide("en", body=body))

    def test_waiting_grows_and_has_an_end(self, monkeypatch):
        page = guide("en")
        services.follow([change("page", page.pk)], NOW)
        row = papers(page)[0]

        for _each in range(20):
            services._try_later(row, NOW)

        assert row.due_at == NOW + services.LONGEST_WAIT


class TestFonts:
    def test_without_fonts_the_error_says_where_they_come_from(self, settings, tmp_path, caplog):
        settings.PRINT_FONTS_DIR = tmp_path
        page = guide("en")

        with pytest.raises(fonts.FontsMissing, match="make run"):
            services.make_prints(page=page, now=NOW)
        with pytest.raises(CommandError, match="make run"):
            call_command("prints")
        services.follow([change("page", page.pk)], NOW)
        assert services.make_due_prints(now=NOW, seconds=60) == 0
        assert "FontsMissing" in caplog.text and "make run" in caplog.text

    def test_a_script_without_a_font_is_named(self):
        with pytest.raises(fonts.LettersMissing, match=r"U\+1797 KHMER LETTER PHO"):
            services.make_prints(page=guide("en", title="ភាសាខ្មែរ"), now=NOW)

    @pytest.mark.parametrize(
        ("language", "script"),
        [("ne", "Deva"), ("ur", "Aran"), ("ar", "Arab"), ("fil", "Latn"), ("km", "Khmr")],
    )
    def test_a_language_has_its_script(self, language, script):
        assert fonts.script_of(language) == script


def test_the_command_makes_all(capsys):
    guide("ne")

    call_command("prints")

    assert "Guides: 2. Papers made: 4. Not made: 0." in capsys.readouterr().out

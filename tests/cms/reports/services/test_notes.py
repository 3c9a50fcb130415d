"""Notes from readers on guides, their codes and their answers."""

from __future__ import annotations

import logging

import pytest
from django.db import connection

from cms.models import ReaderReport
from cms.reports import codes, queries, services
from tests.cms.factories import NOW, publish_guide
from tests.cms.reports.factories import DAY, WORDS, note_on, report


class TestCodes:
    def test_is_three_groups_of_four(self):
        assert [len(group) for group in codes.new_code().split("-")] == [4, 4, 4]

    @pytest.mark.parametrize("typed", ["7k2m-9xq4-c0ht", "7K2M 9XQ4 COHT", "७k२m९xq४c०ht", "7k2m9xq4c0ht\n"])
    def test_is_known_however_it_was_typed(self, typed):
        assert codes.index_of(typed) == codes.index_of("7k2m-9xq4-c0ht")

    def test_another_code_has_another_index(self):
        assert codes.index_of("7k2m-9xq4-c0ht") != codes.index_of("7k2m-9xq4-c0hv")


class TestReportPage:
    def test_seals_the_words_and_keeps_no_code(self, guide):
        code = note_on(guide)

        with connection.cursor() as cursor:
            cursor.execute("SELECT to_jsonb(row)::text, words FROM cms_readerreport AS row")
            row, words = cursor.fetchone()
        assert b"Sample Hotel" not in bytes(words)
        assert code not in row
        assert code.replace("-", "") not in row
        assert queries.note_of_code(code).words == WORDS

    def test_takes_no_more_than_twenty_of_a_kind_in_a_day(self, guide):
        receipts = [note_on(guide) for _each in range(services.MOST_A_DAY + 5)]

        assert sum(bool(each) for each in receipts) == services.MOST_A_DAY == ReaderReport.objects.count()
        assert note_on(guide, kind="unclear")
        assert note_on(publish_guide("en", "other"))
        assert note_on(guide, now=NOW + DAY)

    def test_counts_under_a_lock_so_that_many_at_once_are_no_way_around(
        self, guide, django_assert_num_queries
    ):
        with django_assert_num_queries(5) as made:  # savepoint, lock, count, insert, release
            note_on(guide)

        assert "FOR NO KEY UPDATE" in made.captured_queries[1]["sql"]
        assert "COUNT(*)" in made.captured_queries[2]["sql"]

    def test_answered_ones_make_room(self, guide, editor):
        for _each in range(services.MOST_A_DAY):
            note_on(guide)
        assert not note_on(guide)

        services.answer_note(note=ReaderReport.objects.first(), answer="", by=editor, now=NOW)

        assert note_on(guide)

    def test_one_too_many_is_counted_without_its_words(self, guide, caplog):
        with caplog.at_level(logging.DEBUG):
            for _each in range(services.MOST_A_DAY + 1):
                note_on(guide)

        assert "thanked for and not kept" in caplog.text
        assert WORDS not in caplog.text

    def test_refuses_a_number(self, guide):
        with pytest.raises(ValueError, match="no note on a page"):
            note_on(guide, kind="dead_number")


class TestAnswerNote:
    def test_closes_it_for_whoever_has_the_code(self, guide, editor):
        code = note_on(guide)

        services.answer_note(note=queries.note_of_code(code), answer="Corrected.", by=editor, now=NOW)

        note = queries.note_of_code(code)
        assert (note.answer, note.answered_at, note.answered_by) == ("Corrected.", NOW, editor)
        assert note.words == WORDS

    def test_the_first_answer_stands(self, guide, editor):
        note = queries.note_of_code(note_on(guide))
        stale = ReaderReport.objects.get(pk=note.pk)
        services.answer_note(note=note, answer="First.", by=editor, now=NOW)

        with pytest.raises(services.AlreadyAnswered):
            services.answer_note(note=stale, answer="Second.", by=editor, now=NOW)

        assert ReaderReport.objects.get().answer == "First."

    def test_is_not_for_numbers(self, contact, editor):
        report(contact.phones.first())

        with pytest.raises(services.NumberIsCheckedByCalling):
            services.answer_note(note=ReaderReport.objects.get(), answer="", by=editor, now=NOW)

    def test_goes_after_half_a_year(self, guide, editor):
        note_on(guide)
        code = note_on(guide)
        services.answer_note(note=queries.note_of_code(code), answer="Yes.", by=editor, now=NOW)

        assert services.delete_old_notes(now=NOW + 180 * DAY) == 0
        assert services.delete_old_notes(now=NOW + 181 * DAY) == 1
        assert services.delete_old_notes(now=NOW + 181 * DAY) == 0
        assert ReaderReport.objects.count() == 1

import datetime

import pytest
from django.utils import translation

from organising.records import calendar, counts
from organising.records.counts import claimed, verified


class TestCount:
    def test_adds_what_is_known_alike(self):
        assert (verified(2) + verified(3)).workers == 5
        assert sum([claimed(1), claimed(2)]) == claimed(3)

    def test_never_adds_a_claim_to_what_is_verified(self):
        with pytest.raises(counts.LevelsDiffer):
            verified(2) + claimed(3)
        with pytest.raises(TypeError):
            sum([claimed(1), verified(1)])

    def test_is_no_bare_number(self):
        with pytest.raises(TypeError):
            verified(2) + 3


class TestCalendar:
    def test_counts_months_over_a_new_year(self):
        assert calendar.later(datetime.date(2026, 11, 21), 3) == datetime.date(2027, 2, 1)
        assert calendar.later(datetime.date(2026, 1, 1), -1) == datetime.date(2025, 12, 1)
        between = calendar.between(datetime.date(2025, 11, 30), datetime.date(2026, 1, 1))
        assert [month.month for month in between] == [11, 12, 1]

    def test_names_a_month_in_the_readers_language(self):
        with translation.override("es"):
            assert calendar.name(datetime.date(2026, 3, 1)) == "marzo de 2026"
        with translation.override("fil"):
            assert calendar.name(datetime.date(2026, 3, 1), short=True) == "Mar 2026"

"""Opening hours as a reader of each language reads them."""

from __future__ import annotations

import datetime

import pytest
from django.conf import settings
from django.utils import translation

from cms.directory import hours
from cms.models import ContactHours


def row(first: int, last: int) -> ContactHours:
    return ContactHours(
        first_day=first, last_day=last, opens_at=datetime.time(9, 30), closes_at=datetime.time(17)
    )


def words(first: int, last: int, language: str = "en") -> str:
    with translation.override(language):
        (line,) = hours.hours_in_words([row(first, last)])
    return line.replace(hours.ISOLATE, "").replace(hours.POP, "")


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (6, 4, "Sunday to Friday, 09:30–17:00"),
        (2, 2, "Wednesday, 09:30–17:00"),
        (0, 6, "Every day, 09:30–17:00"),
        (6, 5, "Every day, 09:30–17:00"),
    ],
)
def test_days_and_times(first, last, expected):
    assert words(first, last) == expected


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_every_language_has_its_own_days_and_latin_digits(language):
    line = words(2, 2, language)

    assert "09:30–17:00" in line
    assert ("Wednesday" in line) is (language == "en")


def test_times_read_from_left_to_right_in_arabic():
    with translation.override("ar"):
        (line,) = hours.hours_in_words([row(2, 2)])

    assert line.endswith(f"{hours.ISOLATE}09:30–17:00{hours.POP}")


@pytest.mark.parametrize(
    ("zone", "language", "expected"),
    [
        ("Asia/Kathmandu", "en", "Nepal Time"),
        ("Asia/Kuala_Lumpur", "en", "Malaysia Time"),
        ("Asia/Hong_Kong", "ne", "हङकङ समय"),
        ("Asia/Jakarta", "en", "Indonesia (Jakarta) Time"),
        ("Asia/Qatar", "ar", "توقيت قطر"),
        ("", "en", ""),
        ("Asia/Nowhere", "en", "Asia/Nowhere"),
    ],
)
def test_zones_are_called_by_their_country(zone, language, expected):
    with translation.override(language):
        assert hours.zone_in_words(zone) == expected

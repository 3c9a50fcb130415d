"""Opening hours in words: "Sunday to Friday, 10:00–17:00", "Nepal Time". From CLDR, with ASCII digits."""

from __future__ import annotations

import datetime
import functools
import zoneinfo
from collections.abc import Iterable

from babel.core import get_global
from babel.dates import get_day_names, get_timezone_location
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cms.models import ContactHours
from frontend import languages

ISOLATE, POP = "\N{LEFT-TO-RIGHT ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"


def hours_in_words(hours: Iterable[ContactHours]) -> list[str]:
    """One line for each row, in the active language. The times read from left to right everywhere."""
    comma = pgettext("between the things of a list", ", ")
    return [
        f"{_days(each)}{comma}{ISOLATE}{each.opens_at:%H:%M}–{each.closes_at:%H:%M}{POP}" for each in hours
    ]


def _days(hours: ContactHours) -> str:
    first, last = hours.first_day, hours.last_day
    if (last - first) % 7 == 6:
        return _("Every day")
    if first == last:
        return day_name(first)
    return _("%(first)s to %(last)s") % {"first": day_name(first), "last": day_name(last)}


def day_name(weekday: int) -> str:
    """A weekday, counted as `datetime.date.weekday` counts, in the active language."""
    return get_day_names("wide", locale=languages.locale_of(languages.active_code()))[weekday]


def zone_in_words(time_zone: str) -> str:
    """ "Asia/Kathmandu" is "Nepal Time". Where a country has several times, the city is named as well."""
    return _zone(time_zone, languages.active_code()) if time_zone else ""


@functools.lru_cache(maxsize=512)
def _zone(time_zone: str, language: str) -> str:
    try:
        zone = zoneinfo.ZoneInfo(time_zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return time_zone
    locale = languages.locale_of(language)
    country = get_global("zone_territories").get(time_zone, "")
    if country and _has_one_time(country):
        return locale.zone_formats["region"] % languages.country_name(country, language)
    return get_timezone_location(zone, locale=locale)


@functools.lru_cache(maxsize=256)
def _has_one_time(country: str) -> bool:
    """Whether the clocks of a country show the same time in winter and in summer."""
    names = [name for name, code in get_global("zone_territories").items() if code == country]
    days = [datetime.datetime(2026, month, 1, tzinfo=datetime.UTC) for month in (1, 7)]
    offsets = set()
    for name in names:
        try:
            zone = zoneinfo.ZoneInfo(name)
        except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
            continue
        offsets.add(tuple(zone.utcoffset(day.astimezone(zone)) for day in days))
    return len(offsets) == 1

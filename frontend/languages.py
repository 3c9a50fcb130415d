"""Names, directions and formats of the reader's language, from CLDR by way of Babel.

Digits are ASCII in every language: contracts, wage slips and phone keypads in the corridors use them, and one
page should not mix two sets. Grouping follows the language (12,34,567 in Nepali, 1.234.567 in Spanish).
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import TypedDict

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal
from babel.units import format_unit
from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language

EN = Locale("en")
# Two-letter codes of CLDR that name no country: exclaves, unions, markets, tests.
NOT_COUNTRIES = frozenset(
    ["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"]
)
BRITISH = Locale("en", "GB")

# CLDR's short names, which Babel leaves out: the long ones ("Hong Kong SAR China") do not fit a headline.
SHORT_COUNTRY_NAMES: dict[str, dict[str, str]] = {
    "HK": {
        "ar": "هونغ كونغ",
        "bn": "হংকং",
        "en": "Hong Kong",
        "es": "Hong Kong",
        "fil": "Hong Kong",
        "fr": "Hong Kong",
        "hi": "हाँग काँग",
        "id": "Hong Kong",
        "ne": "हङकङ",
        "si": "හොංකොං",
        "ta": "ஹாங்காங்",
        "ur": "ہانگ کانگ",
    }
}


class LanguageLink(TypedDict):
    code: str
    name: str
    dir: str
    url: str


@lru_cache(maxsize=256)
def locale_of(code: str) -> Locale:
    """The CLDR locale of a language code; English when CLDR does not know the code."""
    for candidate in (code, code.split("-")[0]):
        try:
            return Locale.parse(candidate, sep="-")
        except (UnknownLocaleError, ValueError):
            continue
    return EN


def date_locale() -> Locale:
    """The locale for dates in the active language; English is British here: 21 Nov 2026."""
    code = active_code()
    return BRITISH if code == "en" else locale_of(code)


def date_in_words(value: date) -> str:
    """A day in the active language with the name of its month: "21 Nov 2026".

    CLDR's middle format has figures alone in some languages (Arabic "02/11/2026"), which readers take for
    another day; those take the long one.
    """
    locale = date_locale()
    style = "medium" if "MMM" in locale.date_formats["medium"].pattern else "long"
    return format_date(value, style, locale=locale)


def active_code() -> str:
    return get_language() or settings.LANGUAGE_CODE


@lru_cache(maxsize=256)
def endonym(code: str) -> str:
    """The name of a language in that language, "नेपाली": as the settings give it, else from CLDR."""
    name = dict(settings.LANGUAGES).get(code) or locale_of(code).get_display_name(locale_of(code)) or code
    return name[:1].upper() + name[1:]


def direction(code: str) -> str:
    """Either "rtl" or "ltr"."""
    return locale_of(code).text_direction


def country_name(alpha2: str, code: str = "") -> str:
    """The name of a country (ISO 3166-1 alpha-2) in the active language; the code itself when unknown."""
    key = str(alpha2 or "").upper()
    locale = locale_of(code or active_code())
    short = SHORT_COUNTRY_NAMES.get(key, {}).get(locale.language)
    return short or locale.territories.get(key) or EN.territories.get(key) or key


@lru_cache(maxsize=1)
def country_codes() -> frozenset[str]:
    """The code of every country (ISO 3166-1)."""
    codes = {key for key in map(str, EN.territories) if len(key) == 2 and key.isalpha()}
    return frozenset(codes - NOT_COUNTRIES)


@lru_cache(maxsize=32)
def countries(code: str) -> list[tuple[str, str]]:
    """Code and name of every country in a language, sorted by name: the choices of a form."""
    named = [(key, country_name(key, code)) for key in country_codes()]
    return sorted(named, key=lambda country: country[1].casefold())


def language_name(of: str, code: str = "") -> str:
    """The name of a language in the active language."""
    locale = locale_of(code or active_code())
    return locale_of(of).get_display_name(locale) or of


def number(value: float | Decimal | str | None) -> str:
    """A whole or decimal number with the grouping of the active language; "" for None."""
    if value is None or value == "":
        return ""
    return format_decimal(value, locale=locale_of(active_code()))


def filesize_short(size: int) -> str:
    """Bytes as a reader says them: "12 kB" (1 kB = 1000 bytes, as phone contracts count)."""
    locale = locale_of(active_code())
    if size < 1_000_000:
        return format_unit(max(1, round(size / 1000)), "digital-kilobyte", "short", locale=locale)
    return format_unit(round(size / 1_000_000, 1), "digital-megabyte", "short", locale=locale)


def playing_time(seconds: int) -> str:
    """How long a recording plays: "45 sec", "3 min". Minutes are whole, a half counts up."""
    unit, amount = ("second", seconds) if seconds < 60 else ("minute", (seconds + 30) // 60)
    return format_unit(amount, f"duration-{unit}", "short", locale=locale_of(active_code()))


def links_for(request: HttpRequest | None) -> list[LanguageLink]:
    """This page in every language of the site, without its query; the home page where it has no other."""
    path = request.path if request is not None else ""
    return [
        {"code": code, "name": endonym(code), "dir": direction(code), "url": _same_page(path, code)}
        for code, _name in settings.LANGUAGES
    ]


def _same_page(path: str, code: str) -> str:
    home = f"/{code}/"
    if not path:
        return home
    translated = translate_url(path, code)
    return translated if translated.startswith(home) else home


def fallback_chain(code: str) -> list[str]:
    """What a reader of a language is offered, best first: it, its relatives, English, then the others."""
    relatives = settings.FALLBACK_LANGUAGES.get(code, [])
    others = (other for other, _name in settings.LANGUAGES)
    return list(dict.fromkeys([code, *relatives, settings.LANGUAGE_CODE, *others]))


def best_language(wanted: str, available: Iterable[str]) -> str | None:
    """The first language of the reader's chain that there is; None when there is none."""
    found = set(available)
    offered = next((code for code in fallback_chain(wanted) if code in found), None)
    return offered or min(found, default=None)

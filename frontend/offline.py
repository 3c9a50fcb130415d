"""What the service worker needs to speak without a connection: the offline page and a few sentences, in every
language of the site.

They travel inside the worker's own file. So they are there as soon as the worker is, in no cache that could
be emptied, and a changed text makes a new worker: browsers compare the file byte for byte.
"""

import datetime
from functools import cache
from typing import Any

from babel.dates import format_date, get_date_format
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from frontend import assets, languages

CSS = (assets.SOURCE_DIR / "css" / "offline.css").read_text(encoding="utf-8").strip()


def context() -> dict[str, Any]:
    """What the offline page's template needs, in the active language."""
    links = [
        {"code": code, "name": languages.endonym(code), "dir": languages.direction(code)}
        for code, _name in settings.LANGUAGES
    ]
    return {"css": CSS, "links": links}


def words() -> dict[str, str]:
    """The sentences that the worker writes itself, in the active language."""
    return {
        "kept": _("You are reading a copy kept on this phone. It may be out of date. Kept on:"),
        "elsewhere": _("You have no connection. This page is kept only in another language."),
        "gone": _("This page has been taken down. The copy on this phone has been deleted."),
        "offline": _("You have no connection. This is what is kept on this phone."),
        "guides": _("Guides kept on this phone"),
        "search": _("Search"),
        "nothing": _("Nothing that is kept on this phone has these words."),
        "others": _("In other languages"),
        "delete": _("Delete"),
    }


def numbers() -> dict[str, Any]:
    """How the active language writes a day and a size: browsers do not know the months of every language."""
    locale = languages.date_locale()
    some_day = format_date(datetime.date(2345, 1, 6), get_date_format("long", locale).pattern, locale)
    months = [format_date(datetime.date(2345, month, 6), "MMMM", locale) for month in range(1, 13)]
    pattern = some_day.replace("2345", "{y}").replace("6", "{d}").replace(months[0], "{m}")
    return {"day": pattern, "months": months, "size": languages.filesize_short(7000).replace("7", "{n}")}


def sheet(code: str) -> dict[str, Any]:
    """The offline page of one language, ready to be shown, and the words to change it with."""
    with translation.override(code):
        page = render_to_string("frontend/offline.html", context())
        kept = {"name": languages.endonym(code), "dir": languages.direction(code), "page": page}
        return kept | words() | numbers()


@cache
def _sheets() -> dict[str, dict[str, Any]]:
    return {code: sheet(code) for code, _name in settings.LANGUAGES}


def sheets() -> dict[str, dict[str, Any]]:
    """One sheet a language, the first being the site's own. Made once in the life of a process."""
    if settings.DEBUG:
        _sheets.cache_clear()
    return _sheets()

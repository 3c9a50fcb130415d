"""The template tags of Corridor: `{% load corridor %}`."""

import json
import re
from datetime import date, datetime
from decimal import Decimal
from typing import TypedDict

from babel.dates import format_datetime
from django import template
from django.conf import settings
from django.core.paginator import Page
from django.template import Context
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from frontend import anonymous, assets, languages, letters

register = template.Library()


@register.simple_tag
def critical_css() -> SafeString:
    """The style sheet of the page, in the page: one request less before the first word is seen."""
    css = assets.critical_css()
    return mark_safe(f"<style>{css}</style>") if css else mark_safe("")


@register.simple_tag
def asset_url(entry: str) -> str:
    """Address of a built file, such as "main.ts" or "desk.css"; "" when the front end is not built."""
    return assets.asset_url(entry)


@register.simple_tag
def language_code() -> str:
    """The active language, for `<html lang>`."""
    return languages.active_code()


@register.simple_tag
def direction(code: str = "") -> str:
    """Either "rtl" or "ltr" for a language code; for the active language without one."""
    return languages.direction(code or languages.active_code())


@register.simple_tag(takes_context=True)
def language_links(context: Context) -> list[languages.LanguageLink]:
    """The languages this page exists in: what the view gave as `language_links`, else all of them."""
    given = context.get("language_links")
    if given is not None:
        return given
    return languages.links_for(context.get("request"))


@register.simple_tag(takes_context=True)
def page_path(context: Context) -> str:
    """The path of this page without its query."""
    request = context.get("request")
    return request.path if request is not None else ""


@register.simple_tag(takes_context=True)
def is_here(context: Context, url: str) -> bool:
    """Whether the page at hand is this address or stands below it; for `aria-current` in menus."""
    request = context.get("request")
    return request is not None and request.path.startswith(url)


@register.simple_tag(takes_context=True)
def here_among(context: Context, items: list[dict[str, str]]) -> str:
    """The address of the menu item under which this page stands: the longest that fits; "" for none."""
    request = context.get("request")
    fitting = [item["url"] for item in items if request is not None and request.path.startswith(item["url"])]
    return max(fitting, key=len, default="")


class LettersHere(TypedDict):
    url: str
    size: int
    are_on: bool


@register.simple_tag(takes_context=True)
def letters_here(context: Context) -> LettersHere | None:
    """The letters a reader may ask for in the active language, and whether this address does (`?letters`)."""
    found = letters.for_language(languages.active_code())
    if found is None:
        return None
    request = context.get("request")
    are_on = request is not None and letters.VARIANT in request.GET
    return {"url": found.url, "size": found.byte_count, "are_on": are_on}


class Here(TypedDict):
    href: str
    here: bool


@register.simple_tag(takes_context=True)
def url_here(context: Context, section: str) -> Here:
    """The address of a section of the site in the active language, and whether this page stands below it."""
    href = f"/{languages.active_code()}/{section}/"
    return {"href": href, "here": is_here(context, href)}


@register.simple_tag
def icon_url(name: str) -> str:
    """Address of an icon of the site, such as "icon.svg"."""
    return static(f"icons/{name}")


@register.simple_tag
def exit_url() -> str:
    """Where the exit control leads: a page that everybody may have open."""
    return getattr(settings, "EXIT_URL", "https://www.google.com/")


@register.simple_tag
def setting(name: str) -> object:
    """One of the few settings that pages may show."""
    if name not in {"SOURCE_CODE_URL", "SITE_NAME", "DEBUG"}:
        raise template.TemplateSyntaxError(f"Templates may not read the setting {name}.")
    return getattr(settings, name, "")


@register.inclusion_tag("components/form_token/form_token.html", takes_context=True)
def form_token(context: Context, purpose: str) -> dict[str, str]:
    """The hidden fields of an anonymous form: a signed token and a field that people do not see."""
    request = context.get("request")
    return {
        "token": anonymous.form_token(purpose, again=request is not None and request.method == "POST"),
        "token_field": anonymous.TOKEN_FIELD,
        "honeypot_field": anonymous.HONEYPOT_FIELD,
    }


@register.simple_tag
def form_token_value(purpose: str) -> str:
    """The bare token, for a data attribute that a script sends as X-Form-Token."""
    return anonymous.form_token(purpose)


@register.filter
def country_name(alpha2: str) -> str:
    """{{ "NP"|country_name }} is "Nepal" or "نيبال"."""
    return languages.country_name(alpha2)


@register.filter
def language_label(code: str) -> str:
    """{{ "ne"|language_label }} is "Nepali" or "népalais". Django's language_name is English only."""
    return languages.language_name(code)


@register.filter
def endonym(code: str) -> str:
    """{{ "ne"|endonym }} is "नेपाली"."""
    return languages.endonym(code)


@register.filter
def number(value: float | Decimal | str | None) -> str:
    """{{ 1234567|number }} is "1,234,567" or "12,34,567"."""
    return languages.number(value)


@register.filter
def filesize_short(size: int) -> str:
    """{{ 12345|filesize_short }} is "12 kB"."""
    return languages.filesize_short(int(size or 0))


@register.filter
def playing_time(seconds: int) -> str:
    """{{ 154|playing_time }} is "3 min"."""
    return languages.playing_time(int(seconds or 0))


@register.filter
def day(value: date | datetime | None) -> SafeString:
    """A date in words, inside `<time>`: "21 Nov 2026" in the reader's format. "" for None."""
    if value is None or value == "":
        return mark_safe("")
    if isinstance(value, datetime):
        value = timezone.localtime(value) if timezone.is_aware(value) else value
        value = value.date()
    text = languages.date_in_words(value)
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), text)


@register.filter
def moment(value: datetime | None) -> SafeString:
    """A date and time in words, in the active time zone, inside `<time>`. "" for None."""
    if value is None or value == "":
        return mark_safe("")
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    text = format_datetime(local, "d MMM y HH:mm", locale=languages.date_locale())
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="minutes"), text)


@register.filter
def bdi(value: object) -> SafeString:
    """Keep a name or number from another language from turning the sentence around it."""
    return format_html("<bdi>{}</bdi>", value)


@register.filter
def phone(value: str) -> SafeString:
    """A telephone number as a link that never breaks and always reads left to right."""
    shown = str(value or "").strip()
    dialled = re.sub(r"[^0-9+]", "", shown)
    return format_html('<a class="phone" href="tel:{}"><bdi dir="ltr">{}</bdi></a>', dialled, shown)


@register.filter
def is_number_like(text: object) -> bool:
    """Whether a text is a telephone number or an amount, which never breaks: "+977 1 555 0123", "1,700"."""
    return re.fullmatch(r"[+(]?[0-9][0-9 ().,%–-]*", str(text).strip()) is not None


@register.filter
def percent_of(part: float | None, whole: float | None) -> str:
    """Share of the whole as an SVG length, "0%" to "100%", with one decimal. Nothing known is "0%"."""
    if not part or not whole or whole <= 0:
        return "0%"
    return f"{min(100.0, max(0.0, 100.0 * float(part) / float(whole))):.1f}%"


@register.filter
def as_json(value: object) -> str:
    """For the style guide: a sample as it stands in its file."""
    return json.dumps(value, ensure_ascii=False, indent=2)


@register.filter
def get(mapping: dict[str, object], key: str) -> object:
    """{{ row|get:column }}: a value by a name that is itself a variable."""
    return mapping.get(key, "") if hasattr(mapping, "get") else ""


@register.filter
def near(number_of_page: int, page: Page) -> bool:
    """Whether a page number is worth a link: the first, the last, and two on either side of this one."""
    return number_of_page in {1, page.paginator.num_pages} or abs(number_of_page - page.number) <= 2

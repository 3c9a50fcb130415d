"""Words and shapes for months and states: `{% load records %}`."""

import datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from organising.records import calendar
from organising.records.models import RecordState

register = template.Library()

STATE_KINDS = {
    RecordState.CLAIMED: "due",
    RecordState.QUERIED: "due",
    RecordState.CONFIRMED: "true",
    RecordState.REFUSED: "bad",
}


@register.filter
def month(value: datetime.date | None) -> SafeString | str:
    """{{ record.month_date|month }} is "March 2026" inside `<time>`; "" for None."""
    if value is None:
        return ""
    return format_html('<time datetime="{}">{}</time>', f"{value:%Y-%m}", calendar.name(value))


@register.filter
def month_short(value: datetime.date | None) -> str:
    """{{ month|month_short }} is "Mar 2026", bare: for labels in a chart."""
    return "" if value is None else calendar.name(value, short=True)


@register.filter
def state_kind(state: str) -> str:
    """The shape of a record's state in components/state."""
    return STATE_KINDS[RecordState(state)]

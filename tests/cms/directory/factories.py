"""Contacts as small as a test needs them."""

from __future__ import annotations

import datetime
from itertools import count
from typing import Any

from cms.models import Contact, ContactHours, ContactPhone, ContactText

CHECKED_ON = datetime.date(2026, 11, 2)
_number = count(1)


def make_contact(
    *,
    texts: dict[str, str] | None = None,
    phones: list[tuple[str, str]] | None = None,
    hours: list[tuple[int, int, int, int]] | None = None,
    **changes: Any,
) -> Contact:
    """A helpline in every country, in English; hours are (first day, last day, opens, closes)."""
    slug = changes.pop("slug", f"contact-{next(_number)}")
    values: dict[str, Any] = {"name": slug, "kind": "helpline", "checked_on": CHECKED_ON}
    contact = Contact.objects.create(slug=slug, **(values | changes))
    for language, does in (texts if texts is not None else {"en": f"What {slug} does."}).items():
        ContactText.objects.create(contact=contact, language=language, does=does)
    for place, (number, kind) in enumerate(phones or []):
        ContactPhone.objects.create(contact=contact, number=number, kind=kind, position=place)
    for first, last, opens, closes in hours or []:
        ContactHours.objects.create(
            contact=contact,
            first_day=first,
            last_day=last,
            opens_at=datetime.time(opens),
            closes_at=datetime.time(closes),
        )
    return contact

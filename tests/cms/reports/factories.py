"""Notes and words about numbers, as readers send them."""

from __future__ import annotations

import datetime
from typing import Any

from cms.models import ContactPhone, GuidePage
from cms.reports import services
from tests.cms.factories import NOW

DAY = datetime.timedelta(days=1)
TODAY = NOW.date()
WORDS = "My employer at the Sample Hotel keeps the passports."


def note_on(guide: GuidePage, **changes: Any) -> str:
    """A reader's note on a guide; its code."""
    values: dict[str, Any] = {"page": guide, "kind": "wrong", "words": WORDS, "language": "ne", "now": NOW}
    return services.report_page(**(values | changes))


def report(phone: ContactPhone, now: datetime.datetime = NOW) -> None:
    """A reader says that a number does not work."""
    services.report_number(phone=phone, language="ne", now=now)
    phone.refresh_from_db()

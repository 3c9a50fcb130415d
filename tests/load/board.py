"""The board of editors with 500 guides in twelve languages: how long reading it takes, in how many queries.

The guides are made inside a transaction that is taken back, so the sample world stays as it is.
"""

from __future__ import annotations

import statistics
import sys
import time

from django.contrib.auth import get_user_model
from django.db import connection, reset_queries, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms.board import queries
from cms.models import GuidePage
from members.users.models import Role
from tests.cms.board import many

GUIDES = 500
ROUNDS = 15


def measure() -> dict[str, float]:
    with transaction.atomic():
        print(f"  {GUIDES} guides …", file=sys.stderr)
        like = GuidePage.objects.filter(locale__language_code="en", live=True).order_by("pk").first()
        many.make_guides(GUIDES, like=like, on=timezone.localdate())
        figures = _read()
        transaction.set_rollback(True)
    return figures


def _read() -> dict[str, float]:
    """As an editor sees it, whose rights come from her group; a fresh person each time, as in a request."""
    editor = get_user_model().objects.filter(groups__name=Role.EDITOR).order_by("pk").first()
    if editor is None:
        raise RuntimeError("The sample world has no editor.")
    times = []
    for _round in range(ROUNDS):
        somebody = get_user_model().objects.get(pk=editor.pk)
        began = time.perf_counter()
        seen = queries.board(somebody, on=timezone.localdate())
        times.append((time.perf_counter() - began) * 1000)
    if seen.page_count < GUIDES:
        raise RuntimeError(f"The board shows {seen.page_count} guides.")
    somebody = get_user_model().objects.get(pk=editor.pk)
    reset_queries()  # in development Django keeps nine thousand and forgets the rest
    with CaptureQueriesContext(connection) as made:
        queries.board(somebody, on=timezone.localdate())
    print(f"  {min(times):.0f} to {max(times):.0f} ms", file=sys.stderr)
    return {
        "board.ms_500x12": round(statistics.median(times), 1),
        "board.queries_500x12": len(made),
    }

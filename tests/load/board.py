"""The board of editors with 500 guides in twelve languages: how long reading it takes, in how many queries,
and how long the whole page takes beside Wagtail's own list of the same guides in one language.

The guides are made inside a transaction that is taken back, so the sample world stays as it is. Other work on
the machine makes figures worse and never better: medians are of several, the least is told as well, and the
two pages are asked for in turn.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

from django.contrib.auth import get_user_model
from django.db import connection, reset_queries, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cms.board import queries
from cms.models import GuideIndexPage, GuidePage
from members.users.models import Role, User
from tests.cms.board import many
from tests.members.users.factories import make_user, signed_in

GUIDES = 500
ROUNDS = 15


def measure() -> dict[str, float]:
    with transaction.atomic():
        print(f"  {GUIDES} guides …", file=sys.stderr)
        like = GuidePage.objects.filter(locale__language_code="en", live=True).order_by("pk").first()
        many.make_guides(GUIDES, like=like, on=timezone.localdate())
        editor = make_user(email="board@bench.example", roles=(Role.EDITOR,), second_factor=True)
        figures = _read(editor) | _show(signed_in(editor, used_second_factor=True), like)
        transaction.set_rollback(True)
    return figures


def _read(editor: User) -> dict[str, float]:
    """As an editor sees it, whose rights come from her group; a fresh person each time, as in a request."""
    times = []
    for _round in range(ROUNDS):
        somebody = get_user_model().objects.get(pk=editor.pk)
        times.append(_milliseconds(lambda who=somebody: queries.board(who, on=timezone.localdate())))
    somebody = get_user_model().objects.get(pk=editor.pk)
    reset_queries()  # in development Django keeps nine thousand and forgets the rest
    with CaptureQueriesContext(connection) as made:
        seen = queries.board(somebody, on=timezone.localdate())
    if seen.page_count < GUIDES:
        raise RuntimeError(f"The board shows {seen.page_count} pages.")
    print(f"  reading: {min(times):.0f} to {max(times):.0f} ms", file=sys.stderr)
    return {
        "board.min_ms_500x12": round(min(times), 1),
        "board.ms_500x12": round(statistics.median(times), 1),
        "board.queries_500x12": len(made),
    }


def _show(browser: Client, like: GuidePage) -> dict[str, float]:
    """The first page of the board with its paging, and the first page of Wagtail's list, in turn."""
    index = GuideIndexPage.objects.get(locale_id=like.locale_id)
    addresses = {
        "board": reverse("board:index"),
        "list": reverse("wagtailadmin_explore", args=[index.pk]),
    }
    times: dict[str, list[float]] = {name: [] for name in addresses}
    for _round in range(ROUNDS):
        for name, address in addresses.items():
            times[name].append(_milliseconds(lambda where=address: _get(browser, where)))
    for name in times:
        del times[name][0]  # templates and catalogues are read once
        print(f"  {name}: {min(times[name]):.0f} to {max(times[name]):.0f} ms", file=sys.stderr)
    return {
        "board.page_median_ms": round(statistics.median(times["board"]), 1),
        "board.page_min_ms": round(min(times["board"]), 1),
        "board.page_over_wagtail_list": round(min(times["board"]) / min(times["list"]), 2),
    }


def _get(browser: Client, address: str) -> None:
    response = browser.get(address, headers={"host": "localhost"})
    if response.status_code != 200:
        raise RuntimeError(f"{address} answered {response.status_code}")


def _milliseconds(act: Callable[[], object]) -> float:
    reset_queries()
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000

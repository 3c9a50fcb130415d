"""The pages that Corridor adds to Wagtail's admin, judged by axe: on a phone and a desk, in both directions.

Wagtail's own frame, header and menu are Wagtail's; what stands below its header is ours.
"""

from __future__ import annotations

import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.journeys.conftest import Site
from tests.journeys.test_quality import TAGS

pytestmark = pytest.mark.browser

WIDTHS = (360, 1280)
LANGUAGES = ("en", "ar")
SOMETHING_TO_DO = """
import datetime, json
from django.urls import reverse
from django.utils import timezone
from cms.editing import services as editing
from cms.models import Contact, GuidePage, ReaderReport
from cms.reports import services as reports
from members.users.models import User
from organising.unions.models import Union
now = timezone.now()
by = User.objects.get(email="administrator@corridor.example")
english = GuidePage.objects.get(slug="recruitment-fees", locale__language_code="en")
arabic = GuidePage.objects.get(translation_key=english.translation_key, locale__language_code="ar")
reports.report_page(page=arabic, kind="wrong", words="It is 4,000 now.", language="ar", now=now)
contact = Contact.objects.filter(phones__isnull=False).order_by("pk").first()
reports.report_number(phone=contact.phones.first(), language="ar", now=now)
GuidePage.objects.filter(pk=arabic.pk).update(reviewed_on=None, review_due=datetime.date(2020, 1, 1))
reports.open_chores(now=now)
english.summary = "Another law: nobody pays."
english.save_revision(user=by).publish()
editing.start_union_guide(
    union=Union.objects.order_by("pk").first(), title="Wages in our ports", summary="About it.",
    language="en", by=by, now=now,
)
note = ReaderReport.objects.get(page=arabic)
print("PAGES", json.dumps({
    "home": reverse("wagtailadmin_home"),
    "board": reverse("board:index"),
    "waiting": reverse("board:waiting") + "?whose=all",
    "notes": reverse("reader_reports:index"),
    "note": reverse("reader_reports:note", args=[note.pk]),
    "contact": reverse("reader_reports:contact", args=[contact.pk]),
    "unions": reverse("editing_unions"),
    "check": reverse("editing_check", args=[english.pk]),
    "changes": reverse("translators_changes", args=[arabic.pk]),
    "send": reverse("translators_send", args=[arabic.pk]),
}))
"""
SPILLS = """() => {
  const room = document.documentElement.clientWidth;
  return [...document.querySelectorAll("main *")]
    .filter((each) => !each.closest("header, .w-slim-header, [data-side-panels], .board-totals, .pagination"))
    .filter((each) => each.checkVisibility() && each.getBoundingClientRect().width > 1)
    .filter((each) => {
      const box = each.getBoundingClientRect();
      return box.right > room + 1 || box.left < -1;
    })
    .map((each) => each.outerHTML.slice(0, 120));
}"""


@pytest.fixture(scope="module")
def pages(site: Site) -> dict[str, str]:
    printed = site.manage("shell", "-c", SOMETHING_TO_DO)
    return json.loads(printed.split("PAGES ")[1])


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_no_barrier_and_nothing_spills(site: Site, pages: dict[str, str], sign_in, language: str):
    desk = sign_in("administrator", "/cms/")
    desk.set_extra_http_headers({"Accept-Language": language})
    wrong = []
    for name, path in pages.items():
        desk.goto(site.url + path)
        assert desk.locator("html").get_attribute("lang") == language
        for width in WIDTHS:
            desk.set_viewport_size({"width": width, "height": 900})
            where = f"{name} at {width}"
            wrong += [f"{where}: {each}" for each in barriers(desk)]
            wrong += [f"{where}: {each} spills" for each in desk.evaluate(SPILLS)[:1]]

    assert wrong == []


def barriers(page: Page) -> list[str]:
    """What axe says of our part of this page, with the first place of each barrier."""
    found = Axe().run(
        page,
        context={"include": [["main"]], "exclude": [["main header"], [".w-slim-header"], [".pagination"]]},
        options={"runOnly": TAGS, "resultTypes": ["violations"]},
    )
    return [
        f"{each['id']} ({each['impact']}): {each['help']} at {each['nodes'][0]['html'][:200]}"
        for each in found.response["violations"]
    ]

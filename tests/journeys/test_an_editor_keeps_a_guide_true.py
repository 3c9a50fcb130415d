"""A figure changes, a guide falls due, a reader finds a mistake: what readers and editors see of it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page

from tests.journeys.conftest import Site, wait_for

pytestmark = pytest.mark.browser

PUBLISH = """
import datetime
from django.utils import timezone
from cms.models import Jurisdiction, Stage
from cms.services import publish_guide
words = {"en": "The minimum wage", "ne": "न्यूनतम ज्याला", "ar": "الحد الأدنى للأجر"}
for language, unit in words.items():
    publish_guide(
        language=language, slug="SLUG", title=unit, summary=unit, stage=Stage.WORK,
        body=[
            {"type": "paragraph", "text": unit},
            {"type": "figure", "value": "1500", "unit": unit, "date": datetime.date(2026, 1, 1),
             "source": "Wage order (sample)"},
        ],
        jurisdiction=Jurisdiction.DESTINATION, destination_codes=["MY"],
        reviewed_by="A union (sample)", reviewed_on=datetime.date(2026, 1, 2),
        review_due=datetime.date(DUE), source_language="en", by=None, now=timezone.now(),
    )
"""
PK = (
    "from cms.models import GuidePage; "
    "print('pk', GuidePage.objects.get(slug='SLUG', locale__language_code='CODE').pk)"
)
OUTDATED = "article .notice--outdated"


def publish(site: Site, slug: str, due: str = "2029, 1, 1") -> None:
    site.manage("shell", "-c", PUBLISH.replace("SLUG", slug).replace("DUE", due))


def page_id(site: Site, slug: str, language: str) -> str:
    printed = site.manage("shell", "-c", PK.replace("SLUG", slug).replace("CODE", language))
    found = re.search(r"pk (\d+)", printed)
    assert found
    return found[1]


def publish_by_hand(page: Page) -> None:
    """As an editor does: open the menu at the foot of the page, press "Publish"."""
    page.locator("footer [data-w-dropdown-target=toggle]").first.click()
    page.locator("button[name=action-publish]").click()
    page.wait_for_url(re.compile(r"/cms/pages/\d+/$"))


def test_a_wage_changes_and_every_reader_is_told_until_her_page_has_followed(site, phone, sign_in):
    publish(site, "your-wage")
    reader = phone.new_page()
    reader.goto(f"{site.url}/ne/guides/your-wage/")
    assert reader.locator(OUTDATED).count() == 0

    # An editor writes the new figure into the English page.
    desk = sign_in("moderator", "/cms/")
    desk.goto(f"{site.url}/cms/pages/{page_id(site, 'your-wage', 'en')}/edit/")
    desk.locator("textarea[name$='-value-value']").fill("1700")
    publish_by_hand(desk)

    # Readers of two languages are told in their own, above all and at the figure, and see the new one.
    for language in ("ne", "ar"):

        def is_told(language: str = language) -> bool:
            reader.goto(f"{site.url}/{language}/guides/your-wage/")
            return reader.locator(OUTDATED).count() == 2

        wait_for(is_told, f"a banner in {language}")
        at_the_figure = reader.locator(OUTDATED).nth(1)
        assert not re.search("[A-Za-z]{4}", at_the_figure.locator(".notice__title").inner_text())
        at_the_figure.locator("summary").click()
        assert "1,700" in at_the_figure.locator("[lang=en][dir=ltr]").inner_text()

    # The translator sees what it said, what it says, and her own words, side by side.
    nepali = page_id(site, "your-wage", "ne")
    desk.goto(f"{site.url}/cms/translators/changes/{nepali}/")
    shown = desk.locator("main").inner_text()
    assert "1500" in shown
    assert "1700" in shown
    assert desk.locator("main [lang=ne]").count() >= 1

    # She follows, and says so. Her readers are told no more; those of the other language still are.
    desk.goto(f"{site.url}/cms/pages/{nepali}/edit/")
    desk.locator("textarea[name$='-value-value']").fill("1700")
    desk.get_by_role("tab", name="Settings").click()
    desk.locator("input[name=matches_source]").check()
    publish_by_hand(desk)

    def is_in_step() -> bool:
        reader.goto(f"{site.url}/ne/guides/your-wage/")
        return reader.locator(OUTDATED).count() == 0

    wait_for(is_in_step, "a page in step")
    assert "1,700" in reader.locator("article").inner_text()
    reader.goto(f"{site.url}/ar/guides/your-wage/")
    assert reader.locator(OUTDATED).count() == 2


def test_a_guide_falls_due_waits_for_an_editor_and_is_renewed(site, phone, sign_in):
    publish(site, "your-permit", due="2026, 2, 1")
    site.manage("shell", "-c", "from cms import tasks; tasks.open_chores()")
    reader = phone.new_page()
    reader.goto(f"{site.url}/en/guides/your-permit/")
    assert reader.locator(OUTDATED).count() == 1

    # It waits on the board and among the chores.
    desk = sign_in("moderator", "/cms/board/?overdue=on")
    row = desk.locator(".board-row", has_text="The minimum wage")
    assert row.locator(".board-mark--overdue").count() == 3  # in each of its languages
    desk.goto(f"{site.url}/cms/pages/{page_id(site, 'your-permit', 'en')}/edit/")
    desk.locator("input[name=reviewed_on]").fill("2026-11-20")
    desk.locator("input[name=review_due]").fill("2029-01-01")
    publish_by_hand(desk)

    def is_renewed() -> bool:
        reader.goto(f"{site.url}/en/guides/your-permit/")
        return reader.locator(OUTDATED).count() == 0

    wait_for(is_renewed, "a guide that is renewed")


def test_a_reader_finds_a_mistake_and_reads_the_answer_without_javascript(site, simple_phone, sign_in):
    publish(site, "your-room-and-food")
    reader = simple_phone.new_page()
    reader.goto(f"{site.url}/ne/guides/your-room-and-food/")
    reader.locator("article a[href*='/wrong/']").click()
    reader.locator("main input[value=wrong]").check()
    reader.locator("main textarea").fill("मलेसियामा ज्याला बढिसक्यो।")
    reader.locator("main form button").click()
    code = reader.locator("main bdi.phone").inner_text()
    assert code not in reader.url

    desk = sign_in("moderator", "/cms/reports/")
    note = desk.locator(".reader-notes li", has_text="ज्याला बढिसक्यो").first
    note.get_by_role("link", name="Answer").click()
    desk.locator("main textarea[name=answer]").fill("धन्यवाद। अब सच्याइसक्यौँ।")
    desk.locator("main form button[type=submit]").last.click()

    reader.goto(f"{site.url}/ne/wrong/answer/")
    reader.locator("main input[name=code]").fill(code)
    reader.locator("main form button").click()
    assert "अब सच्याइसक्यौँ" in reader.locator("main").inner_text()
    assert simple_phone.cookies() == []

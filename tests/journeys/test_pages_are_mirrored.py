"""From right to left a page is the mirror of itself: every box stands where its mirror image stood."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.journeys.conftest import Site

pytestmark = pytest.mark.browser

PAGES = (
    "",
    "guides/",
    "guides/recruitment-fees/",
    "help/?country=QA",
    "help/fees/",
    "search/?q=passport",
    "packs/",
    "campaigns/ratify-c189/",
    "petitions/ratify-c189/",
    "progress/",
    "pairings/nepal-malaysia/",
    "account/login/",
)

# Lines of text begin at the other side; boxes mirror. What says its own direction keeps it, and is left out.
BOXES = """() => {
  const wide = document.documentElement.clientWidth;
  const blocks = [...document.body.querySelectorAll('*')].filter((box) => {
    const style = getComputedStyle(box);
    return /^(block|flex|grid|list-item|table)$/.test(style.display) && box.checkVisibility() &&
      !box.closest('svg, body [dir], .skip') && style.position !== 'absolute';
  });
  const sides = () => blocks.map((box) => {
    const {left, right} = box.getBoundingClientRect();
    return [left, right];
  });
  const there = sides();
  document.documentElement.dir = 'rtl';
  const back = sides();
  const wrong = blocks.filter((box, i) =>
    Math.abs(wide - there[i][0] - back[i][1]) > 1 || Math.abs(wide - there[i][1] - back[i][0]) > 1);
  return [blocks.length, wrong.map((box) => box.outerHTML.slice(0, 90))];
}"""


@pytest.mark.parametrize("width", [360, 1280])
def test_every_box_stands_where_its_mirror_image_stood(site: Site, browser: Browser, width):
    context = browser.new_context(viewport={"width": width, "height": 800}, service_workers="block")
    page = context.new_page()
    wrong = {}
    for path in PAGES:
        page.goto(f"{site.url}/en/{path}")
        count, boxes = page.evaluate(BOXES)
        assert count > 10, path
        if boxes:
            wrong[path] = boxes
    context.close()

    assert wrong == {}

"""A visitor signs on a small phone without JavaScript, opens her mail, confirms, and sees the number move."""

import re

import pytest

from tests.journeys.conftest import wait_for

pytestmark = pytest.mark.browser


def count_of(page, site):
    return page.request.get(f"{site.url}/petitions/ratify-c189/count.json").json()["total"]


@pytest.mark.parametrize(("language", "sign", "confirm"), [("en", "Sign", "Confirm my signature")])
def test_signing_confirming_and_counting_without_javascript(site, simple_phone, language, sign, confirm):
    page = simple_phone.new_page()
    page.goto(f"{site.url}/{language}/petitions/ratify-c189/")
    before = count_of(page, site)

    page.locator("input[name=name]").fill("Visitor Sample")
    page.locator("input[name=email]").fill("visitor@corridor.example")
    page.locator("select[name=country]").select_option("NP")
    page.locator("input[name=agrees]").check()
    page.wait_for_timeout(2_100)  # who is faster than people are is kept aside
    page.get_by_role("button", name=sign, exact=True).click()
    assert "visitor" not in page.url
    mail = site.wait_for_mail("visitor@corridor.example")
    link = re.search(rf"{re.escape(site.url)}/{language}/petitions/confirm/\S+", mail)[0]

    page.goto(link)
    assert count_of(page, site) == before, "opening the link changes nothing"
    page.get_by_role("button", name=confirm).click()

    wait_for(lambda: count_of(page, site) == before + 1, "a count that moved")
    page.goto(f"{site.url}/{language}/petitions/ratify-c189/")
    assert f"{before + 1}" in page.locator(".figure__number").inner_text()


def test_nepali_signatory_is_written_to_in_nepali(site, simple_phone):
    page = simple_phone.new_page()
    page.goto(f"{site.url}/ne/petitions/ratify-c189/")
    page.locator("input[name=name]").fill("नमुना आगन्तुक")
    page.locator("input[name=email]").fill("agantuk@corridor.example")
    page.locator("input[name=agrees]").check()
    page.locator("#sign button[type=submit]").click()

    mail = site.wait_for_mail("agantuk@corridor.example")

    assert f"{site.url}/ne/petitions/confirm/" in mail
    assert re.search(r"Content-Language: ne|lang=\"ne\"", mail)
    assert "Hello" not in mail

"""Amina records eleven workers who joined; Bijay of another union verifies; the public number moves."""

import re

import pytest

pytestmark = pytest.mark.browser
JOINED = 11


def verified_number(site, context):
    page = context.new_page()
    page.goto(f"{site.url}/en/progress/")
    number = page.locator(".figure__number--good").first.inner_text()
    page.close()
    return int(re.sub(r"\D", "", number))


def test_a_record_counts_once_another_union_has_verified_it(site, sign_in, browser):
    def number_now():
        context = browser.new_context()
        try:
            return verified_number(site, context)
        finally:
            context.close()

    before = number_now()

    amina = sign_in("organiser", "/en/desk/records/add/")
    amina.locator("input[name=joined_count]").fill(str(JOINED))
    amina.locator("[name=note]").fill("Met at the Sunday gathering")
    amina.get_by_role("button", name="Add the record").click()
    amina.wait_for_load_state()
    assert "11 workers joined" in amina.content() or "Met at the Sunday gathering" in amina.content()
    assert number_now() == before, "a claim is in no total"

    bijay = sign_in("verifier", "/en/desk/records/to-verify/")
    found = False
    while not found:
        for link in bijay.locator("main a[href*='/desk/records/']").all():
            href = link.get_attribute("href") or ""
            if re.search(r"/[0-9a-f-]{36}/$", href):
                row = link.locator("xpath=ancestor::tr").inner_text()
                if re.search(rf"\b{JOINED}\b", row):
                    bijay.goto(site.url + href)
                    found = "Met at the Sunday gathering" in bijay.content()
                    if found:
                        break
                    bijay.go_back()
        if not found:
            bijay.locator("a[rel=next]").click()
    bijay.locator("button[name=verdict][value=confirmed]").click()
    bijay.wait_for_load_state()

    assert number_now() == before + JOINED


def test_nobody_verifies_her_own_union(site, sign_in):
    amina = sign_in("organiser", "/en/desk/records/")

    amina.locator("main table a").first.click()

    assert amina.locator("button[name=verdict]").count() == 0

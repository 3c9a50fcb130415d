"""Carmen sends an alert: members get it by mail in their own language, a phone by web push."""

import json

import pytest

from tests.journeys.conftest import wait_for

pytestmark = pytest.mark.browser

# Chromium's real push service is out of reach of a test: the browser is given a subscription at a service on
# loopback, which verifies the sender and decrypts with the private key.
FAKE_PUSH_MANAGER = """
const subscription = %s;
const kept = { endpoint: subscription.endpoint, toJSON: () => subscription, unsubscribe: async () => true };
PushManager.prototype.subscribe = async () => kept;
PushManager.prototype.getSubscription = async () => null;
"""


def test_an_alert_reaches_members_in_their_language_and_a_phone_by_push(site, sign_in, phone, push_service):
    subscription = push_service.new_browser()
    phone.grant_permissions(["notifications"], origin=site.url)
    phone.add_init_script(FAKE_PUSH_MANAGER % json.dumps(subscription))
    reader = phone.new_page()
    reader.goto(f"{site.url}/ne/alerts/general-news/")
    reader.locator("[data-push-on]").click()
    reader.locator("[data-push-off]").wait_for()

    carmen = sign_in("campaigner", "/en/desk/alerts/new/")
    carmen.locator("select[name=topic]").select_option("general-news")
    carmen.locator("select[name=language]").select_option("en")
    carmen.locator("[name=subject]").fill("The hearing is tomorrow")
    carmen.locator("[name=push_line]").fill("The hearing is tomorrow at ten")
    carmen.locator("[name=body]").fill("Come to the court at ten. Bring a friend.")
    carmen.get_by_role("button", name="Save the draft").click()
    detail = carmen.url
    for language, subject in (("ne", "सुनुवाइ भोलि हो"), ("fil", "Bukas ang pagdinig")):
        carmen.goto(f"{detail}text/{language}/")
        carmen.locator("[name=subject]").fill(subject)
        carmen.locator("[name=push_line]").fill(f"{subject} – 10")
        carmen.locator("[name=body]").fill(f"{subject}. 10:00.")
        carmen.locator("button[name=what][value=save]").click()
    carmen.goto(f"{detail}send/")
    carmen.locator("main form button.button--act").click()

    site.wait_for_mail("nirmala@corridor.example", "सुनुवाइ भोलि हो")
    site.wait_for_mail("teresita@corridor.example", "Bukas ang pagdinig")
    site.wait_for_mail("organiser@corridor.example", "The hearing is tomorrow")
    pushed = wait_for(
        lambda: next((each for each in push_service.received if "सुनुवाइ" in each["payload"]["body"]), None),
        "a push message in Nepali",
    )
    assert (pushed["payload"]["lang"], pushed["payload"]["dir"]) == ("ne", "ltr")

    def is_finished():
        carmen.goto(detail)
        return "finished" in carmen.content()

    wait_for(is_finished, "an alert that is finished")
    to_nirmala = [mail for mail in site.mails() if "nirmala@corridor.example" in mail and "सुनुवाइ" in mail]
    assert len(to_nirmala) == 1, "nobody gets it twice"

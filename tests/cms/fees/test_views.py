"""The page that asks and answers."""

from __future__ import annotations

import logging
import re

import pytest
from django.utils import translation

from cms.models import Contact, FeeRule
from frontend.anonymous import form_token
from tests.cms.fees.factories import limit, rule, saved, share

pytestmark = pytest.mark.django_db
OWN = {"HTTP_SEC_FETCH_SITE": "same-origin"}
ADDRESS = "/en/help/fees/"


def said(**changes):
    return {
        "origin": "NP",
        "destination": "QA",
        "sector": "",
        "amount": "20,000",
        "currency": "origin",
        "form_token": form_token("fees.check"),
        **changes,
    }


@pytest.fixture
def send(client):
    def post(address=ADDRESS, headers=OWN, **changes):
        return client.post(address, said(**changes), **headers)

    return post


def words(response):
    """What the page says, without tags and marks that nobody sees."""
    text = re.sub(r"<[^>]+>", "", response.content.decode())
    return re.sub(r"[\s\u00a0\u2066-\u2069]+", " ", text)


class TestAsking:
    @pytest.mark.parametrize(("language", "direction"), [("en", "ltr"), ("ne", "ltr"), ("ar", "rtl")])
    def test_in_the_reader_s_language_and_direction(self, client, language, direction):
        page = client.get(f"/{language}/help/fees/").content.decode()

        assert f'<html lang="{language}" dir="{direction}">' in page
        assert page.count("<select") == 4

    def test_anybody_may_keep_the_empty_page(self, client):
        response = client.get(ADDRESS)

        assert "public" in response["Cache-Control"]
        assert "Cookie" not in response.get("Vary", "")
        assert not response.cookies

    @pytest.mark.parametrize("language", ["en", "ar", "ne", "si", "ta", "ur"])
    def test_fits_the_first_flight(self, client, language):
        response = client.get(f"/{language}/help/fees/", headers={"accept-encoding": "gzip"})

        assert len(response.content) <= 14 * 1024

    def test_costs_no_query(self, client, django_assert_num_queries):
        with django_assert_num_queries(0):
            client.get(ADDRESS)


class TestAnswering:
    def test_more_than_the_limit(self, send):
        saved(limit())

        response = send()

        assert response.status_code == 200
        assert "You were asked for NPR 20,000. This is more than the limit of NPR 10,000." in words(response)
        assert "You should not pay this." in words(response)

    def test_digits_of_the_reader_s_script(self, send):
        saved(limit())

        assert "You were asked for NPR 20,000." in words(send(amount="२०,०००"))
        assert "You were asked for NPR 20,000." in words(send(amount="٢٠٬٠٠٠"))

    def test_no_fee_is_allowed(self, send):
        saved(rule(country_code="QA", side="destination", law="Labour Law (sample)", article="Article 33"))

        page = words(send())

        assert "No fee is allowed" in page
        assert "Labour Law (sample) · Article 33" in page
        assert "As it was on 15 Jan 2026. We read about it; we have not read the law itself." in page

    def test_not_known_is_said_and_is_no_yes(self, send):
        page = words(send())

        assert "We do not know the rule of Nepal for this job." in page
        assert "We do not know the rule of Qatar for this job." in page
        assert page.count("This does not mean that a fee is allowed.") == 3
        assert "The worker pays nothing" in page

    def test_two_moneys_are_not_turned_into_one(self, send):
        saved(limit())

        page = words(send(amount="500", currency="destination"))

        assert "The limit is NPR 10,000. You were asked for QAR 500. We do not change" in page
        assert "More than the limit" not in page

    def test_a_sum_in_another_money_than_the_chosen_one_is_asked_about(self, send):
        saved(limit())

        response = send(amount="USD 500", currency="origin")

        assert response.status_code == 422
        assert "Choose the money in which you were asked to pay." in words(response)

    @pytest.mark.parametrize("field", ["origin", "destination", "sector", "currency", "items"])
    def test_a_word_that_is_no_choice_is_not_said_back(self, send, field):
        response = send(**{field: "X" * 5000})

        assert response.status_code == 422
        assert "XXXX" not in response.content.decode()

    def test_a_part_of_the_wage(self, send):
        saved(share(10, country_code="HK", side="destination"))
        asked = {"destination": "HK", "amount": "500", "currency": "destination"}

        page = words(send(**asked))
        assert "The limit is 10% of the wage of one month." in page
        assert "Write below which wage you were promised" in page
        assert "This is more than the limit of HKD 499." in words(send(**asked, wage="4990"))

    def test_the_things_she_was_asked_to_pay_for(self, send):
        page = words(send(items=["travel", "deposit", "other"]))

        assert "bear: Ticket and other travelDeposit or guarantee ILO general principles" in page

    def test_words_of_a_rule_come_in_the_best_language_and_say_which(self, send):
        saved(rule(), en="Nobody may ask.", hi="कोई नहीं माँग सकता।")

        page = send("/ne/help/fees/").content.decode()

        assert '<p lang="hi" dir="ltr">कोई नहीं माँग सकता।</p>' in page

    def test_a_hidden_rule_is_not_known(self, send):
        saved(limit(live=False))

        assert "We do not know the rule of Nepal" in words(send())

    def test_next_steps_lead_to_help(self, send):
        page = send("/ar/help/fees/").content.decode()

        assert 'href="/ar/help/?need=fees"' in page

    def test_shows_who_helps_with_fees_in_both_countries(self, send):
        for name, codes, needs in [
            ("Union in Qatar (sample)", ["QA"], ["fees"]),
            ("Union in Nepal (sample)", ["NP"], ["fees"]),
            ("Union in Spain (sample)", ["ES"], ["fees"]),
            ("Clinic in Qatar (sample)", ["QA"], ["injury"]),
        ]:
            Contact.objects.create(
                slug=name[:14].replace(" ", "-").lower(),
                name=name,
                kind="union",
                country_codes=codes,
                needs=needs,
            )

        page = words(send())

        assert "Union in Qatar (sample)" in page
        assert "Union in Nepal (sample)" in page
        assert "Spain (sample)" not in page
        assert "Clinic in Qatar (sample)" not in page

    @pytest.mark.parametrize("count", [1, 30])
    def test_takes_six_queries_however_many_rules(self, send, django_assert_num_queries, count):
        for number in range(count):
            saved(limit(slug=f"rule-{number}"), en="Words.")
            Contact.objects.create(slug=f"union-{number}", name="Union", kind="union", needs=["fees"])

        with django_assert_num_queries(6):
            send()


class TestWhatIsTyped:
    def test_stays_in_the_form_and_is_in_no_address(self, send):
        response = send(amount="20,000", items=["travel"], sector="domestic")
        page = response.content.decode()

        assert 'value="20,000"' in page
        assert '<option value="NP" selected>' in page
        assert '<option value="domestic" selected>' in page
        assert re.search(r'value="travel"[^>]* checked', page)
        assert "no-store" in response["Cache-Control"]
        assert not response.cookies
        assert "20,000" not in "".join(re.findall(r'(?:href|action|src)="([^"]*)"', page))

    def test_is_in_no_log_and_no_table(self, send, caplog, django_assert_num_queries):
        saved(limit())
        caplog.set_level(logging.DEBUG)

        send(amount="31337")

        assert "31337" not in caplog.text
        assert FeeRule.objects.count() == 1

    def test_stays_when_something_is_missing_and_the_page_says_what_to_do(self, send):
        response = send(destination="", amount="about ten")
        page = response.content.decode()

        assert response.status_code == 422
        assert "Choose the country of the job." in page
        assert "Write one sum in digits" in page
        assert 'value="about ten"' in page
        assert '<option value="NP" selected>' in page

    @pytest.mark.parametrize("code", ["XX", "N", "<script>", "NP\0"])
    def test_a_code_that_is_no_country(self, send, code):
        response = send(origin=code)

        assert response.status_code == 422
        assert "<script>" not in response.content.decode().replace("<script type", "")

    def test_the_same_country_twice(self, send):
        assert "Choose the country of the job abroad." in words(send(destination="NP"))

    def test_a_long_text_is_refused_in_words(self, send):
        assert send(amount="9" * 5000).status_code == 422

    def test_an_old_page_loses_nothing(self, send):
        response = send(form_token="old")

        assert response.status_code == 422
        assert "Nothing you typed is lost." in response.content.decode()
        assert 'value="20,000"' in response.content.decode()

    def test_another_site_is_refused(self, send):
        assert send(headers={"HTTP_SEC_FETCH_SITE": "cross-site"}).status_code == 403

    def test_every_language_answers(self, send):
        saved(limit())
        for language in ("ar", "bn", "es", "fil", "fr", "hi", "id", "ne", "si", "ta", "ur"):
            with translation.override(language):
                assert send(f"/{language}/help/fees/").status_code == 200

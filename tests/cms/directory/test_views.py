"""The directory as readers meet it."""

from __future__ import annotations

import datetime
import gzip
import re

import pytest
from django.utils import timezone, translation

from cms.directory import services, views
from frontend import languages, stored_pages
from tests.cms.directory.factories import make_contact

pytestmark = pytest.mark.django_db
FIRST_FLIGHT = 14 * 1024  # what fits the first round trip of a connection (RFC 6928: ten segments)


def names(response) -> list[str]:
    return [entry.slug for entry in response.context["entries"]]


def full_contacts(how_many: int) -> None:
    for number in range(how_many):
        make_contact(
            slug=f"helpline-{number}",
            name=f"Migrant Workers' Helpline number {number}",
            country_codes=["MY"],
            language_codes="ne hi en",
            needs=["danger", "wages"],
            time_zone="Asia/Kuala_Lumpur",
            texts={
                "en": f"People answer day and night and tell you what you can do. Number {number}." * 2,
                "ta": f"இரவும் பகலும் உங்கள் மொழியில் பதில் சொல்கிறார்கள். எண் {number}." * 3,
            },
            phones=[(f"+60 3 0555 {number:04d}", "free"), (f"+60 3 0555 {number + 1000:04d}", "whatsapp")],
            hours=[(6, 4, 10, 17)],
            email=f"help{number}@line.example",
        )


class TestIndex:
    def test_shows_numbers_as_links_with_their_kind(self, client):
        make_contact(phones=[("1177", "free"), ("+60 3 0555 0102", "whatsapp")])

        html = client.get("/en/help/").content.decode()

        assert '<a href="tel:1177"><span>Free call</span> <bdi class="phone" dir="ltr">1177</bdi></a>' in html
        assert 'href="https://wa.me/60305550102" rel="noreferrer"' in html

    def test_says_the_time_zone_of_opening_hours(self, client):
        make_contact(hours=[(6, 4, 10, 17)], time_zone="Asia/Kathmandu")

        html = client.get("/en/help/").content.decode()

        assert "Sunday to Friday, " in html
        assert "10:00–17:00" in html
        assert "(Nepal Time)" in html

    def test_marks_a_text_in_another_language_and_its_direction(self, client):
        make_contact(texts={"en": "Helps you."})

        html = client.get("/ar/help/").content.decode()

        assert '<p lang="en" dir="ltr">Helps you.</p>' in html
        with translation.override("ar"):
            assert languages.language_name("en") in html

    def test_offers_only_what_occurs(self, client):
        make_contact(country_codes=["MY"], origin_codes=["NP"], language_codes="ne", needs=["wages"])

        form = client.get("/en/help/").context["form"]

        assert {name: [code for code, _label in field.choices] for name, field in form.fields.items()} == {
            "country": ["", "MY"],
            "need": ["", "wages"],
            "origin": ["", "NP"],
            "language": ["", "ne"],
        }

    def test_puts_danger_first_and_keeps_the_country(self, client):
        make_contact(country_codes=["MY"], needs=["danger"])

        html = client.get("/en/help/", {"country": "MY"}).content.decode()

        assert 'href="/en/help/?country=MY&amp;need=danger"' in html
        assert html.index("In danger now?") < html.index("Where are you?")

    def test_an_empty_list_says_how_to_go_on(self, client):
        make_contact(country_codes=["MY"], needs=["wages"])
        make_contact(country_codes=["QA"], needs=["danger"])

        html = client.get("/en/help/", {"country": "MY", "need": "danger"}).content.decode()

        assert "We know nobody who fits all of this yet." in html
        assert '<a href="/en/help/?need=danger">Malaysia</a>' in html
        assert '<a href="/en/help/?country=MY">I am in danger</a>' in html

    def test_says_who_speaks_other_languages(self, client):
        make_contact(language_codes="ne")
        make_contact(language_codes="ms")

        html = client.get("/en/help/", {"language": "ne"}).content.decode()

        assert '<a href="/en/help/">1 more speaks other languages</a>' in html

    def test_turns_pages_and_keeps_the_filter(self, client):
        full_contacts(views.ENTRIES_A_PAGE + 1)

        first = client.get("/en/help/", {"country": "MY"})
        second = client.get("/en/help/", {"country": "MY", "page": "2"})

        assert (len(names(first)), len(names(second))) == (views.ENTRIES_A_PAGE, 1)
        assert "?country=MY&amp;page=2" in first.content.decode()


class TestBadInput:
    @pytest.mark.parametrize("junk", ["XX", "mx'; drop table", "ne\u202e", "٣", "a" * 100_000])
    @pytest.mark.parametrize("name", ["country", "origin", "language", "need"])
    def test_an_unknown_word_is_told_and_the_rest_holds(self, client, name, junk):
        make_contact(slug="right", country_codes=["MY"], needs=["wages"], language_codes="en")
        make_contact(slug="wrong", country_codes=["QA"], needs=["danger"], language_codes="ne")
        good = {"need": "wages"} if name == "country" else {"country": "MY"}

        response = client.get("/en/help/", good | {name: junk})

        html = response.content.decode()
        assert response.status_code == 200
        assert "We do not have this. Choose from the list." in html
        assert names(response) == ["right"]
        assert junk[:200] not in html.replace("&#x27;", "'")

    def test_ten_megabytes_do_no_harm(self, client):
        make_contact()

        response = client.get("/en/help/", {"country": "A" * 10_000_000, "page": "9" * 10_000})

        assert response.status_code == 200
        assert len(response.content) < 100_000

    def test_nul_is_refused_with_a_page(self, client):
        assert client.get("/en/help/?country=%00").status_code == 400

    @pytest.mark.parametrize("page", ["0", "-1", "many", "99999999999", ""])
    def test_a_page_that_is_not_there_is_another_one(self, client, page):
        make_contact()

        assert client.get("/en/help/", {"page": page}).status_code == 200

    def test_posting_is_refused(self, client):
        assert client.post("/en/help/").status_code == 405


class TestContact:
    def test_has_a_page_of_its_own_to_pass_on(self, client):
        make_contact(
            slug="line",
            name="The Line",
            website="https://line.example/",
            address="1 Sample Street",
            country_codes=["MY"],
            needs=["danger"],
            source_url="https://source.example/",
        )

        html = client.get("/en/help/line/").content.decode()

        assert "<h1><bdi>The Line</bdi></h1>" in html
        assert "I am in danger" in html
        assert "1 Sample Street" in html
        assert 'href="https://source.example/" rel="noreferrer"' in html
        assert "/en/help/line/" in html[html.index("wa.me") :]

    def test_an_address_for_mail_adds_no_other_readers_to_it(self, client):
        make_contact(slug="line", email='"?cc=recruiter@other.example&"@line.example')

        html = client.get("/en/help/line/").content.decode()

        assert 'href="mailto:%22%3Fcc%3Drecruiter@other.example%26%22@line.example"' in html

    def test_says_when_it_was_checked_long_ago(self, client):
        make_contact(slug="old", checked_on=timezone.localdate() - datetime.timedelta(days=366))
        make_contact(slug="fresh", checked_on=timezone.localdate() - datetime.timedelta(days=365))

        assert "This may be out of date." in client.get("/en/help/old/").content.decode()
        assert "This may be out of date." not in client.get("/en/help/fresh/").content.decode()

    def test_names_the_workers_and_jobs_it_is_for(self, client):
        make_contact(slug="line", origin_codes=["NP"], sectors=["domestic"])

        page, index = client.get("/en/help/line/").content.decode(), client.get("/en/help/").content.decode()

        assert "Work in somebody&#x27;s home" in page
        assert "It helps workers from:" in page
        assert "It helps workers from: <bdi>Nepal</bdi>" in index

    def test_says_when_nobody_has_checked_it(self, client):
        make_contact(slug="line", checked_on=None)

        assert "Nobody has checked this yet." in client.get("/en/help/line/").content.decode()

    @pytest.mark.parametrize("public", [True, False])
    def test_is_found_only_when_it_is_shown(self, client, public):
        make_contact(slug="line", live=public)

        assert client.get("/en/help/line/").status_code == (200 if public else 404)


class TestSafety:
    @pytest.mark.parametrize("address", ["/en/help/", "/en/help/?country=MY", "/en/help/line/"])
    def test_tells_nobody_who_reads(self, client, address):
        make_contact(slug="line", country_codes=["MY"])

        response = client.get(address)

        # Browsers tell nobody else with either; a contact's page has a form of our own.
        assert response["Referrer-Policy"] == ("same-origin" if "line" in address else "no-referrer")
        assert "Cookie" not in response.get("Vary", "")
        assert not response.cookies
        fetched = re.findall(r'<(?:img|script|iframe)[^>]+src="([^"]+)"', response.content.decode())
        assert all(each.startswith("/") for each in fetched)


class TestStored:
    @pytest.mark.parametrize(
        ("address", "kept"),
        [
            ("/en/help/", True),
            ("/en/help/?letters", True),
            ("/en/help/line/", True),
            ("/en/help/?country=MY", False),
            ("/en/help/?page=2", False),
            ("/en/help/nobody/", False),
        ],
    )
    def test_what_has_no_query_is_kept(self, client, monkeypatch, address, kept):
        make_contact(slug="line", country_codes=["MY"])
        marked = []
        monkeypatch.setattr(stored_pages, "store", lambda response: marked.append(response) or response)

        client.get(address)

        assert bool(marked) is kept


class TestCost:
    @pytest.mark.parametrize("how_many", [3, 60])
    def test_same_queries_for_few_and_many(self, client, django_assert_num_queries, how_many):
        full_contacts(how_many)

        with django_assert_num_queries(7):
            client.get("/en/help/", {"country": "MY", "language": "ne"})

    def test_a_contact_s_page_costs_four(self, client, django_assert_num_queries):
        make_contact(slug="line", phones=[("1177", "free")])

        with django_assert_num_queries(4):
            client.get("/en/help/line/")

    @pytest.mark.parametrize("language", ["en", "ar", "ne", "ta"])
    def test_sixty_contacts_fit_the_first_flight(self, client, language):
        full_contacts(60)
        services.load_contacts()

        response = client.get(f"/{language}/help/", headers={"accept-encoding": "gzip"})

        assert response["Content-Encoding"] == "gzip"
        assert len(response.content) <= FIRST_FLIGHT
        assert b"</html>" in gzip.decompress(response.content)

"""What readers meet: the form below a guide, the answer, the button beside a number."""

from __future__ import annotations

import datetime
import logging
import re

import pytest
from django.utils import translation
from django.utils.translation import gettext

from cms import addresses
from cms.models import ContactPhone, ReaderReport
from cms.reports import queries, services
from frontend.anonymous import HONEYPOT_FIELD, form_token
from tests.cms.directory.factories import make_contact
from tests.cms.factories import NOW, publish_guide
from tests.members.users.factories import make_user

pytestmark = pytest.mark.usefixtures("site_tree")
OWN = {"HTTP_SEC_FETCH_SITE": "same-origin"}
WORDS = "The fee is 4,000 now. My agent is Mr Sample."
CODE = re.compile(r">([0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]{4})<")
LANGUAGES = ["en", "ar", "bn", "ne", "si", "ta", "ur"]


@pytest.fixture
def send(client, guide):
    def post(language="en", purpose="reports.page", headers=OWN, **changes):
        fields = {"kind": "wrong", "words": WORDS, "form_token": form_token(purpose)} | changes
        return client.post(f"/{language}/wrong/{addresses.code_of(guide)}/", fields, **headers)

    return post


@pytest.fixture
def ask(client):
    def post(code, language="en"):
        fields = {"code": code, "form_token": form_token("reports.answer")}
        return client.post(f"/{language}/wrong/answer/", fields, **OWN)

    return post


def code_on(response) -> str:
    return CODE.search(response.content.decode())[1]


class TestLink:
    def test_stands_below_every_guide(self, client, guide):
        html = client.get("/en/guides/fees/").content.decode()

        assert f'href="/en/wrong/{addresses.code_of(guide)}/"' in html
        assert gettext("Is something wrong on this page?") in html


class TestForm:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_is_small_and_the_same_for_all(self, client, guide, language):
        response = client.get(
            f"/{language}/wrong/{addresses.code_of(guide)}/", headers={"accept-encoding": "gzip"}
        )

        assert response.status_code == 200
        assert len(response.content) <= 14 * 1024
        assert "public" in response["Cache-Control"]
        assert not response.cookies
        assert "Cookie" not in response.get("Vary", "")

    def test_costs_one_query(self, client, guide, django_assert_num_queries):
        address = f"/en/wrong/{addresses.code_of(guide)}/"
        client.get(address)

        with django_assert_num_queries(1):
            client.get(address)

    def test_names_the_guide_in_the_language_it_is_written_in(self, client, guide):
        html = client.get(f"/ar/wrong/{addresses.code_of(guide)}/").content.decode()

        assert f'<a href="/en/guides/fees/" lang="en"><bdi>{guide.title}</bdi></a>' in html

    @pytest.mark.parametrize("code", ["zzzzzz", "no-such-thing", "answerr"])
    def test_of_no_page_is_404(self, client, guide, code):
        assert client.get(f"/en/wrong/{code}/").status_code == 404

    def test_takes_a_note_on_the_page_in_the_reader_s_language(self, send, guide):
        arabic = publish_guide("ar")

        response = send("ar")

        assert response.status_code == 200
        assert "no-store" in response["Cache-Control"]
        note = ReaderReport.objects.get()
        assert (note.page_id, note.kind, note.language, note.words) == (arabic.pk, "wrong", "ar", WORDS)

    def test_needs_a_kind_and_keeps_what_was_typed(self, send):
        response = send(kind="")

        assert response.status_code == 422
        assert WORDS in response.content.decode()
        assert not ReaderReport.objects.exists()

    def test_keeps_what_was_typed_when_the_page_was_open_too_long(self, send):
        response = send(form_token="old")

        assert response.status_code == 422
        assert WORDS in response.content.decode()

    def test_counts_a_line_break_once_as_the_browser_does(self, send):
        assert send(words="\r\n" * 10 + "a" * 990).status_code == 200
        assert send(words="a" * 1001).status_code == 422

    @pytest.mark.parametrize("kind", ["dead_number", "nonsense"])
    def test_takes_no_other_kind(self, send, kind):
        assert send(kind=kind).status_code == 422

    def test_from_another_site_is_refused(self, send):
        assert send(headers={"HTTP_SEC_FETCH_SITE": "cross-site"}).status_code == 403

    def test_thanks_whoever_fills_in_the_trap_and_keeps_nothing(self, send):
        response = send(**{HONEYPOT_FIELD: "x"})

        assert code_on(response)
        assert not ReaderReport.objects.exists()

    def test_thanks_without_a_code_when_the_day_is_full(self, send):
        for _each in range(services.MOST_A_DAY):
            send()

        response = send()

        assert response.status_code == 200
        assert not CODE.search(response.content.decode())

    def test_leaves_nothing_of_the_reader_in_rows_logs_and_addresses(self, send, caplog):
        with caplog.at_level(logging.DEBUG):
            response = send(
                headers=OWN | {"HTTP_USER_AGENT": "Sample Phone 7", "REMOTE_ADDR": "203.0.113.77"}
            )

        logged = "\n".join(
            str(vars(record)) for record in caplog.records if record.name != "django.db.backends"
        )
        note = ReaderReport.objects.get()
        kept = " ".join(str(value) for value in vars(note).values())
        for secret in ("Sample Phone", "203.0.113.77", code_on(response)):
            assert secret not in kept
            assert secret not in logged
        assert WORDS not in logged
        assert WORDS not in kept
        assert "Location" not in response.headers


class TestAnswer:
    def test_waits_then_says_what_the_editor_wrote(self, send, ask):
        code = code_on(send("ne"))
        html = ask(code).content.decode()
        assert gettext("Not answered yet. Come back in a few days.") in html

        note = queries.note_of_code(code)
        services.answer_note(note=note, answer="अब ठीक छ।", by=make_user(), now=NOW)

        html = ask(code.upper().replace("-", " ")).content.decode()
        assert '<div class="notice notice--good" lang="ne" dir="auto">\n<p>अब ठीक छ।</p>' in html

    def test_says_when_it_was_closed_without_words(self, send, ask):
        code = code_on(send())
        services.answer_note(note=queries.note_of_code(code), answer="", by=make_user(), now=NOW)

        assert ask(code).context["note"].answered_at

    def test_says_of_every_wrong_code_the_same(self, send, ask):
        send()
        pages = {
            re.sub(r'value="[^"]*"', "", ask(code).content.decode())
            for code in ("7k2m-9xq4-c0ht", "7k2m", "नमस्ते", "<script>", "9" * 200)
        }

        assert len(pages) == 1
        assert gettext("There is no such code. Look at it again.") in pages.pop()

    def test_asks_the_database_once_whatever_the_code(self, send, ask, django_assert_num_queries):
        code = code_on(send())
        for each in (code, "7k2m-9xq4-c0ht", "7"):
            with django_assert_num_queries(1):
                assert "no-store" in ask(each)["Cache-Control"]

    def test_the_code_is_in_no_address(self, client):
        html = client.get("/en/wrong/answer/").content.decode()

        assert '<form method="post" novalidate>' in html
        assert not client.get("/en/wrong/answer/?code=7k2m-9xq4-c0ht").context["form"].is_bound


class TestNumber:
    @pytest.fixture
    def contact(self):
        return make_contact(
            slug="sample", phones=[("+60 3 0555 0101", "call"), ("+60 3 0555 0102", "whatsapp")]
        )

    @pytest.fixture
    def tap(self, client):
        def post(phone, language="en", headers=OWN, **changes):
            fields = {"phone": phone, "form_token": form_token("reports.number")} | changes
            return client.post(f"/{language}/wrong/number/", fields, **headers)

        return post

    def test_each_has_its_button_on_the_contact_s_page_only(self, client, contact):
        first = contact.phones.first()

        html = client.get("/en/help/sample/").content.decode()
        assert html.count('action="/en/wrong/number/"') == 2
        assert f'id="number-{first.pk}"' in html
        assert "wrong/number" not in client.get("/en/help/").content.decode()

    def test_a_page_that_never_says_where_from_could_not_send_it(self, client, contact):
        assert client.get("/en/help/sample/")["Referrer-Policy"] == "same-origin"

    def test_one_tap_brings_back_to_the_contact_with_thanks(self, client, tap, contact):
        phone = contact.phones.first()

        response = tap(phone.pk, "ne")

        assert (response.status_code, response["Location"]) == (
            303,
            f"/ne/help/sample/?thanks#number-{phone.pk}",
        )
        html = client.get("/ne/help/sample/?thanks").content.decode()
        with translation.override("ne"):
            assert gettext("Thank you. We will call this number.") in html

    def test_the_number_then_stands_last_and_behind_a_notice_that_opens(self, client, tap, contact):
        tap(contact.phones.first().pk)

        html = client.get("/en/help/sample/").content.decode()

        details = re.search(r"<details>(.*?)</details>", html, re.DOTALL)[1]
        assert "that this number does not work. We are checking it." in details
        assert 'href="tel:+60305550101"' in details
        assert html.index("+60 3 0555 0102") < html.index("+60 3 0555 0101")
        assert html.count('action="/en/wrong/number/"') == 1

    def test_the_list_and_guides_show_it_last_as_well(self, client, tap, contact):
        tap(contact.phones.first().pk)
        publish_guide("en", body=[{"type": "contacts", "heading": "Help", "need": ""}])

        for address in ("/en/help/", "/en/guides/fees/"):
            html = client.get(address).content.decode()
            assert html.index("+60 3 0555 0102") < html.index("+60 3 0555 0101")

    def test_is_drawn_again_with_a_new_button_when_the_page_was_open_too_long(self, tap, contact):
        response = tap(contact.phones.first().pk, form_token="old")

        assert response.status_code == 422
        assert "+60 3 0555 0101" in response.content.decode()
        assert not ContactPhone.objects.filter(reported_at__isnull=False).exists()

    @pytest.mark.parametrize("phone", ["", "x", "0", "9" * 30, "²", "-1"])
    def test_of_no_number_is_404(self, tap, contact, phone):
        assert tap(phone).status_code == 404

    def test_of_a_hidden_contact_is_404(self, tap):
        hidden = make_contact(live=False, phones=[("1177", "free")])

        assert tap(hidden.phones.get().pk).status_code == 404

    def test_a_link_reports_nothing(self, client, contact):
        assert client.get(f"/en/wrong/number/?phone={contact.phones.first().pk}").status_code == 405

    def test_from_another_site_is_refused(self, tap, contact):
        assert (
            tap(contact.phones.first().pk, headers={"HTTP_SEC_FETCH_SITE": "cross-site"}).status_code == 403
        )

    def test_trap(self, tap, contact):
        response = tap(contact.phones.first().pk, **{HONEYPOT_FIELD: "x"})

        assert response.status_code == 303
        assert not ReaderReport.objects.exists()

    def test_within_seven_days_of_a_call_she_is_thanked_all_the_same(self, tap, contact):
        now = datetime.datetime.now(datetime.UTC)
        ContactPhone.objects.update(found_working_at=now)

        assert tap(contact.phones.first().pk).status_code == 303
        assert not ReaderReport.objects.exists()

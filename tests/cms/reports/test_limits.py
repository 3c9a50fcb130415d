"""What one network may do: guess codes for a while, fold a few numbers a day."""

from __future__ import annotations

import pytest
import redis
from django.core.cache import cache
from django.test import Client
from django.utils.translation import gettext

from cms.models import Chore, ContactPhone, ReaderReport
from cms.reports import limits, queries, services
from frontend.anonymous import form_token
from tests.cms.directory.factories import make_contact
from tests.cms.factories import NOW, publish_guide
from tests.config.test_privacy_defaults import cache_as_text, rows_of_every_table
from tests.members.users.factories import make_user

pytestmark = pytest.mark.usefixtures("site_tree")
HERE, NEIGHBOUR, ELSEWHERE = "203.0.113.99", "203.0.113.7", "198.51.100.7"


@pytest.fixture(autouse=True)
def nothing_counted():
    cache.clear()
    yield
    cache.clear()


def send(path: str, address: str, **fields):
    return Client(REMOTE_ADDR=address).post(path, fields, HTTP_SEC_FETCH_SITE="same-origin")


def ask(code: str, address: str = HERE):
    return send("/en/wrong/answer/", address, code=code, form_token=form_token("reports.answer"))


def fold(phone: ContactPhone, address: str = HERE):
    return send("/en/wrong/number/", address, phone=phone.pk, form_token=form_token("reports.number"))


@pytest.fixture
def code():
    return services.report_page(
        page=publish_guide("en"), kind="wrong", words="Four thousand.", language="en", now=NOW
    )


class TestGuessingCodes:
    @pytest.fixture(autouse=True)
    def three(self, monkeypatch):
        monkeypatch.setattr(limits, "WRONG_CODES", 3)

    def test_makes_the_network_wait_even_with_a_right_code(self, code):
        assert [ask("zzzz-zzzz-zzzz").status_code for _try in range(4)] == [422, 422, 422, 429]

        assert ask(code).status_code == 429
        assert ask(code, NEIGHBOUR).status_code == 429
        assert "Wait ten minutes" in ask(code).content.decode()
        assert code in ask(code).content.decode()

    def test_costs_other_networks_nothing(self, code):
        for _try in range(5):
            ask("zzzz-zzzz-zzzz")

        assert ask(code, ELSEWHERE).status_code == 200

    def test_ends_after_ten_minutes(self, code):
        for _try in range(5):
            ask("zzzz-zzzz-zzzz")
        (name,) = cache._cache.get_client(None).scan_iter("*reports.codes*")

        assert 0 < cache._cache.get_client(None).ttl(name) <= limits.WRONG_CODES_SECONDS

    def test_is_not_counted_for_right_ones(self, code):
        assert {ask(code).status_code for _try in range(6)} == {200}

    def test_leaves_no_address_anywhere(self, code):
        for _try in range(4):
            ask("zzzz-zzzz-zzzz")

        assert "reports.codes" in cache_as_text()
        for text in (cache_as_text(), rows_of_every_table()):
            assert "203.0.113" not in text

    def test_is_not_counted_where_no_network_is_known(self, code):
        assert {ask("zzzz-zzzz-zzzz", "").status_code for _try in range(6)} == {422}

    def test_is_not_counted_while_the_cache_does_not_answer(self, code, monkeypatch):
        def broken(*args, **kwargs):
            raise redis.ConnectionError

        for act in ("get", "add", "incr"):
            monkeypatch.setattr(type(cache._connections[cache._alias]), act, broken)

        assert ask("zzzz-zzzz-zzzz").status_code == 422
        assert ask(code).status_code == 200


class TestFoldingNumbers:
    @pytest.fixture
    def phones(self):
        contact = make_contact(phones=[(f"+60 3 0555 010{number}", "call") for number in range(4)])
        return list(contact.phones.order_by("position"))

    @pytest.fixture(autouse=True)
    def two(self, monkeypatch):
        monkeypatch.setattr(limits, "FOLDED_NUMBERS", 2)

    def folded(self) -> int:
        return ContactPhone.objects.filter(reported_at__isnull=False).count()

    def test_stops_after_a_few_a_day_and_the_rest_waits_for_an_editor(self, phones):
        for phone in phones:
            assert fold(phone).status_code == 303

        assert self.folded() == 2
        assert ReaderReport.objects.filter(answered_at=None).count() == 4
        services.open_chores(now=NOW)
        assert ReaderReport.objects.filter(answered_at=None).count() == 4

    def test_a_number_that_is_folded_already_costs_nothing(self, phones):
        for _again in range(4):
            fold(phones[0])
        fold(phones[1])

        assert self.folded() == 2

    def test_other_networks_go_on(self, phones):
        for phone in phones[:3]:
            fold(phone)
        fold(phones[3], ELSEWHERE)

        assert self.folded() == 3

    def test_what_waits_opens_a_chore_and_an_editor_settles_it(self, phones):
        phone, editor = phones[0], make_user(roles=("editor",))
        services.report_number(phone=phone, language="ne", takes_effect=False, now=NOW)
        services.open_chores(now=NOW)
        contact = phone.contact

        assert Chore.objects.get(contact=contact, done_at=None)
        assert [is_doubted for _number, is_doubted in queries.numbers_of(contact)] == [
            True,
            False,
            False,
            False,
        ]
        with pytest.raises(services.NumbersWait):
            services.mark_contact_checked(contact=contact, by=editor, now=NOW)

        services.find_number_working(
            contact=contact, number=phone.number, kind=phone.kind, by=editor, now=NOW
        )

        assert not ReaderReport.objects.filter(answered_at=None).exists()
        assert not Chore.objects.filter(done_at=None).exists()
        phone.refresh_from_db()
        assert phone.reported_at is None


def test_the_sentence_can_be_translated():
    assert gettext("Too many wrong codes came from where you are. Wait ten minutes and try again.")

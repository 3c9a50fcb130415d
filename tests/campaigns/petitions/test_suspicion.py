"""What is kept aside when it is sent: a trap, haste, a rush. Nobody who sends it can tell."""

import logging
import time

import pytest
import redis
from django.core import signing
from django.core.cache import cache
from django.db import connection
from django.test import Client

from campaigns.petitions import suspicion
from campaigns.petitions.models import Quarantine, Signature
from frontend import anonymous
from tests.campaigns.petitions.factories import PetitionFactory

pytestmark = pytest.mark.django_db
OWN = {"HTTP_SEC_FETCH_SITE": "same-origin", "HTTP_ORIGIN": "http://testserver"}
DORMITORY = "198.51.100.7"


@pytest.fixture(autouse=True)
def empty_buckets():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def petition():
    return PetitionFactory(open=True, slug="ratify")


@pytest.fixture
def clock(monkeypatch):
    """The instants at which forms are drawn and sent."""

    class Clock:
        now = 1_795_000_000.0

    monkeypatch.setattr(signing.time, "time", lambda: Clock.now)
    return Clock


def old_token(purpose="petitions.sign"):
    signer = signing.TimestampSigner(salt=f"frontend.anonymous:{purpose}")
    signer.timestamp = lambda: signing.b62_encode(int(time.time()) - 60)
    return signer.sign("form")


def send(number=0, *, address=DORMITORY, slug="ratify", token=None, **changes):
    fields = {
        "name": "Amina Sample",
        "email": f"worker{number}@example.org",
        "agrees": "on",
        "form_token": token or old_token(),
    }
    return Client().post(f"/en/petitions/{slug}/", fields | changes, REMOTE_ADDR=address, **OWN)


def kept_aside():
    return Signature.objects.exclude(quarantined_for="").count()


def valkey_names():
    return b" ".join(redis.Redis.from_url(suspicion.settings.CACHES["default"]["LOCATION"]).keys("*"))


class TestTheTrap:
    def test_is_kept_aside_with_the_same_answer(self, petition):
        caught = send(1, website="https://spam.example")

        assert Signature.objects.get().quarantined_for == Quarantine.TRAP
        free = send(2)
        assert caught.status_code == free.status_code == 302
        assert caught["Location"].partition("=")[0] == free["Location"].partition("=")[0]


class TestHaste:
    def test_form_sent_in_the_second_it_was_drawn_is_kept_aside(self, petition, clock):
        answer = send(token=anonymous.form_token("petitions.sign"))

        assert Signature.objects.get().quarantined_for == Quarantine.HASTE
        assert answer.status_code == 302

    def test_form_from_a_cache_is_not(self, petition):
        send(token=old_token())

        assert Signature.objects.get().quarantined_for == ""

    def test_who_corrects_a_mistake_at_once_is_not(self, petition, clock):
        shown_again = send(email="amina", token=anonymous.form_token("petitions.sign"))
        assert shown_again.status_code == 422
        token = shown_again.content.decode().split('name="form_token" value="')[1].partition('"')[0]

        send(token=token)

        assert Signature.objects.get().quarantined_for == ""

    @pytest.mark.parametrize(("waited", "age"), [(0.0, 0.9), (1.0, 1.9), (1.2, 2.1), (600.0, 600.9)])
    def test_age_is_never_too_small(self, clock, waited, age):
        clock.now += 0.9
        token = anonymous.form_token("test")
        clock.now += waited

        assert anonymous.token_age("test", token) == pytest.approx(age, abs=0.01)

    @pytest.mark.parametrize("token", ["", "form", "form:1:forged", "\ud800"])
    def test_forged_token_has_no_age(self, token):
        assert anonymous.token_age("test", token) is None


class TestARush:
    @pytest.fixture(autouse=True)
    def every_network_is_asked_about(self, monkeypatch):
        monkeypatch.setattr(suspicion, "RARE", 0)

    def test_only_who_comes_often_is_asked_about(self, petition, monkeypatch):
        monkeypatch.setattr(suspicion, "RARE", 2)
        monkeypatch.setattr(suspicion, "_seen", suspicion._Seen())
        asked = []
        monkeypatch.setattr(suspicion, "_take_place", lambda network: asked.append(network) or True)

        for number in range(3):
            send(number)
        send(4, address="203.0.113.7")

        assert len(asked) == 1

    def test_networks_of_an_hour_ago_are_forgotten(self, monkeypatch):
        monkeypatch.setattr(suspicion, "RARE", 1)
        monkeypatch.setattr(suspicion, "_seen", suspicion._Seen())
        assert [suspicion._is_rare("a") for _each in range(2)] == [True, False]

        suspicion._seen.since -= suspicion.REFILL_SECONDS + 1

        assert suspicion._is_rare("a")

    def test_sixty_people_behind_one_address_in_ten_minutes_are_all_let_in(self, petition):
        answers = [send(number) for number in range(60)]

        assert {answer.status_code for answer in answers} == {302}
        assert Signature.objects.count() == 60
        assert kept_aside() == 0

    def test_two_hundred_in_a_minute_go_into_quarantine_and_are_told_nothing(self, petition):
        first = send(0)
        let_in = sum(suspicion._take_place(Signature.objects.get().network) for _ in range(198))
        last = send(199)

        assert 59 <= let_in <= 80
        assert [each.quarantined_for for each in Signature.objects.order_by("id")] == ["", Quarantine.RUSH]
        assert first.status_code == last.status_code == 302
        assert first["Location"].partition("=")[0] == last["Location"].partition("=")[0]

    def test_of_one_network_does_not_touch_another_nor_another_petition(self, petition, monkeypatch):
        monkeypatch.setattr(suspicion, "AT_ONCE", 2)
        PetitionFactory(open=True, slug="other")
        for number in range(3):
            send(number)

        send(4, address="203.0.113.7")
        send(5, slug="other")

        assert kept_aside() == 1

    def test_bucket_fills_again(self, petition, monkeypatch):
        monkeypatch.setattr(suspicion, "AT_ONCE", 1)
        monkeypatch.setattr(suspicion, "REFILL_SECONDS", 1)
        network = "a" * 32
        assert suspicion._take_place(network)
        assert not suspicion._take_place(network)

        redis.Redis.from_url(suspicion.settings.CACHES["default"]["LOCATION"]).hset(
            f"{suspicion.settings.CACHES['default']['KEY_PREFIX']}:petitions:rush:{network}", "at", "1"
        )

        assert suspicion._take_place(network)

    def test_signing_goes_on_when_valkey_does_not_answer(self, petition, monkeypatch):
        nobody = redis.Redis.from_url("redis://127.0.0.1:1/0", socket_connect_timeout=0.2)
        monkeypatch.setattr(suspicion, "_valkey", lambda: nobody)
        monkeypatch.setattr(suspicion, "AT_ONCE", 1)

        answers = [send(number) for number in range(3)]
        suspicion._resting.until = 0.0

        assert [answer.status_code for answer in answers] == [302, 302, 302]
        assert kept_aside() == 0

    def test_asks_the_database_nothing_more(self, petition, django_assert_num_queries):
        send(1)
        request = type("Request", (), {"form_guard_suspicious": False, "form_guard_age": None})()

        with django_assert_num_queries(0):
            suspicion.reason_to_keep_aside(request, network="b" * 32)


class TestTheAddress:
    def test_is_nowhere_stored_and_nowhere_logged(self, petition, caplog):
        caplog.set_level(logging.DEBUG)

        for number in range(3):
            send(number)

        with connection.cursor() as cursor:
            cursor.execute("SELECT signature::text FROM petitions_signature AS signature")
            rows = " ".join(row[0] for row in cursor.fetchall())
        for place in (rows, caplog.text, valkey_names().decode("utf-8", "replace")):
            assert DORMITORY not in place
            assert "198.51.100.0" not in place

    def test_stands_as_a_hash_that_is_one_for_a_network_and_another_for_a_petition(self, petition):
        PetitionFactory(open=True, slug="other")
        send(1)
        send(2, address="198.51.100.200")
        send(3, address="203.0.113.7")
        send(4, slug="other")

        found = list(Signature.objects.order_by("id").values_list("network", flat=True))

        assert found[0] == found[1]
        assert len(set(found)) == 3
        assert all(len(each) == 32 for each in found)

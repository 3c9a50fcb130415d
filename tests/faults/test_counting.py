"""Counting while workers race, are killed and disagree about the time: the parts are the whole throughout."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time

import pytest
from django.db import connection
from django.utils import timezone

from campaigns.petitions import queries
from campaigns.petitions import services as petitions
from campaigns.petitions.models import Quarantine, Signature
from tests.campaigns.petitions.factories import NOW, PetitionFactory
from tests.campaigns.petitions.signing import confirmed, link_of

pytestmark = pytest.mark.django_db(transaction=True)
SKEWS = ("0", "86400", "-86400")


def start(skew: str) -> subprocess.Popen:
    parameters = connection.get_connection_params()
    address = f"postgres://{parameters['user']}:{parameters.get('password') or ''}@{parameters['host']}"
    environment = {
        **os.environ,
        "DATABASE_URL": f"{address}:{parameters['port']}/{parameters['dbname']}",
    }
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.counting", skew], env=environment, stdout=subprocess.PIPE
    )
    assert worker.stdout is not None and worker.stdout.readline() == b"ready\n"
    return worker


@pytest.fixture
def workers():
    running = [start(skew) for skew in SKEWS]
    yield running
    for worker in running:
        worker.kill()
        worker.wait()


def assert_parts_equal_the_whole(petition) -> None:
    count = queries.public_count(petition)
    for part in (count.by_country, count.by_language, count.by_channel):
        assert sum(part.values()) == count.total
    assert petitions.audit_counts() == []


def true_count(petition) -> int:
    return Signature.objects.filter(petition=petition, state="confirmed", quarantined_for="").count()


def test_three_workers_of_whom_some_are_killed_count_every_signature_once(workers):
    petition = PetitionFactory(open=True)
    chance = random.Random(189)
    made = []
    for number in range(240):
        country, language = chance.choice(["NP", "PH", ""]), chance.choice(["en", "ne", "ar"])
        made.append(confirmed(petition, f"w{number}@example.org", country=country, language=language))
        act = chance.random()
        if act < 0.1:
            petitions.disown_signature(token=link_of(chance.choice(made)), now=NOW)
        elif act < 0.2:
            Signature.objects.filter(pk=chance.choice(made).pk).update(quarantined_for=Quarantine.RUSH)
        elif act < 0.3:
            Signature.objects.filter(pk=chance.choice(made).pk).update(quarantined_for="")
        if number % 80 == 40:
            place = chance.randrange(len(workers))
            os.kill(workers[place].pid, signal.SIGKILL)
            workers[place].wait()
            workers[place] = start(SKEWS[place])
        if number % 10 == 0:
            assert_parts_equal_the_whole(petition)

    assert_is_reached(petition, true_count(petition))
    assert_parts_equal_the_whole(petition)


def assert_is_reached(petition, count: int) -> None:
    deadline = time.monotonic() + 20
    while queries.petition_count(petition) != count and time.monotonic() < deadline:
        time.sleep(0.1)
    assert queries.petition_count(petition) == count


def test_a_worker_killed_within_a_batch_leaves_it_undone_and_the_next_one_does_it():
    petition = PetitionFactory(open=True)
    for number in range(5):
        confirmed(petition, f"w{number}@example.org")
    with connection.cursor() as cursor:  # holds the journals, so that the worker stops in the middle
        cursor.execute("BEGIN; LOCK TABLE petitions_signaturejournal IN ACCESS EXCLUSIVE MODE")
        worker = start("0")
        time.sleep(1)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        cursor.execute("ROLLBACK")

    deadline = time.monotonic() + 10
    while not petitions.count_signatures(now=timezone.now()) and time.monotonic() < deadline:
        time.sleep(0.1)

    assert queries.petition_count(petition) == true_count(petition) == 5
    assert_parts_equal_the_whole(petition)

"""What is written down when something changes, and how the rest follows."""

from __future__ import annotations

import datetime
import logging

import psycopg
import pytest
import redis
from django.db import connection, transaction

from cms import changes, tasks
from cms.models.changes import ContentChange
from frontend import stored_pages
from tests.cms.factories import NOW

Kind = ContentChange.Kind
pytestmark = pytest.mark.django_db


def word() -> bytes | None:
    """The generation as it stands in Valkey."""
    return stored_pages._valkey().get(stored_pages._generation_name())


def recorded() -> set[tuple[str, int | None]]:
    return set(ContentChange.objects.values_list("kind", "object_id"))


class Follower:
    """Remembers what it was told; stumbles over what it is told to."""

    def __init__(self) -> None:
        self.told: list[list[tuple[str, int | None]]] = []
        self.stumbles_over: set[int | None] = set()

    def __call__(self, found: list[ContentChange], now: datetime.datetime) -> None:
        self.told.append([(each.kind, each.object_id) for each in found])
        if self.stumbles_over & {each.object_id for each in found}:
            raise ValueError("Amina's passport number is 12345")


@pytest.fixture(autouse=True)
def no_other_followers(monkeypatch) -> None:
    monkeypatch.setattr(changes, "_followers", [])
    monkeypatch.setattr(changes, "_waits_until", {})


@pytest.fixture
def nobody_else(db) -> None:
    ContentChange.objects.all().delete()


@pytest.fixture
def follower(nobody_else) -> Follower:
    one = Follower()
    changes.register_follower(one)
    return one


class TestRecord:
    def test_writes_a_row(self, nobody_else):
        changes.record(Kind.PAGE, 7)
        changes.record(Kind.SITE)

        assert recorded() == {("page", 7), ("site", None)}

    def test_of_many_things_is_one_query(self, django_assert_num_queries, nobody_else):
        with django_assert_num_queries(1):
            changes.record_all(Kind.PAGE, range(50))
        with django_assert_num_queries(0):
            changes.record_all(Kind.PAGE, [])

    def test_forgets_stored_pages_when_the_transaction_commits(self, django_capture_on_commit_callbacks):
        before = word()
        with django_capture_on_commit_callbacks(execute=True):
            changes.record(Kind.PAGE, 7)
            assert word() == before

        assert word() != before

    def test_forgets_nothing_when_it_does_not(self, django_capture_on_commit_callbacks):
        before = word()
        with (
            django_capture_on_commit_callbacks(execute=True),
            pytest.raises(ZeroDivisionError),
            transaction.atomic(),
        ):
            changes.record(Kind.PAGE, 7)
            raise ZeroDivisionError

        assert word() == before

    def test_nudges_once_for_a_transaction(self, django_capture_on_commit_callbacks, monkeypatch):
        nudges = []
        monkeypatch.setattr(tasks.follow_changes, "apply_async", lambda **kwargs: nudges.append(kwargs))

        for _ in range(2):
            with django_capture_on_commit_callbacks(execute=True):
                for number in range(20):
                    changes.record(Kind.PAGE, number)

        assert len(nudges) == 2

    @pytest.mark.parametrize("problem", [redis.ConnectionError, redis.TimeoutError, OSError])
    def test_stands_when_neither_valkey_nor_a_worker_can_be_reached(
        self, django_capture_on_commit_callbacks, monkeypatch, problem, caplog
    ):
        def refuse(*args, **kwargs):
            raise problem("redis://secret@host")

        monkeypatch.setattr(tasks.follow_changes, "apply_async", refuse)
        if issubclass(problem, redis.RedisError):
            monkeypatch.setattr(stored_pages, "forget_all", refuse)

        with django_capture_on_commit_callbacks(execute=True):
            changes.record(Kind.PAGE, 7)

        assert ("page", 7) in recorded()
        assert "secret" not in caplog.text


class TestFollow:
    def test_tells_every_follower_and_deletes_the_rows(self, follower):
        other = Follower()
        changes.register_follower(other)
        changes.record(Kind.PAGE, 7)
        changes.record(Kind.CONTACT)

        assert changes.follow(now=NOW) == 2

        assert follower.told == other.told == [[("page", 7), ("contact", None)]]
        assert not recorded()

    def test_tells_of_a_thing_once(self, follower):
        changes.record_all(Kind.PAGE, [7, 7, 8, 7])

        assert changes.follow(now=NOW) == 4
        assert follower.told == [[("page", 7), ("page", 8)]]

    def test_registers_a_follower_once(self, follower):
        changes.register_follower(follower)
        changes.record(Kind.PAGE, 7)

        changes.follow(now=NOW)

        assert len(follower.told) == 1

    def test_does_nothing_without_changes(self, follower):
        before = word()

        assert changes.follow(now=NOW) == 0
        assert follower.told == []
        assert word() == before

    def test_forgets_stored_pages_whose_nudge_was_lost(self, nobody_else):
        changes.record(Kind.PAGE, 7)
        before = word()

        changes.follow(now=NOW)

        assert word() != before

    def test_forgets_them_again_when_one_has_followed_and_before_the_next(self, nobody_else, monkeypatch):
        order = []
        monkeypatch.setattr(stored_pages, "forget_all", lambda: order.append("forgotten"))
        changes.register_follower(lambda found, now: order.append("drawn"))
        changes.register_follower(lambda found, now: order.append("packed"))
        changes.record(Kind.PAGE, 7)

        changes.follow(now=NOW)

        assert order == ["forgotten", "drawn", "forgotten", "packed", "forgotten"]

    def test_keeps_the_rows_while_stored_pages_cannot_be_forgotten(self, follower, monkeypatch):
        changes.record(Kind.PAGE, 7)
        with monkeypatch.context() as patch:
            patch.setattr(stored_pages, "forget_all", _refuse)
            assert changes.follow(now=NOW) == 0

        assert recorded() == {("page", 7)}
        assert changes.follow(now=NOW) == 1

    def test_goes_on_until_nothing_waits(self, follower, monkeypatch):
        monkeypatch.setattr(changes, "BATCH", 3)
        changes.record_all(Kind.PAGE, range(10))

        assert changes.follow(now=NOW) == 10
        assert [len(each) for each in follower.told] == [3, 3, 3, 1]

    def test_takes_what_a_follower_changed_itself(self, follower):
        def changing(found, now):
            if ("page", 7) in [(each.kind, each.object_id) for each in found]:
                changes.record(Kind.PAGE, 8)

        changes.register_follower(changing)
        changes.record(Kind.PAGE, 7)

        assert changes.follow(now=NOW) == 2
        assert follower.told == [[("page", 7)], [("page", 8)]]

    def test_is_done_by_one_process_at_a_time(self, follower):
        changes.record(Kind.PAGE, 7)
        settings = connection.get_connection_params()
        names = ("host", "port", "user", "password", "dbname")
        with psycopg.connect(**{name: settings[name] for name in names if settings.get(name)}) as other:
            other.execute("SELECT pg_advisory_lock(%s)", [changes.FOLLOWING_LOCK])
            assert changes.follow(now=NOW) == 0
            other.execute("SELECT pg_advisory_unlock(%s)", [changes.FOLLOWING_LOCK])

        assert changes.follow(now=NOW) == 1

    def test_lets_go_of_the_lock(self, follower):
        changes.follow(now=NOW)
        follower.stumbles_over = {7}
        changes.record(Kind.PAGE, 7)
        changes.follow(now=NOW)

        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
            )
            assert cursor.fetchone() == (0,)

    def test_runs_when_it_is_nudged(self, follower, django_capture_on_commit_callbacks):
        with django_capture_on_commit_callbacks(execute=True):
            changes.record(Kind.PAGE, 7)

        assert follower.told == [[("page", 7)]]
        assert not recorded()


class TestAFollowerThatStumbles:
    def test_keeps_only_what_it_stumbled_over(self, follower):
        follower.stumbles_over = {8}
        changes.record_all(Kind.PAGE, [7, 8, 9])

        assert changes.follow(now=NOW) == 2
        assert recorded() == {("page", 8)}

    def test_is_found_among_many_by_halving(self, follower):
        follower.stumbles_over = {7}
        changes.record_all(Kind.PAGE, range(1000))

        assert changes.follow(now=NOW) == 999
        assert len(follower.told) <= 2 * 10 + 1

    def test_does_not_hold_up_the_others(self, follower):
        other = Follower()
        changes.register_follower(other)
        follower.stumbles_over = {7}
        changes.record(Kind.PAGE, 7)

        changes.follow(now=NOW)
        changes.record(Kind.PAGE, 8)
        changes.follow(now=NOW)

        assert other.told == [[("page", 7)], [("page", 8)]]
        assert recorded() == {("page", 7)}

    def test_is_asked_again_at_growing_intervals(self, follower):
        follower.stumbles_over = {7}
        changes.record(Kind.PAGE, 7)
        began = ContentChange.objects.get().happened_at
        tries = []
        for second in range(0, 400, 5):
            before = len(follower.told)
            changes.follow(now=began + datetime.timedelta(seconds=second))
            if len(follower.told) > before:
                tries.append(second)

        assert tries == [0, 5, 10, 20, 40, 80, 160, 320]

    def test_gets_it_when_it_stumbles_no_longer(self, follower):
        follower.stumbles_over = {7}
        changes.record(Kind.PAGE, 7)
        changes.follow(now=NOW)
        follower.stumbles_over = set()

        later = ContentChange.objects.get().happened_at + datetime.timedelta(hours=2)
        assert changes.follow(now=later) == 1

    def test_is_named_in_the_log_by_the_class_of_its_error_alone(self, follower, caplog):
        follower.stumbles_over = {7}
        changes.record(Kind.PAGE, 7)

        with caplog.at_level(logging.DEBUG):
            changes.follow(now=NOW)

        assert "ValueError" in caplog.text
        assert "Amina" not in caplog.text


def _refuse() -> None:
    raise redis.ConnectionError

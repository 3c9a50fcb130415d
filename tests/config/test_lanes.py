"""Every task has a lane, and every lane has worker processes."""

from __future__ import annotations

from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings

from config.run import workers


def lane_of(task: str) -> str:
    current_app.loader.import_default_modules()
    queue = current_app.amqp.router.route({}, task).get("queue")
    return str(getattr(queue, "name", queue))


class TestLanes:
    @pytest.mark.parametrize("task", sorted(each["task"] for each in settings.CELERY_BEAT_SCHEDULE.values()))
    def test_what_the_clock_asks_for_is_a_task_in_a_lane_that_somebody_works_on(self, task):
        assert lane_of(task) in workers.LANES
        assert task in current_app.tasks

    def test_a_confirmation_waits_for_no_alert_and_neither_for_booklets(self):
        tasks = ("notifications.send_notices", "notifications.send_alerts", "cms.make_prints")
        assert [lane_of(each) for each in tasks] == ["urgent", "bulk", "default"]

    def test_a_change_of_a_page_is_followed_while_booklets_are_made(self):
        assert lane_of("cms.follow_changes") == lane_of("cms.make_prints")
        assert workers.LANES["default"] >= 2

    def test_each_lane_is_a_program_besides_the_clock(self):
        commands = workers.commands("python", Path("var"))
        assert set(commands) == {*workers.LANES, "beat"}
        for lane, processes in workers.LANES.items():
            argv = commands[lane]
            assert argv[argv.index("--queues") + 1] == lane
            assert argv[argv.index("--concurrency") + 1] == str(processes)

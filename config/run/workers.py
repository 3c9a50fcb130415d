"""The worker processes of a site: one program for each lane of the queue, and the clock.

What somebody waits for has a lane of its own: a confirmation never stands behind an alert to a million
people, and neither of them behind the booklets of forty guides in twelve languages.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

LANES: Final = {"urgent": 1, "bulk": 1, "default": 2}
"""Worker processes by lane. Two for what follows an edit: one may be at work for minutes."""


def commands(python: str, var: Path) -> dict[str, list[str]]:
    """Name and arguments of each program; the clock keeps its last instants in `var`."""
    celery = [python, "-m", "celery", "--quiet", "--app", "config"]
    worker = [*celery, "worker", "--loglevel", "WARNING", "--without-gossip", "--without-mingle"]
    programs = {
        lane: [*worker, "--queues", lane, "--hostname", f"{lane}@%h", "--concurrency", str(processes)]
        for lane, processes in LANES.items()
    }
    beat = [*celery, "beat", "--loglevel", "WARNING", "--schedule", str(var / "beat"), "--pidfile", ""]
    return {**programs, "beat": beat}

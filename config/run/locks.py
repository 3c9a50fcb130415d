"""One `make run` in a folder, one set-up at a time: locks that end with the process that holds them."""

from __future__ import annotations

import fcntl
import json
import os
import time
from pathlib import Path
from typing import Any

from config.run.steps import Problem, say


def _try(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _lives(pid: Any) -> bool:
    if not isinstance(pid, int):
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def holder(path: Path) -> dict[str, Any] | None:
    """What the living holder of the lock wrote about itself; None when nobody holds it."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return None
    try:
        if _try(descriptor):
            return None
        note: dict[str, Any] = json.loads(os.read(descriptor, 4096) or b"{}")
        return note
    except ValueError:
        return {}
    finally:
        os.close(descriptor)


def take(path: Path, note: dict[str, Any], *, taken: str, patience: float = 30.0) -> int:
    """Takes the lock at `path` for as long as this process (or whoever inherits the descriptor) lives.

    `note` is written into it with our pid, for `holder`. When the noted holder is dead its guard is still
    tidying up behind it: that is waited for, `patience` seconds at most.

    Raises:
        Problem: somebody else holds it; the text is `taken`, in which `{...}` names parts of their note.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    until = time.monotonic() + patience
    told = False
    while not _try(descriptor):
        other = holder(path) or {}
        if _lives(other.get("pid")) or time.monotonic() > until:
            os.close(descriptor)
            raise Problem(taken.format_map({"pid": "unknown", "address": "unknown", **other}))
        if not told:
            say("The run before this one was cut off; waiting until what it had started has ended.")
            told = True
        time.sleep(0.2)
    write(descriptor, note)
    return descriptor


def write(descriptor: int, note: dict[str, Any]) -> None:
    """Replaces the note in a lock that we hold."""
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, json.dumps({**note, "pid": os.getpid()}).encode(), 0)


def wait(path: Path, *, waiting: str) -> int:
    """Takes the lock at `path`, however long that lasts; says `waiting` when it is not free at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    if not _try(descriptor):
        say(waiting)
        fcntl.flock(descriptor, fcntl.LOCK_EX)
    return descriptor

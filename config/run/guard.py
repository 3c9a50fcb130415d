"""Ends process groups in order; and, as a program, does so when the process that started it is gone.

The supervisor starts this file with a pipe on its standard input and writes, after every change, one line
of JSON: the list of what runs. When the pipe closes without an empty list, the supervisor was killed the
hard way, and what it left behind is ended here. It runs alone, so it imports the standard library only.
"""

import contextlib
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import TypedDict


class Entry(TypedDict):
    """A running program: its process, the signal that asks it to end, the seconds it has, its turn."""

    pid: int
    signal: int
    grace: float
    rank: int
    group: bool


def _process_group(stat: str) -> tuple[str, int]:
    """State and process group in a line of /proc/PID/stat (the name before them may hold anything)."""
    fields = stat.rpartition(")")[2].split()
    return fields[0], int(fields[2])


def is_alive(entry: Entry) -> bool:
    """Whether the program, or anything of its process group, still runs. A zombie does not."""
    try:
        os.kill(-entry["pid"] if entry["group"] else entry["pid"], 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    if not os.path.isdir("/proc/self"):
        return True
    numbers = (
        [str(entry["pid"])]
        if not entry["group"]
        else [each for each in os.listdir("/proc") if each.isdigit()]
    )
    for number in numbers:
        with contextlib.suppress(OSError, ValueError, IndexError):
            with open(f"/proc/{number}/stat", encoding="utf-8", errors="replace") as file:
                state, group = _process_group(file.read())
            if state not in "ZX" and (group == entry["pid"] or not entry["group"]):
                return True
    return False


def send(entry: Entry, number: int, *, everyone: bool = False) -> None:
    """A signal to the program, with `everyone` to its whole process group; one that is gone is no error."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.kill(-entry["pid"] if everyone and entry["group"] else entry["pid"], number)


def end(
    entries: list[Entry], *, pause: Callable[[], None], hurry: Callable[[], bool] = lambda: False
) -> None:
    """Ends `entries`, the highest rank first; whoever outlasts its grace (or meets `hurry`) is killed."""
    for rank in sorted({each["rank"] for each in entries}, reverse=True):
        waiting = [each for each in entries if each["rank"] == rank]
        for each in waiting:
            send(each, each["signal"])
        begun = time.monotonic()
        while waiting := [each for each in waiting if is_alive(each)]:
            for each in waiting:
                if time.monotonic() - begun > each["grace"] or (hurry() and rank > 0):
                    send(each, signal.SIGKILL, everyone=True)
            pause()


def main() -> None:
    """Follows the list on standard input until it closes, then ends what the list still holds."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    entries: list[Entry] = []
    for line in sys.stdin:
        with contextlib.suppress(ValueError):  # half a line: the supervisor died while it wrote
            entries = json.loads(line)
    end(entries, pause=lambda: time.sleep(0.1))


if __name__ == "__main__":
    main()

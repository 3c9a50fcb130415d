"""One step of the set-up: say it, run it, stop it when we are told to stop."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType

from config.run import ROOT

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Problem(Exception):
    """Something that the person at the keyboard can mend; its text says how."""


def say(text: str) -> None:
    """A line for the person at the keyboard, on standard error: the other one is for what programs read."""
    with contextlib.suppress(OSError):  # whoever read our output has gone; that is no reason to stop
        print(text, file=sys.stderr, flush=True)


def run(
    argv: Sequence[str | Path],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
    failed: str,
    quiet: bool = False,
) -> None:
    """Runs `argv` to its end with its output on standard error.

    With `quiet` the output is shown only when the step fails. The step has a process group of its own, and
    SIGINT, SIGTERM or SIGHUP to us ends all of it.

    Raises:
        Problem: it could not be started or ended with an error; the text is `failed`.
        SystemExit: we were told to stop.
    """
    out = subprocess.PIPE if quiet else sys.stderr.fileno()
    told: list[int] = []
    try:
        process = subprocess.Popen(
            [str(each) for each in argv],
            env=None if env is None else dict(env),
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT if quiet else out,
            start_new_session=True,
        )
    except OSError as error:
        raise Problem(f"{failed}\n({error})") from error

    def stop(number: int, frame: FrameType | None) -> None:
        told.append(number)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM if len(told) == 1 else signal.SIGKILL)

    before = {each: signal.signal(each, stop) for each in STOP_SIGNALS}
    try:
        output, _ = process.communicate()
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
    if told:
        say("Stopped.")
        raise SystemExit(128 + told[0])
    if process.returncode != 0:
        if quiet:
            say(output.decode(errors="replace").rstrip())
        raise Problem(failed)

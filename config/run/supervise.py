"""One foreground process that starts the others, shows what they say, and leaves none of them behind.

Every program gets a session of its own, so that Ctrl-C in a terminal reaches only us and the order of
stopping is ours. Nothing here uses threads: one loop waits for output, signals and the end of programs.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, TracebackType
from typing import IO, BinaryIO

from config.run import ROOT, guard
from config.run.steps import STOP_SIGNALS, Problem, say

ENGINE, SITE = 0, 1  # ranks: the higher one is stopped first


@dataclass(frozen=True)
class Program:
    """Something to start. `ask_to_end` is the signal for that, `grace` the seconds until it is killed."""

    name: str
    argv: Sequence[str]
    env: Mapping[str, str]
    cwd: Path = ROOT
    rank: int = SITE
    ask_to_end: int = signal.SIGTERM
    grace: float = 15.0
    log: Path | None = None
    user: tuple[int, int] | None = None  # user and group, when we are root and the program must not be


@dataclass
class _Child:
    program: Program
    process: subprocess.Popen[bytes]
    started: float
    keep: bool
    pipe: IO[bytes] | None
    rest: bytes = b""
    lines: list[str] = field(default_factory=list)
    captured: bool = False

    def entry(self) -> guard.Entry:
        program = self.program
        return guard.Entry(
            pid=self.process.pid,
            signal=program.ask_to_end,
            grace=program.grace,
            rank=program.rank,
            group=True,
        )


class Stopping(Exception):
    """We were told to stop, or whoever started us has gone."""


class _Parent:
    """Whoever started us: `has_gone` when it ended, or when it waits for us to end after a signal of its own.

    GNU make passes SIGTERM on to its commands, but not a SIGINT or SIGHUP that only make itself was sent: it
    then blocks that signal and waits. With a terminal the whole group gets the signal and this never matters.
    """

    def __init__(self) -> None:
        self.pid = os.getppid()
        self.is_make = self._read("comm").strip() in ("make", "gmake")
        self.blocked = self._blocked()

    def _read(self, name: str) -> str:
        try:
            return Path(f"/proc/{self.pid}/{name}").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return ""

    def _blocked(self) -> int:
        line = next(
            (each for each in self._read("status").splitlines() if each.startswith("SigBlk:")), "SigBlk: 0"
        )
        told = sum(1 << (each - 1) for each in STOP_SIGNALS)
        return int(line.split()[1], 16) & told

    def has_gone(self) -> bool:
        return os.getppid() != self.pid or (self.is_make and bool(self._blocked() & ~self.blocked))


def _has_terminal() -> bool:
    """Whether we are in the foreground of a terminal, so that its Ctrl-C reaches our whole group."""
    try:
        with open("/dev/tty", "rb") as terminal:
            return os.tcgetpgrp(terminal.fileno()) == os.getpgrp()
    except OSError:
        return False


class Supervisor:
    """Use it as a context: leaving it, for whatever reason, ends everything that was started in it.

    The guard holds `locks` too, so that nobody starts anew while it still tidies up behind a dead supervisor.
    """

    def __init__(self, *, locks: Sequence[int] = (), show: BinaryIO | None = None) -> None:
        self._locks = tuple(locks)
        self._children: list[_Child] = []
        self._due: list[tuple[float, Program]] = []
        self._failures: dict[str, int] = {}
        self._told: list[int] = []
        self._ending = False
        self._out = show or sys.stderr.buffer
        self._parent = _Parent()
        self._looked = time.monotonic()

    def __enter__(self) -> Supervisor:
        self._selector = selectors.DefaultSelector()
        self._wakeup, wake = os.pipe()
        for each in (self._wakeup, wake):
            os.set_blocking(each, False)
        self._wake = wake
        self._selector.register(self._wakeup, selectors.EVENT_READ)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        for number in STOP_SIGNALS:
            signal.signal(number, self._on_signal)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)  # only wakes the loop
        reading, self._list = os.pipe()
        argv = [sys.executable, "-I", "-S", guard.__file__]
        self._guard = subprocess.Popen(argv, stdin=reading, start_new_session=True, pass_fds=self._locks)
        os.close(reading)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending = True
        self._due.clear()
        told_before = len(self._told)
        guard.end(
            [each.entry() for each in self._children],
            pause=lambda: self._pump(0.1),
            hurry=lambda: len(self._told) > told_before,
        )
        self._pump(0)
        self._tell_guard()
        os.close(self._list)
        self._guard.wait()
        signal.set_wakeup_fd(-1)
        self._selector.close()
        os.close(self._wakeup)
        os.close(self._wake)

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._told.append(number)

    def _tell_guard(self, *more: guard.Entry) -> None:
        entries = [*(each.entry() for each in self._children), *more]
        with contextlib.suppress(OSError):
            os.write(self._list, json.dumps(entries).encode() + b"\n")

    def start(self, program: Program) -> None:
        """Starts `program` and, until we end, starts it again whenever it ends."""
        self._start(program, keep=True)

    def _start(self, program: Program, *, keep: bool, capture: bool = False) -> _Child:
        rights: dict[str, object] = {}
        if program.user is not None:
            rights = {"user": program.user[0], "group": program.user[1], "extra_groups": []}
        log = program.log.open("ab") if program.log else None
        try:
            process = subprocess.Popen(
                list(program.argv),
                env=dict(program.env),
                cwd=program.cwd,
                stdin=subprocess.DEVNULL,
                stdout=log or subprocess.PIPE,
                stderr=self._out.fileno() if capture else subprocess.STDOUT,
                start_new_session=True,
                **rights,  # type: ignore[call-overload]
            )
        except OSError as error:
            raise Problem(f"{program.name} could not be started: {error}") from error
        finally:
            if log:
                log.close()
        child = _Child(program, process, time.monotonic(), keep, pipe=process.stdout, captured=capture)
        self._children.append(child)
        self._tell_guard()
        if child.pipe is not None:
            os.set_blocking(child.pipe.fileno(), False)
            self._selector.register(child.pipe, selectors.EVENT_READ, child)
        return child

    def call(self, program: Program) -> tuple[int, list[str]]:
        """Runs `program` to its end: exit code and the lines of its standard output; its errors are shown.

        Raises:
            Stopping: we were told to stop meanwhile.
        """
        child = self._start(program, keep=False, capture=True)
        self.wait_until(lambda: child not in self._children)
        return child.process.returncode, child.lines

    def attend(self, argv: Sequence[str], env: Mapping[str, str]) -> int:
        """Runs `argv` to its end with our own terminal and in our own process group; its exit code.

        Ctrl-C in a terminal reaches it directly; a signal that only we were sent is passed on.

        Raises:
            Stopping: we were told to stop meanwhile, and it has ended.
        """
        process = subprocess.Popen(list(argv), env=dict(env), cwd=ROOT)
        entry = guard.Entry(pid=process.pid, signal=signal.SIGTERM, grace=10.0, rank=SITE, group=False)
        self._tell_guard(entry)
        passed_on, until = 0, float("inf")
        while process.poll() is None:
            self._pump(0.2)
            if self._orphaned():
                self._told.append(signal.SIGTERM)
            if len(self._told) > passed_on:
                passed_on, until = len(self._told), time.monotonic() + 20
                if not (self._told[-1] == signal.SIGINT and _has_terminal()):
                    process.send_signal(self._told[-1])
            if time.monotonic() > until:
                process.kill()
        self._tell_guard()
        if self._told:
            raise Stopping
        return process.returncode

    def wait_until(self, true: Callable[[], bool], *, seconds: float | None = None) -> bool:
        """Serves the programs until `true()` holds; False when that took more than `seconds`.

        Raises:
            Stopping: we were told to stop meanwhile.
        """
        until = None if seconds is None else time.monotonic() + seconds
        while not true():
            if until is not None and time.monotonic() > until:
                return False
            self._pump(0.05 if until is not None else 0.5)
            if self._told or self._orphaned():
                raise Stopping
        return True

    def serve(self) -> None:
        """Keeps the programs running until we are told to stop; raises `Stopping` then."""
        self.wait_until(lambda: False)

    def failures(self, name: str) -> int:
        """How often in a row the program `name` ended without being asked to."""
        return self._failures.get(name, 0)

    def _orphaned(self) -> bool:
        if time.monotonic() - self._looked < 0.5:
            return False
        self._looked = time.monotonic()
        return self._parent.has_gone()

    def _pump(self, seconds: float) -> None:
        """One turn of the loop: shows output, notices ends, starts again what is due."""
        for key, _ in self._selector.select(seconds):
            if key.fd == self._wakeup:
                with contextlib.suppress(BlockingIOError):
                    os.read(self._wakeup, 512)
            else:
                self._read(key.data)
        for child in list(self._children):
            if os.waitid(os.P_PID, child.process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
                self._ended(child)
        now = time.monotonic()
        for moment, program in list(self._due):
            if moment <= now and not self._ending:
                self._due.remove((moment, program))
                self.start(program)

    def _read(self, child: _Child) -> bool:
        """Shows what has come; False when there is nothing for now or for ever."""
        if child.pipe is None:
            return False
        try:
            data = os.read(child.pipe.fileno(), 65536)
        except BlockingIOError:
            return False
        *whole, child.rest = (child.rest + data).split(b"\n")
        if not data:
            self._selector.unregister(child.pipe)
            child.pipe.close()
            child.pipe = None
            whole, child.rest = ([child.rest], b"") if child.rest else ([], b"")
        for line in whole:
            if child.captured:
                child.lines.append(line.decode(errors="replace"))
            else:
                self._show(child.program.name, line)
        return bool(data)

    def _show(self, name: str, line: bytes) -> None:
        with contextlib.suppress(OSError, ValueError):
            self._out.write(b"%-8s| %s\n" % (name.encode(), line.rstrip()))
            self._out.flush()

    def _ended(self, child: _Child) -> None:
        # Before it is reaped, while its number is nobody else's: what it left in its group goes too.
        if not self._ending:
            guard.send(child.entry(), signal.SIGKILL, everyone=True)
        code = child.process.wait()
        while self._read(child):
            pass
        if child.pipe is not None:  # somebody outside the group still has the other end
            self._selector.unregister(child.pipe)
            child.pipe.close()
        self._children.remove(child)
        self._tell_guard()
        if child.keep and not self._ending and not self._told:
            self._again(child, code)

    def _again(self, child: _Child, code: int) -> None:
        name = child.program.name
        lasted = time.monotonic() - child.started
        self._failures[name] = 1 if lasted > 60 else self._failures.get(name, 0) + 1
        delay = min(2.0 ** (self._failures[name] - 1), 30.0)
        how = f"exit code {code}" if code >= 0 else f"signal {-code}"
        say(f"{name} ended ({how}); starting it again in {delay:.0f} s.")
        self._due.append((time.monotonic() + delay, child.program))

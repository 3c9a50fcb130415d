"""Makes a bare copy of what stands behind the Makefile, so that no test touches this folder's own state."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder with a space in its name that holds the Makefile and `config/run` alone."""
    folder = tmp_path / "a copy"
    shutil.copytree(
        ROOT / "config" / "run", folder / "config" / "run", ignore=shutil.ignore_patterns("__pycache__")
    )
    for name in ("Makefile", "requirements.txt", "requirements-dev.txt"):
        shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture
def make(copy: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Runs `make` with arguments in the copy; nothing of it can reach a network."""

    def call(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        env = {
            "PATH": os.environ["PATH"],
            "HOME": str(copy),
            "PIP_NO_INDEX": "1",
            "PIP_CONFIG_FILE": os.devnull,
        }
        return subprocess.run(
            ["make", *arguments],
            cwd=copy,
            env={**env, **variables},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return call


@pytest.fixture
def busy_port() -> Iterator[int]:
    """A port of the loopback interface on which somebody listens."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


def lives(pid: int) -> bool:
    """Whether the process runs; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def eventually(true: Callable[[], object], seconds: float = 15.0) -> bool:
    """Whether `true()` comes to hold within `seconds`."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def script(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Starts a Python program that may use `config.run`; ends it after the test if it still runs."""
    import sys

    started: list[subprocess.Popen[bytes]] = []

    def start(code: str, *arguments: object, **options: object) -> subprocess.Popen[bytes]:
        path = tmp_path / f"program{len(started)}.py"
        path.write_text(code, encoding="utf-8")
        env = {**os.environ, "PYTHONPATH": str(ROOT)}
        argv = [sys.executable, str(path), *map(str, arguments)]
        process = subprocess.Popen(argv, env=env, **options)  # type: ignore[call-overload]
        started.append(process)
        return process

    yield start
    for each in started:
        if each.poll() is None:
            each.send_signal(signal.SIGTERM)
            try:
                each.wait(10)
            except subprocess.TimeoutExpired:
                each.kill()

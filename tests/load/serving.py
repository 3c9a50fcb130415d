"""A server and a client on loopback, bounded in requests and in time."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import aiohttp

SITE = "config.wsgi:application"
FLOOR = "tests.load.serving:two_bytes"
MAX_SECONDS = 60


def two_bytes(environ, start_response):
    """The least that a WSGI server can do: the floor that other rates are compared with."""
    environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "2")])
    return [b"ok"]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def serve(app: str) -> Iterator[str]:
    """Run `app` under the server of production with one worker; gives its address."""
    port = _free_port()
    environment = {**os.environ, "SITE_URL": f"http://127.0.0.1:{port}", "ALLOWED_HOSTS": "127.0.0.1"}
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", "1", "--no-access-log", "--log-level", "error", app]
    process = subprocess.Popen(command, env=environment, stdout=sys.stderr)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait(address: str) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"{address}/healthz", timeout=2).close()
            return
        time.sleep(0.1)
    raise TimeoutError(f"Nothing answers at {address}.")


@dataclass(frozen=True)
class Load:
    """What a stretch of requests took. Times are milliseconds."""

    per_second: float
    median_ms: float
    p95_ms: float


def run(
    address: str,
    path: str,
    *,
    count: int,
    together: int = 8,
    method: str = "GET",
    form: Callable[[int], dict[str, str]] | None = None,
    headers: dict[str, str] | None = None,
    expected: frozenset[int] = frozenset({200}),
) -> Load:
    """Send `count` requests, `together` at a time, for at most a minute.

    Raises RuntimeError when an answer has another status than `expected`.
    """
    return asyncio.run(_run(address + path, count, together, method, form, headers or {}, expected))


async def _run(url, count, together, method, form, headers, expected) -> Load:
    times: list[float] = []
    numbers = iter(range(count))
    began = time.perf_counter()

    async def client(session: aiohttp.ClientSession) -> None:
        for number in numbers:
            if time.perf_counter() - began > MAX_SECONDS:
                return
            start = time.perf_counter()
            data = form(number) if form else None
            async with session.request(
                method, url, data=data, headers=headers, allow_redirects=False
            ) as answer:
                await answer.read()
                if answer.status not in expected:
                    raise RuntimeError(f"{method} {url} answered {answer.status}")
            times.append((time.perf_counter() - start) * 1000)

    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as session:
        await asyncio.gather(*(client(session) for _ in range(together)))
    seconds = time.perf_counter() - began
    return Load(
        per_second=len(times) / seconds,
        median_ms=statistics.median(times),
        p95_ms=statistics.quantiles(times, n=20)[-1],
    )

"""A server and a client on loopback, bounded in requests and in time."""

from __future__ import annotations

import contextlib
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

SITE = "config.wsgi:application"
UNSTORED = "tests.load.unstored:application"
FLOOR = "tests.load.serving:two_bytes"
MAX_SECONDS = 60
AS_A_BROWSER = {"Accept-Encoding": "gzip, deflate, br", "Accept": "text/html"}

_servers: dict[str, int] = {}
"""The process of each server that runs, by its address."""


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
    own = {"SITE_URL": f"http://127.0.0.1:{port}", "ALLOWED_HOSTS": "127.0.0.1", "TRUSTED_PROXY_COUNT": "1"}
    environment = {**os.environ, **own}
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--workers", "1", "--no-access-log", "--log-level", "error", app]
    process = subprocess.Popen(command, env=environment, stdout=sys.stderr)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address)
        _servers[address] = process.pid
        yield address
    finally:
        _servers.pop(address, None)
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
class Rush:
    """What a rush of requests took: the rate, and processor time of the server for each request."""

    per_second: float
    server_us: float
    client_share: float
    """How much of one core the client used: near 1, it is the client that was measured."""


def rush(address: str, path: str, *, count: int, together: int = 8) -> Rush:
    """Send `count` requests over `together` connections with as little work between them as Python allows.

    `run` spends more time on a request than a server that answers from memory does, so rates of such servers
    are compared with this. Raises RuntimeError when an answer has another status than 200.
    """
    connections = [_Connection(address, path) for _ in range(together)]
    try:
        for each in connections:  # the first answer on a connection is not what a rush measures
            each.send()
            each.receive()
        server, client, began = _cpu_seconds(address), time.process_time(), time.perf_counter()
        sent = 0
        while sent < count and time.perf_counter() - began < MAX_SECONDS:
            for each in connections:
                each.send()
            for each in connections:
                each.receive()
            sent += together
        seconds = time.perf_counter() - began
        return Rush(
            per_second=sent / seconds,
            server_us=(_cpu_seconds(address) - server) / sent * 1_000_000,
            client_share=(time.process_time() - client) / seconds,
        )
    finally:
        for each in connections:
            each.close()


def one_by_one(address: str, path: str, *, count: int) -> list[float]:
    """How long each of `count` answers took, in milliseconds, while nothing else was asked."""
    connection = _Connection(address, path)
    try:
        times = []
        for _ in range(count):
            began = time.perf_counter()
            connection.send()
            connection.receive()
            times.append((time.perf_counter() - began) * 1000)
        return times
    finally:
        connection.close()


class _Connection:
    """One connection that is kept, and one request on it at a time (HTTP/1.1)."""

    _length = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)

    def __init__(self, address: str, path: str) -> None:
        parts = urlsplit(address)
        self._what = f"{address}{path}"
        self._socket = socket.create_connection((parts.hostname, parts.port), timeout=30)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        headers = {"Host": parts.netloc, **AS_A_BROWSER}
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        self._request = f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode()

    def send(self) -> None:
        self._socket.sendall(self._request)

    def receive(self) -> None:
        answer = self._socket.recv(65_536)
        while (end := answer.find(b"\r\n\r\n")) < 0:
            answer += self._more()
        length = self._length.search(answer, 0, end + 2)
        if not answer.startswith(b"HTTP/1.1 200") or length is None:
            raise RuntimeError(f"{self._what} answered {answer[:end]!r}")
        missing = end + 4 + int(length[1]) - len(answer)
        while missing > 0:
            missing -= len(self._more())

    def _more(self) -> bytes:
        got = self._socket.recv(65_536)
        if not got:
            raise RuntimeError(f"{self._what} closed the connection")
        return got

    def close(self) -> None:
        self._socket.close()


def _cpu_seconds(address: str) -> float:
    """Processor time of a server and its workers so far; 0 where there is no /proc."""
    parents: dict[int, int] = {}
    ticks: dict[int, int] = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = file.read_text().rpartition(")")[2].split()
            pid = int(file.parent.name)
            parents[pid], ticks[pid] = int(fields[1]), int(fields[11]) + int(fields[12])
    family = {_servers[address]}
    while grown := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= grown
    return sum(ticks.get(pid, 0) for pid in family) / os.sysconf("SC_CLK_TCK")

"""A client that posts forms, each one different, over connections that are kept: as fast as they are
answered, or at a rate of its own, as people do. In the second way the time counts from the moment at which
the form was due, also when no connection was free (coordinated omission).
"""

from __future__ import annotations

import re
import selectors
import socket
import statistics
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

MAX_SECONDS = 120
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Posted:
    """What the posts took, in milliseconds, and how they were answered."""

    per_second: float
    times: list[float]
    statuses: Counter[int]

    @property
    def p95_ms(self) -> float:
        return statistics.quantiles(self.times, n=20)[-1]


@dataclass
class _Wire:
    """A connection and the answer that comes in on it."""

    socket: socket.socket
    due: float = 0.0
    answer: bytes = field(default=b"")

    def status(self) -> int | None:
        """The status of the answer once all of it is there."""
        end = self.answer.find(b"\r\n\r\n")
        if end < 0:
            return None
        length = _LENGTH.search(self.answer, 0, end + 2)
        if length is None and not self.answer.endswith(b"0\r\n\r\n"):  # sent in chunks
            return None
        if len(self.answer) < end + 4 + (int(length[1]) if length else 0):
            return None
        return int(self.answer[9:12])


def form(address: str, path: str, fields: Mapping[str, str], *, sender: int = 0) -> bytes:
    """A form as a browser posts it from our own page; each `sender` has a network of its own."""
    body = urlencode(fields).encode()
    host = urlsplit(address).netloc
    lines = (
        f"POST {path} HTTP/1.1",
        f"Host: {host}",
        f"Origin: {address}",
        "Sec-Fetch-Site: same-origin",
        "Accept-Language: en",
        f"X-Forwarded-For: 10.{sender // 256 % 256}.{sender % 256}.9",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
    )
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def post(
    address: str, forms: Iterable[bytes], *, together: int = 8, per_second: float | None = None
) -> Posted:
    """Post the forms over `together` connections, `per_second` of them or as fast as they are answered."""
    parts = urlsplit(address)
    free = [
        _Wire(socket.create_connection((parts.hostname, parts.port), timeout=30)) for _ in range(together)
    ]
    wires, busy = list(free), selectors.DefaultSelector()
    for wire in wires:
        wire.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    waiting, times, statuses = iter(forms), [], Counter()
    upcoming, began, number = next(waiting, None), time.perf_counter(), 0
    try:
        while upcoming is not None or len(free) < together:
            now = time.perf_counter()
            if now - began > MAX_SECONDS:
                raise TimeoutError(f"{address} did not answer in time.")
            due = began + number / per_second if per_second else now
            while upcoming is not None and free and due <= now:
                wire = free.pop()
                wire.due, wire.answer = due, b""
                wire.socket.sendall(upcoming)
                busy.register(wire.socket, selectors.EVENT_READ, wire)
                upcoming, number = next(waiting, None), number + 1
                due = began + number / per_second if per_second else now
            pause = max(0.0, due - now) if upcoming is not None and free else 1.0
            for key, _events in busy.select(pause):
                wire = key.data
                got = wire.socket.recv(65_536)
                wire.answer += got
                status = wire.status() if got else 0
                if status is not None:
                    times.append((time.perf_counter() - wire.due) * 1000)
                    statuses[status] += 1
                    busy.unregister(wire.socket)
                    free.append(wire)
        return Posted(len(times) / (time.perf_counter() - began), times, statuses)
    finally:
        for wire in wires:
            wire.socket.close()

"""Ports: whether one is free, and a free one that stays the same from start to start."""

from __future__ import annotations

import errno
import json
import socket
from pathlib import Path

from config.run.steps import Problem

LOOPBACK = "127.0.0.1"


def is_free(host: str, port: int) -> bool:
    """Whether a server could listen on `host`:`port` now.

    Raises:
        Problem: `host` is no address of this machine, or the port needs more rights than we have.
    """
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as error:
        raise Problem(f"HOST is {host}, which is no address of this machine.") from error
    with socket.socket(family, kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except PermissionError as error:
            raise Problem(
                f"PORT is {port}: ports below 1024 need root. Choose another:  make run PORT=8001"
            ) from error
        except OSError as error:
            if error.errno == errno.EADDRNOTAVAIL:
                raise Problem(f"HOST is {host}, which is no address of this machine.") from error
            return False
    return True


def read(value: str) -> int:
    """The number in the variable PORT.

    Raises:
        Problem: it is no port.
    """
    if value.isascii() and value.isdigit() and 0 < int(value) < 65536:
        return int(value)
    raise Problem(f"PORT is {value!r}, which is no port. Give a number:  make run PORT=8001")


def check(host: str, port: int) -> None:
    """Makes sure that the site can listen on `host`:`port`.

    Raises:
        Problem: another program listens there already; the text names a port that is free.
    """
    if is_free(host, port):
        return
    other = next((each for each in range(port + 1, min(port + 50, 65536)) if is_free(host, each)), 8001)
    raise Problem(
        f"PORT {port} is busy: another program listens on {host}:{port}. "
        f"Stop it, or choose another port:\n\n  make run PORT={other}"
    )


def _numbers(path: Path) -> dict[str, int]:
    try:
        numbers: dict[str, int] = json.loads(path.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return {}
    return numbers


def known(path: Path, name: str) -> int:
    """The port that `remembered` chose last for `name`; 0 when there was none."""
    return _numbers(path).get(name, 0)


def remembered(path: Path, name: str) -> int:
    """A free port of the loopback interface for `name`, the same as last time when that is still free."""
    numbers = _numbers(path)
    port = numbers.get(name)
    if port is None or not is_free(LOOPBACK, port):
        with socket.socket() as probe:
            probe.bind((LOOPBACK, 0))
            port = int(probe.getsockname()[1])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({**numbers, name: port}), encoding="ascii")
    return port

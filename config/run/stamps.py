"""Stamps: a slow step leaves the hash of what it was made from, and is skipped while that is the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path


def digest(paths: Iterable[Path], *facts: str) -> str:
    """SHA-256 over names and contents of `paths` and over `facts` (a version, another digest).

    A path that does not exist counts as such; the order of `paths` does not matter.
    """
    total = hashlib.sha256()
    for path in sorted(set(paths)):
        total.update(f"\0{path.name}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest() if path.is_file() else b"absent")
    for fact in facts:
        total.update(f"\0{fact}\0".encode())
    return total.hexdigest()


def is_fresh(stamp: Path, value: str) -> bool:
    """Whether the step that owns `stamp` last succeeded with the same `value`."""
    try:
        return stamp.read_text(encoding="ascii") == value
    except (OSError, ValueError):
        return False


def mark(stamp: Path, value: str) -> None:
    """Notes that the step succeeded with `value`. Call it last."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(value, encoding="ascii")

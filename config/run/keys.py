"""Secrets of this folder: made once into `var/secrets.env`, readable by their owner alone, never printed."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path

from config.run.steps import Problem

# Order of the P-256 group (FIPS 186-5): a private key is a number from 1 to this, less one.
_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def make() -> dict[str, str]:
    """One fresh set: the site's secrets by the names of config/env.py, and the passwords of the engines."""
    scalar = secrets.randbelow(_P256_ORDER - 1) + 1
    return {
        "SECRET_KEY": secrets.token_urlsafe(50),
        "VAULT_KEYS": f"1:{_base64url(secrets.token_bytes(32))}",
        "VAULT_INDEX_KEY": _base64url(secrets.token_bytes(32)),
        "VAPID_PRIVATE_KEY": _base64url(scalar.to_bytes(32, "big")),
        "VAPID_SUBJECT": "mailto:push@corridor.example",
        "ENGINE_SUPERUSER_PASSWORD": secrets.token_urlsafe(32),
        "ENGINE_DATABASE_PASSWORD": secrets.token_urlsafe(32),
        "ENGINE_QUEUE_PASSWORD": secrets.token_urlsafe(32),
    }


def parse(text: str) -> dict[str, str]:
    """`NAME=value` lines, with or without `export` and quotes; comments and blank lines are skipped.

    Raises:
        ValueError: a line is none of these; the text is its number.
    """
    found = {}
    for number, line in enumerate(text.splitlines(), start=1):
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        name, equals, value = line.removeprefix("export ").partition("=")
        if not equals or not name.strip().isidentifier():
            raise ValueError(str(number))
        value = value.strip()
        if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
            value = value[1:-1]
        found[name.strip()] = value
    return found


def _write(path: Path, values: dict[str, str]) -> None:
    """Appears whole or not at all, with mode 600 from its first byte."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write("# Made once by `make run`. Keep it: without it the sealed data cannot be opened.\n")
            file.writelines(f"{name}={value}\n" for name, value in values.items())
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
    finally:
        draft.unlink(missing_ok=True)


def load_or_make(path: Path, *, data: Path) -> dict[str, str]:
    """The secrets in `path`; made on the first call. A value that is there is never replaced.

    `data` is the database's folder: when that exists and the secrets do not, new ones would lock it for good.

    Raises:
        Problem: the file is damaged, is somebody else's, or is gone while the data is still there.
    """
    try:
        known = parse(path.read_text(encoding="ascii"))
    except FileNotFoundError:
        known = {}
    except PermissionError as error:
        raise Problem(f"{path} belongs to {path.owner()}. Run as that user.") from error
    except ValueError as error:
        raise Problem(
            f"{path} is damaged (line {error}). Put back a copy of it; it holds keys of your data."
        ) from error
    if not known and data.exists():
        raise Problem(
            f"{path} is gone, but {data} still holds data that was sealed with its keys.\n"
            f"Put the file back, or remove {data} too and start afresh."
        )
    missing = {name: value for name, value in make().items() if name not in known}
    if missing:
        known |= missing
        _write(path, known)
    elif path.stat().st_mode & 0o077:
        path.chmod(0o600)
    return known

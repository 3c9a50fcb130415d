"""Environment of the processes that we start: the user's own, then `.env`, then what this folder has made."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from config.run import ROOT, keys
from config.run.steps import Problem

DEFAULT_PORT = "8000"
DEFAULT_HOST = "127.0.0.1"


def given() -> dict[str, str]:
    """The user's environment over the file `.env` at the top of the folder; empty counts as not given.

    Raises:
        Problem: a line of `.env` cannot be read.
    """
    try:
        filed = keys.parse((ROOT / ".env").read_text(encoding="utf-8"))
    except FileNotFoundError:
        filed = {}
    except ValueError as error:
        raise Problem(f"Line {error} of .env is not NAME=value.") from error
    return {name: value for name, value in {**filed, **os.environ}.items() if value}


def var_dir(env: Mapping[str, str]) -> Path:
    """The folder for everything that is made here, with mode 700: mails and keys lie in it."""
    path = Path(env.get("VAR_DIR") or ROOT / "var").absolute()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        if path.stat().st_mode & 0o077:
            path.chmod(0o700)
    except PermissionError as error:
        raise Problem(f"{path} belongs to {path.owner()}. Run as that user.") from error
    return path


def site(env: Mapping[str, str], made: Mapping[str, str], *, port: int) -> dict[str, str]:
    """What web, worker, beat and manage.py get: `env`, and under it what `make run` gives.

    `made` holds the secrets and the addresses of the engines; the engines' own passwords stay behind.
    """
    defaults = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "SITE_URL": f"http://localhost:{port}",
        "ALLOWED_HOSTS": "localhost,127.0.0.1,[::1]",
        "PYTHONUNBUFFERED": "1",
        **{name: value for name, value in made.items() if not name.startswith("ENGINE_")},
    }
    return {**defaults, **env}


def production(env: Mapping[str, str]) -> dict[str, str]:
    """Variables of a site in production, with throw-away secrets: for checks that start no engine."""
    made = {
        **keys.make(),
        "DATABASE_URL": "postgres://corridor@127.0.0.1:9/corridor",
        "REDIS_URL": "redis://127.0.0.1:9/0",
        "SITE_URL": "https://corridor.example",
        "ALLOWED_HOSTS": "corridor.example",
        "DEBUG": "0",
    }
    return {
        **site({}, made, port=0),
        **{name: env[name] for name in ("PATH", "HOME", "LANG", "TERM") if name in env},
    }

"""Every environment variable that Corridor reads: once, with its type, its default and one sentence.

`.env.example` and the table in README.md are checked against this list by a test. A secret has no
default: without it the site refuses to start and says which one is missing (`make run` makes them
once into `var/secrets.env`).
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Variable:
    """One environment variable. `kind` names a reader of django-environ: str, bool, int, list."""

    name: str
    kind: str
    default: Any
    sentence: str
    secret: bool = False


VARIABLES: tuple[Variable, ...] = (
    Variable("SECRET_KEY", "str", None, "Django's key for signing; long and random.", secret=True),
    Variable(
        "VAULT_KEYS",
        "str",
        None,
        "Keys that seal personal data, `id:key,id:key`; the first one seals, all of them open.",
        secret=True,
    ),
    Variable(
        "VAULT_INDEX_KEY",
        "str",
        None,
        "Key of the blind indexes and of link tokens; never rotated.",
        secret=True,
    ),
    Variable(
        "VAPID_PRIVATE_KEY", "str", None, "P-256 private key (base64url) that signs web push.", secret=True
    ),
    Variable(
        "VAPID_SUBJECT", "str", "mailto:push@corridor.example", "Contact that push services may write to."
    ),
    Variable(
        "DATABASE_URL", "str", None, "PostgreSQL 15 or newer; `make run` starts an embedded one.", secret=True
    ),
    Variable(
        "REDIS_URL",
        "str",
        None,
        "Valkey or Redis for queue and cache; `make run` starts an embedded one.",
        secret=True,
    ),
    Variable("DEBUG", "bool", False, "Django's debug pages and the style guide; never in production."),
    Variable(
        "SITE_URL", "str", "http://localhost:8000", "Public address; https turns on secure cookies and HSTS."
    ),
    Variable("ALLOWED_HOSTS", "list", [], "Host names this site answers to, separated by commas."),
    Variable("TRUSTED_PROXY_COUNT", "int", 0, "How many proxies in front set X-Forwarded-For."),
    Variable("SENDGRID_API_KEY", "str", "", "When set, e-mail leaves through SendGrid."),
    Variable(
        "EMAIL_URL",
        "str",
        "",
        "When set (and no SendGrid key), e-mail leaves by SMTP: `smtp+tls://user:pass@host:587`.",
    ),
    Variable("DEFAULT_FROM_EMAIL", "str", "Corridor <noreply@corridor.example>", "Sender of every e-mail."),
    Variable(
        "PUSH_ALLOWED_HOSTS", "list", [], "Further push services (host or host:port) besides the public ones."
    ),
    Variable(
        "VAR_DIR", "str", str(ROOT / "var"), "Where mail files, media and collected static files are kept."
    ),
    Variable(
        "SOURCE_CODE_URL", "str", "", "Where readers find the source code of this site, as the AGPL asks."
    ),
    Variable(
        "EXIT_URL",
        "str",
        "https://www.google.com/",
        "Where “Leave” leads: a page that everybody may have open.",
    ),
    Variable(
        "MACHINE_TRANSLATOR",
        "str",
        "",
        "Dotted path of a wagtail-localize machine translator; it makes drafts that a person must sign.",
    ),
    Variable("LOG_LEVEL", "str", "INFO", "Least severe log line that is written."),
)

_reader = environ.Env()


def read(name: str) -> Any:
    """The value of variable `name`, of its declared kind.

    Raises:
        ImproperlyConfigured: the variable is a secret and is missing; the message names it.
        KeyError: the variable is not declared in `VARIABLES`.
    """
    variable = {each.name: each for each in VARIABLES}[name]
    if variable.secret and not os.environ.get(name):
        raise ImproperlyConfigured(f"{name} is not set. {variable.sentence} See .env.example.")
    if variable.default is None:
        return getattr(_reader, variable.kind)(name)
    return getattr(_reader, variable.kind)(name, default=variable.default)


if (ROOT / ".env").exists():
    _reader.read_env(str(ROOT / ".env"))

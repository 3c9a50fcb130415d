"""Writes mails from a pair of templates: text as good as HTML, in the reader's language and direction."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from frontend import languages
from members.notifications.notices import Letter


def compose(
    *,
    template: str,
    to: str,
    language: str,
    context: Mapping[str, Any],
    headers: Mapping[str, str] | None = None,
    subject: str = "",
) -> Letter:
    """A letter from `<template>.txt`, `.html` and, unless `subject` is given, `.subject.txt`.

    The templates extend `notifications/email/base.txt` and `.html` (blocks preheader, content, why); beside
    `context` they get language, dir, site_url and subject, and are rendered with `language` active, so that
    `{% url %}` leads to the reader's own pages.
    """
    with translation.override(language):
        full = {
            "language": language,
            "dir": languages.direction(language),
            "site_url": settings.SITE_URL,
            **context,
        }
        line = subject or render_to_string(f"{template}.subject.txt", full)
        full["subject"] = " ".join(line.split())
        text = render_to_string(f"{template}.txt", full)
        html = render_to_string(f"{template}.html", full)
    return Letter(
        to=to,
        subject=full["subject"],
        text=re.sub(r"\n{3,}", "\n\n", text).strip() + "\n",
        html=html,
        headers={
            "Content-Language": language,
            "Auto-Submitted": "auto-generated",  # RFC 3834: nobody's holiday answer comes back
            **(headers or {}),
        },
    )


def absolute(path: str) -> str:
    """The full address of a path of this site."""
    return f"{settings.SITE_URL}{path}"


def host() -> str:
    """The host name of this site, for identifiers in mail headers."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"

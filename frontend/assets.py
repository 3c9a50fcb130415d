"""What the front-end build left behind: hashed file names and the critical style sheet.

Settings import this module to write the content security policy, so nothing of Django is imported here until
a function needs it.
"""

import base64
import hashlib
import json
from functools import cache
from pathlib import Path
from typing import Any

SOURCE_DIR = Path(__file__).resolve().parent / "static_src"
BUILD_DIR = Path(__file__).resolve().parent / "static" / "frontend"
MANIFEST = BUILD_DIR / "manifest.json"
CRITICAL_CSS = "critical.css"

_read: dict[Path, tuple[int, Any]] = {}


def _cached(path: Path, parse: Any) -> Any:
    """Parse a file of the build once, and again when a new build has replaced it. None if it is missing."""
    try:
        stamp = path.stat().st_mtime_ns
    except FileNotFoundError:
        return None
    known = _read.get(path)
    if known is None or known[0] != stamp:
        known = (stamp, parse(path.read_text(encoding="utf-8")))
        _read[path] = known
    return known[1]


def built_file(entry: str) -> str:
    """Name of the built file for an entry such as "main.ts" or "desk.css"; "" when it is not built."""
    manifest = _cached(MANIFEST, json.loads) or {}
    folder = "css" if entry.endswith(".css") else "ts"
    found = manifest.get(f"{SOURCE_DIR.name}/{folder}/{entry}")
    return found["file"] if found else ""


def attached_files(entry: str) -> list[Path]:
    """The files that a built style sheet loads, such as a font; none when it is not built."""
    manifest = _cached(MANIFEST, json.loads) or {}
    found = manifest.get(f"{SOURCE_DIR.name}/css/{entry}", {})
    return [BUILD_DIR / name for name in found.get("assets", [])]


def asset_url(entry: str) -> str:
    """Public address of a built entry; "" when it is not built.

    The build has put a hash of the content into the name, so no storage renames it again: a module that is
    asked for under two names would run twice.
    """
    file = built_file(entry)
    return f"{_static_url()}frontend/{file}" if file else ""


def _static_url() -> str:
    from django.conf import settings

    return settings.STATIC_URL


@cache
def critical_css() -> str:
    """The style sheet every page carries in its head; "" when it is not built.

    Read once in the life of a process: the policy that lets it through holds its hash from the start.
    """
    file = built_file(CRITICAL_CSS)
    return (_cached(BUILD_DIR / file, str.strip) or "") if file else ""


def critical_css_hash() -> str:
    """The CSP style-src source of the inlined style sheet, "sha256-…" without quotes; "" if not built."""
    css = critical_css()
    return inline_hash(css) if css else ""


def inline_hash(text: str) -> str:
    """The CSP hash source, without quotes, of one inline style element."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def service_worker() -> str:
    """The built service worker; "" when it is not built."""
    file = built_file("sw.ts")
    return (_cached(BUILD_DIR / file, str) or "") if file else ""

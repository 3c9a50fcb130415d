"""Tools that judge pages as they are served: which pages, and what html-validate, axe and Lighthouse say."""

from __future__ import annotations

import json
import re
import statistics
import subprocess
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests import chromium

TOOLS = Path(__file__).parents[1] / "tools"
LANGUAGES = ("en", "ar", "ne")

PAGES = {
    "home": "",
    "guides": "guides/",
    "guides that fit": "guides/?from=NP&country=QA&job=domestic",
    "a guide": "guides/recruitment-fees/",
    "a guide with boxes to tick": "guides/hours-and-rest/",
    "the directory": "help/",
    "contacts that fit": "help/?country=QA&need=fees",
    "no contact fits": "help/?country=AQ&need=fees",
    "a contact": "help/ilo-labour-migration/",
    "the fee check": "help/fees/",
    "search": "search/",
    "search with hits": "search/?q=passport",
    "search without hits": "search/?q=zzzzqqqq",
    "packs": "packs/",
    "an answer to a note": "wrong/answer/",
    "offline": "offline/",
    "campaigns": "campaigns/",
    "a campaign": "campaigns/ratify-c189/",
    "petitions": "petitions/",
    "a petition": "petitions/ratify-c189/",
    "thanks": "petitions/ratify-c189/thanks/",
    "a broken link": "petitions/confirm/broken/",
    "progress": "progress/",
    "progress of a union": "progress/himal/",
    "pairings": "pairings/",
    "a corridor": "pairings/nepal-malaysia/",
    "alerts": "alerts/",
    "alerts on a topic": "alerts/general-news/",
    "sign in": "account/login/",
    "sign up": "account/signup/",
    "not found": "no-such-page/",
}
"""What readers meet, below the language."""
ONCE = {
    "a missing translation": "/fr/guides/only-in-english/",
    "an unknown language": "/xx/guides/",
}
FEE_ANSWERS = {
    "an answer": {
        "origin": "NP",
        "destination": "QA",
        "amount": "20000",
        "currency": "origin",
        "items": "travel",
    },
    "an answer that knows nothing": {"origin": "FJ", "destination": "IS"},
    "a form with mistakes": {"origin": "", "destination": "QA", "amount": "many"},
}


def addresses() -> Iterator[tuple[str, str]]:
    """Name and path of every page in the languages that are looked at."""
    for language in LANGUAGES:
        for name, path in PAGES.items():
            yield f"{language}, {name}", f"/{language}/{path}"
    yield from ONCE.items()


def read(url: str, data: dict[str, str] | None = None, site: str = "same-origin") -> str:
    """What the site answers, whatever its status."""
    body = urllib.parse.urlencode(data).encode() if data is not None else None
    request = urllib.request.Request(url, data=body, headers={"Sec-Fetch-Site": site} if body else {})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.read().decode()
    except urllib.error.HTTPError as answer:
        return answer.read().decode()


def fee_pages(site: str) -> Iterator[tuple[str, str]]:
    """Name and HTML of what the fee check answers."""
    for language in LANGUAGES:
        url = f"{site}/{language}/help/fees/"
        found = re.search(r'name="form_token" value="([^"]+)"', read(url))
        assert found, "the fee check has no form"
        for name, said in FEE_ANSWERS.items():
            yield f"{language}, {name}", read(url, said | {"form_token": found[1]})
        yield f"{language}, refused", read(url, {"form_token": found[1]}, site="cross-site")


def invalid_html(pages: dict[str, str], folder: Path) -> list[str]:
    """What html-validate finds wrong, a line each: page, place, rule, sentence."""
    names = {}
    for number, (name, html) in enumerate(pages.items()):
        file = folder / f"{number:03}.html"
        file.write_text(html, encoding="utf-8")
        names[str(file)] = name
    program = TOOLS / "node_modules" / ".bin" / "html-validate"
    done = subprocess.run(
        [program, "--config", TOOLS / "htmlvalidate.json", "--formatter", "json", *names],
        env=environment(),
        cwd=TOOLS,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.stdout.startswith("["), done.stderr[-2000:]
    return [
        f"{names[file['filePath']]}, line {each['line']}: {each['ruleId']}: {each['message']}"
        for file in json.loads(done.stdout)
        for each in file["messages"]
    ]


def environment() -> dict[str, str]:
    """With the Node that the front end is built with, and Debian's Chromium."""
    from config.run import build

    return {**build.node()[1], "CHROME_PATH": chromium.program()}


MID_RANGE_PHONE = 375.0
"""Lighthouse's benchmark index of the phone it stands for. A desk machine has about 1500: hence the 4."""


def slowdown(report: dict[str, Any]) -> float:
    """By how much to slow this machine down, so that it is as slow as a mid-range phone: 1 to 4.

    https://github.com/GoogleChrome/lighthouse/blob/main/docs/throttling.md
    """
    return min(4.0, max(1.0, report["environment"]["benchmarkIndex"] / MID_RANGE_PHONE))


def lighthouse(url: str, *, slowdown: float = 4.0) -> dict[str, Any]:
    """One report on a page as a mid-range phone on a slow network gets it."""
    flags = " ".join(["--headless=new", *chromium.FLAGS])
    done = subprocess.run(
        [
            TOOLS / "node_modules" / ".bin" / "lighthouse",
            url,
            "--quiet",
            "--output=json",
            f"--throttling.cpuSlowdownMultiplier={slowdown:.2f}",
            "--no-enable-error-reporting",
            "--only-categories=performance,accessibility,best-practices,seo",
            f"--chrome-flags={flags}",
        ],
        env=environment(),
        cwd=TOOLS,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.stdout.startswith("{"), done.stderr[-2000:]
    report: dict[str, Any] = json.loads(done.stdout)
    assert "runtimeError" not in report, report["runtimeError"]
    return report


def score(report: dict[str, Any], category: str) -> float:
    return float(report["categories"][category]["score"] or 0)


def median_score(reports: list[dict[str, Any]], category: str) -> float:
    return statistics.median(score(report, category) for report in reports)


def failures(report: dict[str, Any], category: str) -> str:
    """The audits of a category that did not pass, with what they found, for whoever reads the failed test."""
    lines = []
    for reference in report["categories"][category]["auditRefs"]:
        audit = report["audits"][reference["id"]]
        if audit["score"] is not None and audit["score"] < 1 and reference["weight"]:
            found = json.dumps(audit.get("details", {}).get("items", []), ensure_ascii=False)[:600]
            lines.append(
                f"{audit['id']} ({audit.get('displayValue', audit['score'])}): {audit['title']} {found}"
            )
    return "\n".join(lines)

"""`make lint`: every check runs, then what failed is named."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from config.run import ROOT, build, venv
from config.run.steps import say

_DJADE = ("--target-version", "5.2")


def _templates() -> list[str]:
    return sorted(
        str(each) for folder in ("frontend", "cms") for each in (ROOT / folder).glob("templates/**/*.html")
    )


def checks() -> dict[str, tuple[list[str], Path]]:
    """Name, command and folder of every check."""
    python = str(venv.PYTHON)
    scripts = venv.PYTHON.parent  # djade has no module to run
    manage = [python, "-W", "ignore", "manage.py"]
    npm, _ = build.node()
    found = {
        "ruff": ([python, "-m", "ruff", "check", "."], ROOT),
        "format": ([python, "-m", "ruff", "format", "--check", "."], ROOT),
        "layers": ([python, "-c", "from importlinter.cli import lint_imports_command as lint; lint()"], ROOT),
        "types": ([python, "-m", "mypy"], ROOT),
        "migrations": ([*manage, "makemigrations", "--check", "--dry-run"], ROOT),
        "production": ([*manage, "check", "--deploy", "--fail-level", "WARNING"], ROOT),
        "typescript": ([*npm, "run", "--silent", "typecheck"], build.FRONTEND),
    }
    if templates := _templates():
        found["templates"] = (
            [str(scripts / "djade"), "--check", "--target-version", "5.2", *templates],
            ROOT,
        )
    return found


def run(env: Mapping[str, str]) -> int:
    """Runs every check with `env`; 0 when all of them pass."""
    _, node_env = build.node()
    env = {**env, "PATH": node_env.get("PATH", env.get("PATH", ""))}
    failed = []
    for name, (argv, folder) in checks().items():
        begun = time.monotonic()
        result = subprocess.run(argv, cwd=folder, env=dict(env), capture_output=True, text=True, check=False)
        well = result.returncode == 0
        say(f"{name:<11} {'well' if well else 'FAILED'}  ({time.monotonic() - begun:.1f} s)")
        if not well:
            failed.append(name)
            say((result.stdout + result.stderr).rstrip() + "\n")
    if failed:
        say(f"Not clean: {', '.join(failed)}.")
        return 1
    say("Everything is clean.")
    return 0


def tidy() -> int:
    """Puts code and templates into their form; what cannot be put right is for `make lint` to say."""
    python = str(venv.PYTHON)
    djade = [str(venv.PYTHON.parent / "djade"), *_DJADE, *_templates()]
    for argv in (
        [python, "-m", "ruff", "check", "--fix", "--quiet", "--exit-zero", "."],
        [python, "-m", "ruff", "format", "."],
        djade,
    ):
        subprocess.run(argv, cwd=ROOT, check=False)
    return 0

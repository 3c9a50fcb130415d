"""`.venv`: made by the Python that we were started with, filled from the pinned requirements, once."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from config.run import ROOT, stamps, steps
from config.run.steps import Problem, say

FOLDER = ROOT / ".venv"
PYTHON = FOLDER / "bin" / "python"
RUN = ROOT / "requirements.txt"
CHECK = ROOT / "requirements-dev.txt"


def is_inside() -> bool:
    """Whether this very process runs with the Python of `.venv`."""
    return Path(sys.prefix).resolve() == FOLDER.resolve()


def _ours() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def _version() -> str | None:
    """Version of the Python in `.venv` as `3.11`; None when it is missing or does not start."""
    ask = "import sys, pip; print('%d.%d' % sys.version_info[:2])"
    try:
        answer = subprocess.run([PYTHON, "-c", ask], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return answer.stdout.strip()


def _require_modules() -> None:
    missing = [each for each in ("venv", "ensurepip") if importlib.util.find_spec(each) is None]
    if not missing:
        return
    version = _ours()
    advice = (
        f"Install what {sys.executable} lacks, or name another Python:  make run PYTHON=/path/to/python3.11"
    )
    if Path("/etc/debian_version").exists():
        advice = (
            f"Debian and Ubuntu keep that in a package:\n\n  sudo apt-get install python{version}-venv\n\n"
            "(or python3-venv for the system's default Python), then give the same command again."
        )
    raise Problem(f"Python {version} is here, but without {' and '.join(missing)}. {advice}")


def _require_rights() -> None:
    for path in (ROOT, FOLDER):
        if path.exists() and not os.access(path, os.W_OK):
            raise Problem(
                f"{path} cannot be written by this user. It belongs to {path.owner()}: "
                "work as that user, or give yourself the folder with chown."
            )


def _stamp(requirements: Path) -> Path:
    return FOLDER / f".corridor-{requirements.stem}"


def _value(requirements: Path, version: str) -> str:
    parts = [RUN] if requirements == RUN else [RUN, CHECK]
    return stamps.digest(parts, version)


def ensure(requirements: Path) -> None:
    """Makes `.venv` and installs `requirements` unless that was done with the same files and Python.

    Needs the network only when something has to be installed.

    Raises:
        Problem: this Python cannot make one, the folder is not ours, or an installation failed.
    """
    _require_rights()
    version = _version()
    asked_for = _ours() if os.environ.get("PYTHON") and not is_inside() else version
    if version is None or version != asked_for:
        _require_modules()
        say(f"Making .venv with Python {'.'.join(map(str, sys.version_info[:3]))}")
        if FOLDER.exists():
            shutil.rmtree(FOLDER)
        steps.run([sys.executable, "-m", "venv", FOLDER], failed="Making .venv failed.", quiet=True)
        version = _version()
        if version is None:
            raise Problem("The Python in .venv does not start. Remove .venv and give the same command again.")
    # The packages for checking include those for running.
    enough = [CHECK] if requirements == CHECK else [RUN, CHECK]
    if any(stamps.is_fresh(_stamp(each), _value(each, version)) for each in enough):
        return
    say(f"Installing {requirements.name} (a minute or two)")
    # Python compiles on first import the quarter of all modules that is ever imported; pip would compile all.
    options = ["--no-input", "--no-compile", "--disable-pip-version-check"]
    pip: list[str | Path] = [PYTHON, "-m", "pip", "install", *options]
    steps.run(
        [*pip, "--requirement", requirements],
        quiet=True,
        failed=f"Installing {requirements.name} failed. Is the network there? The same command goes on.",
    )
    stamps.mark(_stamp(requirements), _value(requirements, version))

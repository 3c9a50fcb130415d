"""The fonts for paper come from the front end's packages."""

from __future__ import annotations

import pytest

from config.run import build
from config.run.steps import Problem


@pytest.fixture
def packages(tmp_path, monkeypatch):
    """A front end with one font family of three styles."""
    monkeypatch.setattr(build, "FRONTEND", tmp_path)
    monkeypatch.setattr(build, "FONTS", tmp_path / "fonts")
    monkeypatch.setattr(build, "npm_packages", lambda: None)
    for style in ("400Regular", "700Bold", "900Black"):
        folder = tmp_path / "node_modules" / "@expo-google-fonts" / "noto-sans-khmer" / style
        folder.mkdir(parents=True)
        (folder / f"NotoSansKhmer_{style}.ttf").write_bytes(b"font")
    return tmp_path


def test_regular_and_bold_of_every_family_are_copied_once(packages):
    build.fonts(packages / "var")

    copied = sorted(each.name for each in build.FONTS.iterdir())
    assert copied == ["NotoSansKhmer_400Regular.ttf", "NotoSansKhmer_700Bold.ttf"]

    (build.FONTS / copied[0]).write_bytes(b"kept")
    build.fonts(packages / "var")
    assert (build.FONTS / copied[0]).read_bytes() == b"kept"


def test_packages_without_fonts_are_a_problem_in_words(packages):
    for file in packages.glob("node_modules/**/*.ttf"):
        file.unlink()

    with pytest.raises(Problem, match="no fonts for paper"):
        build.fonts(packages / "var")

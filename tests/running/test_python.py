"""Which Python is taken, and what is said when there is none that will do."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest


def fake(folder: Path, name: str, body: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A folder for the PATH with the few programs that the start needs, and no Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("sh", "make", "dirname", "cat"):
        found = next(Path(each, name) for each in ("/bin", "/usr/bin") if Path(each, name).exists())
        (folder / name).symlink_to(found)
    return folder


class TestFindingPython:
    def test_a_machine_without_python_is_told_what_to_install(self, make, tools):
        result = make("run", PATH=str(tools))
        assert result.returncode != 0
        assert "Corridor needs Python 3.11 or newer" in result.stderr
        assert "apt-get install python3 python3-venv" in result.stderr

    def test_a_named_python_that_does_not_exist_is_an_error(self, make):
        result = make("run", PYTHON="/nowhere/python3")
        assert result.returncode != 0
        assert "PYTHON names /nowhere/python3" in result.stderr

    def test_a_newer_name_is_taken_when_python3_is_too_old(self, make, tools):
        fake(tools, "python3", "exit 1")
        fake(tools, "python3.12", f'exec "{sys.executable}" "$@"')
        result = make("run", PATH=str(tools), PORT="none")
        assert "which is no port" in result.stderr

    def test_a_stub_that_cannot_run_is_passed_over(self, make, tools):
        fake(tools, "python3", "echo 'command not found' >&2; exit 127")
        result = make("run", PATH=str(tools))
        assert "there is no python3 on this machine" in result.stderr


class TestTooOldPython:
    def test_the_first_file_is_in_the_syntax_of_old_pythons(self, copy):
        # Python 2.7 and 3.6 have no f-strings with `=`, no annotations on variables, no walrus, no match.
        import ast

        tree = ast.parse((copy / "config/run/bootstrap.py").read_text(), feature_version=(3, 4))
        modern = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Match, ast.AsyncFunctionDef)
        assert not [each for each in ast.walk(tree) if isinstance(each, modern)]

    def test_an_old_version_is_named_with_what_to_do(self, copy):
        code = (
            "import sys, runpy; sys.version_info = (3, 6, 15, 'final', 0);"
            f"sys.argv = ['bootstrap.py', 'run']; path = {str(copy / 'config/run/bootstrap.py')!r};"
            "runpy.run_path(path, run_name='__main__')"
        )
        result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert result.returncode == 1
        assert "needs Python 3.11 or newer. This one is 3.6.15" in result.stderr
        assert "make run PYTHON=" in result.stderr


class TestPythonWithoutVenv:
    def test_debians_package_is_named(self, copy, monkeypatch, tmp_path):
        # As on Debian without python3-venv: the module venv is there, ensurepip is not.
        hidden = tmp_path / "sitecustomize.py"
        hidden.write_text(
            "import importlib.util as u\nreal = u.find_spec\n"
            "u.find_spec = lambda name, *rest: None if name == 'ensurepip' else real(name, *rest)\n"
        )
        env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(tmp_path), "HOME": str(tmp_path)}
        base = getattr(sys, "_base_executable", sys.executable)
        result = subprocess.run(
            [base, str(copy / "config/run/bootstrap.py"), "test"],
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        assert result.returncode == 1
        assert f"Python {version} is here, but without ensurepip" in result.stderr
        if Path("/etc/debian_version").exists():
            assert f"sudo apt-get install python{version}-venv" in result.stderr
        assert not (copy / ".venv").exists()


class TestSettingUp:
    def test_it_is_done_once_and_again_only_for_new_requirements(self, copy, make):
        requirements = copy / "requirements.txt"
        requirements.write_text("corridor-does-not-exist==1\n")
        failed = make("run", PORT="18123")
        assert failed.returncode != 0
        assert "Installing requirements.txt failed. Is the network there?" in failed.stderr
        assert "Traceback" not in failed.stderr
        # What failed counts as not done. Empty requirements need no network.
        requirements.write_text("")
        assert "Installing requirements.txt" in make("run", PORT="18123").stderr
        assert "Installing requirements.txt" not in make("run", PORT="18123").stderr
        requirements.write_text("# changed\n")
        assert "Installing requirements.txt" in make("run", PORT="18123").stderr

    def test_a_venv_that_was_cut_off_is_made_anew(self, copy, make):
        (copy / "requirements.txt").write_text("")
        (copy / ".venv" / "bin").mkdir(parents=True)
        (copy / ".venv" / "bin" / "python").symlink_to("/nowhere/python3")
        assert "Making .venv" in make("run", PORT="18123").stderr
        assert (copy / ".venv" / "bin" / "python").exists()

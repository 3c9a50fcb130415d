"""Variables are listed once, in config/env.py; everything else repeats that list and is checked here."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

from config.env import VARIABLES

ROOT = settings.BASE_DIR


def test_example_file_lists_every_variable():
    listed = re.findall(r"^#?\s?([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), flags=re.MULTILINE)

    assert listed == [variable.name for variable in VARIABLES]


def test_readme_table_lists_every_variable():
    readme = (ROOT / "README.md").read_text()

    rows = re.findall(r"^\| `([A-Z][A-Z0-9_]+)` \| (.*?) \|", readme, flags=re.MULTILINE)

    assert [name for name, _kind in rows] == [variable.name for variable in VARIABLES]


def test_secrets_have_no_default():
    assert {
        variable.name for variable in VARIABLES if variable.secret and variable.default is not None
    } == set()


@pytest.mark.parametrize("missing", [variable.name for variable in VARIABLES if variable.secret])
def test_site_refuses_to_start_without_a_secret_and_names_it(missing):
    environment = {**os.environ, "DEBUG": "", missing: ""}
    environment["DJANGO_SETTINGS_MODULE"] = "config.settings"

    result = subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode != 0
    assert f"{missing} is not set" in result.stderr


def test_deployment_check_is_clean_with_production_variables():
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DEBUG": "",
        "SITE_URL": "https://corridor.example",
        "ALLOWED_HOSTS": "corridor.example",
    }

    result = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert result.returncode == 0, result.stderr

"""Settings of the tests: the same site, with cheap password hashing and its own database and cache."""

import os
import re
import tempfile
from pathlib import Path

from config.settings import *  # noqa: F403
from config.settings import CACHES, CELERY_BROKER_URL, DATABASES, INSTALLED_APPS, STORAGES

_suffix = os.environ.get("TEST_DATABASE_SUFFIX", "")
DEBUG = False
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
DATABASES["default"]["TEST"] = {"NAME": f"test_corridor{_suffix}"}
# Processes that test side by side (pytest-xdist: gw0, gw1 …) have a database of Valkey each, of 1 to 15:
# clearing a cache empties all of it. pytest-django gives each its own database of PostgreSQL.
if _process := os.environ.get("PYTEST_XDIST_WORKER", ""):
    _number = int(_process.removeprefix("gw")) % 15 + 1
    CELERY_BROKER_URL = re.sub(r"(?<=\d)/\d*$", "", CELERY_BROKER_URL) + f"/{_number}"
    CACHES["default"]["LOCATION"] = CELERY_BROKER_URL
CACHES["default"]["KEY_PREFIX"] = f"test{_suffix}"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
VAR_DIR = Path(tempfile.gettempdir()) / f"corridor-test{_suffix}-{os.getpid()}"
MEDIA_ROOT = VAR_DIR / "media"
MAIL_DIR = VAR_DIR / "mail"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
INSTALLED_APPS = [*INSTALLED_APPS, "tests.members.vault.testapp"]

"""Settings of the tests: the same site, with cheap password hashing and its own database and cache."""

import os
import tempfile
from pathlib import Path

from config.settings import *  # noqa: F403
from config.settings import CACHES, DATABASES, INSTALLED_APPS, STORAGES

_suffix = os.environ.get("TEST_DATABASE_SUFFIX", "")
DEBUG = False
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
DATABASES["default"]["TEST"] = {"NAME": f"test_corridor{_suffix}"}
CACHES["default"]["KEY_PREFIX"] = f"test{_suffix}"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
VAR_DIR = Path(tempfile.gettempdir()) / f"corridor-test{_suffix}-{os.getpid()}"
MEDIA_ROOT = VAR_DIR / "media"
MAIL_DIR = VAR_DIR / "mail"
CELERY_TASK_ALWAYS_EAGER = True
CELERY_TASK_EAGER_PROPAGATES = True
INSTALLED_APPS = [*INSTALLED_APPS, "tests.members.vault.testapp"]

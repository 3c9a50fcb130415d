"""The web process's door into the site."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup(set_prefix=False)

from config.handler import Handler  # noqa: E402  the settings come first
from frontend.stored_pages import StoredPages  # noqa: E402

application = StoredPages(Handler())

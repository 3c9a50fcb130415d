"""The same site without its stored pages: what a page costs when it is drawn for each reader."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup(set_prefix=False)

from config.handler import Handler  # noqa: E402  the settings come first

application = Handler()

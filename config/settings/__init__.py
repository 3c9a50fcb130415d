"""One settings tree; environments differ by variables alone (config/env.py lists them)."""

from config.settings.base import *  # noqa: F403  the settings module is the sum of its parts
from config.settings.languages import *  # noqa: F403
from config.settings.accounts import *  # noqa: F403
from config.settings.csp import *  # noqa: F403
from config.settings.email_push import *  # noqa: F403
from config.settings.queue import *  # noqa: F403
from config.settings.wagtail import *  # noqa: F403

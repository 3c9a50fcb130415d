from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The house itself: settings, addresses, and the commands that span every subject."""

    name = "config"
    label = "config"

"""The app that draws every page. It has no models and imports none of our other apps."""

from django.apps import AppConfig


class FrontendConfig(AppConfig):
    name = "frontend"
    label = "frontend"
    verbose_name = "Frontend"

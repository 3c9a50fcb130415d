from django.apps import AppConfig


class PairingsConfig(AppConfig):
    name = "organising.pairings"
    label = "pairings"
    default_auto_field = "django.db.models.BigAutoField"

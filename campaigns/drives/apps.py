from django.apps import AppConfig


class DrivesConfig(AppConfig):
    name = "campaigns.drives"
    label = "drives"
    default_auto_field = "django.db.models.BigAutoField"

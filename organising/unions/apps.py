from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UnionsConfig(AppConfig):
    name = "organising.unions"
    label = "unions"
    verbose_name = _("Unions")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from members.consent.registry import register_holder
        from organising.unions import holders

        register_holder(holders.HOLDER)

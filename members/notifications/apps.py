from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    """Topics, subscriptions, alerts, and the queue of everything that leaves by e-mail or push."""

    name = "members.notifications"
    label = "notifications"
    verbose_name = _("Alerts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from members.consent.registry import register_holder
        from members.notifications import composers, notices, services
        from members.notifications.holders import HOLDER

        notices.register_composer(services.CONFIRMATION, composers.confirmation)
        register_holder(HOLDER)

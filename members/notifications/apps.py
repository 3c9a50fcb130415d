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
        from members.notifications import composers, notices, permissions, queries, services
        from members.notifications.holders import HOLDER
        from members.users import desk

        notices.register_composer(services.CONFIRMATION, composers.confirmation)
        register_holder(HOLDER)
        desk.register_panel(
            desk.Panel(
                key="alerts",
                label=_("Alerts"),
                url_name="desk_alerts:list",
                roles=permissions.ALERT_ROLES,
                waiting=lambda user, now: queries.alerts_waiting(),
                hint=_("Write a message to everybody who follows a topic, and send it."),
            )
        )

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TargetsConfig(AppConfig):
    name = "organising.targets"
    label = "targets"
    verbose_name = _("Targets")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from members.consent.registry import register_holder
        from members.users.desk import Panel, register_panel
        from members.users.models import Role
        from organising.targets import holders

        register_holder(holders.HOLDER)
        register_panel(
            Panel(
                key="targets",
                label=_("Targets"),
                url_name="desk_targets:list",
                roles=frozenset({Role.ORGANISER, Role.ADMINISTRATOR}),
                waiting=lambda user, now: 0,
                hint=_("Adopt your union's own target, or revise it and say why."),
            )
        )

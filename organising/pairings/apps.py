from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PairingsConfig(AppConfig):
    name = "organising.pairings"
    label = "pairings"
    verbose_name = _("Pairings")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from members.consent.registry import register_holder
        from members.users.desk import Panel, register_panel
        from members.users.models import Role
        from organising.pairings import holders, queries

        register_holder(holders.HOLDER)
        register_panel(
            Panel(
                key="pairings",
                label=_("Pairings waiting for us"),
                url_name="desk_pairings:list",
                roles=frozenset({Role.ORGANISER, Role.ADMINISTRATOR}),
                waiting=queries.waiting_count,
                hint=_("Propose an agreement with the union at the other end of a corridor, or accept one."),
            )
        )

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecordsConfig(AppConfig):
    name = "organising.records"
    label = "records"
    verbose_name = _("Recruitment records")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from members.consent.registry import register_holder
        from members.users.desk import Panel, register_panel
        from members.users.models import Role
        from organising.pairings.registry import register_figures
        from organising.records import holders, progress, queries

        register_holder(holders.HOLDER)
        register_figures(progress.corridor_figures)
        roles = frozenset({Role.ORGANISER, Role.ADMINISTRATOR})
        register_panel(
            Panel(
                key="records",
                label=_("Records"),
                url_name="desk_records:list",
                roles=roles,
                waiting=lambda user, now: 0,
                hint=_("Enter how many workers joined, and see what became of each record."),
            )
        )
        register_panel(
            Panel(
                key="records_to_verify",
                label=_("Records to verify"),
                url_name="desk_records:to_verify",
                roles=roles,
                waiting=queries.to_verify_count,
                hint=_("Confirm what another union claims, ask back, or refuse it."),
            )
        )
        register_panel(
            Panel(
                key="records_to_answer",
                label=_("Queries to answer"),
                url_name="desk_records:to_answer",
                roles=roles,
                waiting=queries.to_answer_count,
                hint=_("A verifier asked about a record of your union. Answer her here."),
            )
        )

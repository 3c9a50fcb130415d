from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class UsersConfig(AppConfig):
    """Accounts, profiles, roles, the way in, and the desk's first page."""

    name = "members.users"
    label = "users"
    verbose_name = _("Accounts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from members.users import signals  # noqa: F401 (connects the receivers)
        from members.users.keepers import KEEPER
        from members.vault.rotation import register_keeper

        register_keeper(KEEPER)

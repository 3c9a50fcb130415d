from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Envelopes, blind indexes and link tokens; has no table of its own."""

    name = "members.vault"
    label = "vault"
    verbose_name = "Vault"

    def ready(self) -> None:
        from members.vault import checks  # noqa: F401 (registers the system checks)

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsentConfig(AppConfig):
    """Versioned wording, consents given and withdrawn, the registry of holders of personal data."""

    name = "members.consent"
    label = "consent"
    verbose_name = _("Consent")

    def ready(self) -> None:
        from members.consent import holders, ledger, registry
        from members.users import holdings

        registry.register_holder(holders.HOLDER)
        registry.register_holder(ledger.ACCOUNT_HOLDER)
        holdings.register_ledger(ledger.LEDGER)

from django.apps import AppConfig


class PetitionsConfig(AppConfig):
    name = "campaigns.petitions"
    label = "petitions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Fill in the registries of the floors below."""
        from campaigns.petitions.holders import HOLDER
        from campaigns.petitions.notices import compose_confirmation, compose_reminder
        from campaigns.petitions.services import CONFIRMATION_PURPOSE, REMINDER_PURPOSE
        from members.consent.registry import register_holder
        from members.notifications.notices import register_composer

        register_holder(HOLDER)
        register_composer(CONFIRMATION_PURPOSE, compose_confirmation)
        register_composer(REMINDER_PURPOSE, compose_reminder)

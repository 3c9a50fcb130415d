from django.apps import AppConfig, apps

# Rows of people: members, workers, signatories. Wagtail would write an index row (and run a task) for
# every one that is saved; nothing in the CMS ever asks for them.
NOT_IN_REFERENCE_INDEX = {"users", "consent", "notifications", "records", "petitions", "account", "mfa"}


class ConfigConfig(AppConfig):
    """The house itself: settings, addresses, and the commands that span every subject."""

    name = "config"
    label = "config"

    def ready(self) -> None:
        """Keep rows of people out of Wagtail's index of references."""
        for model in apps.get_models():
            if model._meta.app_label in NOT_IN_REFERENCE_INDEX:
                model.wagtail_reference_index_ignore = True

from django.apps import AppConfig


class VaultTestAppConfig(AppConfig):
    name = "tests.members.vault.testapp"
    label = "vault_testapp"

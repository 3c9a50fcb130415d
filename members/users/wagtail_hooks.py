"""Wagtail's own account page asks for names we do not have and would publish a photograph: off."""

from wagtail.admin.views import account

for panel in (account.NameEmailSettingsPanel, account.AvatarSettingsPanel):
    panel.is_active = lambda self: False

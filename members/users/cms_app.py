"""Wagtail's user management with our viewset: stands in INSTALLED_APPS in the place of "wagtail.users"."""

from wagtail.users.apps import WagtailUsersAppConfig


class StaffAppConfig(WagtailUsersAppConfig):
    user_viewset = "members.users.cms_users.StaffViewSet"

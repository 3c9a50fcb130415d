"""Accounts: an e-mail address, a language, a country, a time zone. Never a migration status."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a member of staff does. Each role is a group of the same name."""

    ORGANISER = "organiser", _("Organiser")
    CAMPAIGNER = "campaigner", _("Campaigner")
    EDITOR = "editor", _("Editor")
    MODERATOR = "moderator", _("Moderator")
    ADMINISTRATOR = "administrator", _("Administrator")


DESK_ROLES = frozenset(Role.values)
CMS_ROLES = frozenset({Role.EDITOR, Role.MODERATOR, Role.CAMPAIGNER, Role.ADMINISTRATOR})
TRANSLATORS = "translator-"
"""Who translates into a language is in the group "translator-ne". That is no role: it opens nothing else."""
CO_EDITORS = "co-editors-"
"""Who writes the pages of a union is in the group "co-editors-12-its-slug". No role either."""


class UserManager(BaseUserManager["User"]):
    """Makes accounts by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """An account. Roles are groups; the right to act for a union is a Mandate (organising.unions)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(_("e-mail address"))
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique")]
        ordering = ["email"]

    def __str__(self) -> str:
        return self.email

    def clean(self) -> None:
        self.email = type(self).objects.normalize_email(self.email)

    def get_full_name(self) -> str:
        profile = getattr(self, "profile", None)
        return profile.display_name if profile and profile.display_name else self.email

    def get_short_name(self) -> str:
        return self.get_full_name()

    @property
    def group_names(self) -> frozenset[str]:
        """What this account has been made; read once per instance."""
        if not hasattr(self, "_group_names"):
            self._group_names = frozenset(self.groups.values_list("name", flat=True))
        return self._group_names

    @property
    def roles(self) -> frozenset[str]:
        """The staff roles this account has."""
        return frozenset(Role.values if self.is_superuser else self.group_names & set(Role.values))

    @property
    def is_role_holder(self) -> bool:
        return bool(self.roles)

    @property
    def translates(self) -> frozenset[str]:
        """The languages this account translates into."""
        names = self.group_names
        return frozenset(each.removeprefix(TRANSLATORS) for each in names if each.startswith(TRANSLATORS))

    @property
    def may_enter_cms(self) -> bool:
        writes_for_a_union = any(each.startswith(CO_EDITORS) for each in self.group_names)
        return bool(self.roles & CMS_ROLES) or bool(self.translates) or writes_for_a_union


class Profile(models.Model):
    """How a person likes to be addressed: language, country, time zone."""

    user = models.OneToOneField(
        "users.User", on_delete=models.CASCADE, primary_key=True, related_name="profile"
    )
    display_name = models.CharField(_("name shown to colleagues"), max_length=80, blank=True)
    language = models.CharField(_("language"), max_length=12, default="en")
    country = models.CharField(_("country"), max_length=2, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=64, default="UTC")

    def __str__(self) -> str:
        return f"Profile of {self.user_id}"

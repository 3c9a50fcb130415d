"""How administrators manage staff below /cms/: an address, a name, the roles. No passwords."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.users.forms import UserForm
from wagtail.users.views.users import UserViewSet

from frontend import languages
from members.users import services
from members.users.models import CO_EDITORS, TRANSLATORS, Profile, Role, User


def _label(group: Group) -> str:
    """The name of a role, or the language that somebody in this group translates into."""
    if group.name.startswith(TRANSLATORS):
        name = languages.language_name(group.name.removeprefix(TRANSLATORS))
        return str(_("Translator: %(language)s") % {"language": name})
    if group.name.startswith(CO_EDITORS):
        slug = group.name.removeprefix(CO_EDITORS).partition("-")[2]
        return str(_("Co-editor: %(union)s") % {"union": slug})
    return str(dict(Role.choices).get(group.name, group.name))


class StaffForm(UserForm):
    """An account and its roles. Whoever it is for signs in with a code and may choose a password then.

    The superuser flag is not here: `manage.py createsuperuser` gives it, nobody can give it to themselves.
    """

    first_name = None
    last_name = None
    is_superuser = None
    email = forms.EmailField(label=_("E-mail address"))
    display_name = forms.CharField(label=_("Name shown to colleagues"), max_length=80, required=False)
    groups = forms.ModelMultipleChoiceField(
        label=_("Roles"),
        queryset=Group.objects.filter(
            Q(name__in=Role.values) | Q(name__startswith=TRANSLATORS) | Q(name__startswith=CO_EDITORS)
        ).order_by("name"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Who has a role must set up a second factor before the desk or these pages open."),
    )

    class Meta:
        model = User
        fields: tuple[str, ...] = ("email", "groups")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.editing_self = kwargs.pop("editing_self", False)
        super().__init__(*args, **kwargs)
        self.fields["groups"].label_from_instance = _label
        if not self.instance._state.adding:
            profile = Profile.objects.filter(user=self.instance).first()
            self.fields["display_name"].initial = profile.display_name if profile else ""

    def clean_email(self) -> str:
        email = User.objects.normalize_email(self.cleaned_data["email"])
        if User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Another account has this address."), code="email_taken")
        return email

    @transaction.atomic
    def save(self, commit: bool = True) -> User:
        if self.instance._state.adding:
            self.instance.set_unusable_password()
        user = super().save(commit)
        services.sync_address(user=user)
        services.set_display_name(user=user, display_name=self.cleaned_data["display_name"])
        return user


class StaffEditForm(StaffForm):
    class Meta(StaffForm.Meta):
        fields = ("email", "groups", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.editing_self:
            # Nobody shuts themselves out by mistake.
            del self.fields["is_active"]
            del self.fields["groups"]


class StaffViewSet(UserViewSet):
    """Wagtail's lists and pages with the forms above."""

    ordering = "email"
    # Wagtail's own two templates name each field, also those that are gone here.
    create_template_name = "wagtailadmin/generic/create.html"
    edit_template_name = "wagtailadmin/generic/edit.html"

    def get_form_class(self, for_update: bool = False) -> type[StaffForm]:
        return StaffEditForm if for_update else StaffForm

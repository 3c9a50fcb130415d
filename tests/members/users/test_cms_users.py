"""How administrators manage staff below /cms/."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.urls import reverse

from members.users.models import Role, User
from tests.members.users.factories import make_user, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator():
    return make_user(roles=(Role.ADMINISTRATOR,), second_factor=True)


@pytest.fixture
def at_work(administrator):
    return signed_in(administrator, used_second_factor=True)


class TestAdministrators:
    def test_see_who_has_an_account(self, at_work):
        make_user(email="asha@mail.example")

        page = at_work.get(reverse("wagtailusers_users:index"))

        assert page.status_code == 200
        assert "asha@mail.example" in page.content.decode()

    def test_add_staff_by_address_and_role(self, at_work):
        address = reverse("wagtailusers_users:add")
        role = Group.objects.get(name=Role.ORGANISER)
        assert at_work.get(address).status_code == 200

        response = at_work.post(
            address, {"email": "Asha@mail.example", "display_name": "Asha", "groups": [role.pk]}
        )

        assert response.status_code == 302
        asha = User.objects.get(email__iexact="asha@mail.example")
        assert asha.roles == {Role.ORGANISER}
        assert asha.profile.display_name == "Asha"
        assert not asha.has_usable_password()
        assert not asha.is_superuser
        assert not EmailAddress.objects.get(user=asha).verified

    def test_are_told_when_the_address_is_taken(self, at_work):
        make_user(email="asha@mail.example")

        response = at_work.post(reverse("wagtailusers_users:add"), {"email": "ASHA@mail.example"})

        assert response.status_code == 200
        assert "Another account has this address." in response.content.decode()

    def test_change_roles_and_close_accounts(self, at_work):
        asha = make_user(roles=(Role.EDITOR,))
        address = reverse("wagtailusers_users:edit", args=[asha.pk])
        role = Group.objects.get(name=Role.MODERATOR)
        assert at_work.get(address).status_code == 200

        at_work.post(address, {"email": asha.email, "groups": [role.pk]})

        asha = User.objects.get(pk=asha.pk)
        assert asha.roles == {Role.MODERATOR}
        assert not asha.is_active

    def test_cannot_make_themselves_superusers(self, at_work, administrator):
        address = reverse("wagtailusers_users:edit", args=[administrator.pk])

        at_work.post(address, {"email": administrator.email, "is_superuser": "on"})

        administrator.refresh_from_db()
        assert not administrator.is_superuser
        assert User.objects.get(pk=administrator.pk).roles == {Role.ADMINISTRATOR}


class TestOthers:
    @pytest.mark.parametrize("role", [Role.EDITOR, Role.MODERATOR, Role.CAMPAIGNER])
    def test_do_not_see_accounts(self, role):
        client = signed_in(make_user(roles=(role,), second_factor=True), used_second_factor=True)

        assert client.get(reverse("wagtailusers_users:index")).status_code == 302

    def test_wagtails_own_account_page_asks_for_no_photograph(self):
        client = signed_in(make_user(roles=(Role.EDITOR,), second_factor=True), used_second_factor=True)

        page = client.get(reverse("wagtailadmin_account")).content.decode()

        assert "name_email-" not in page
        assert "avatar-avatar" not in page

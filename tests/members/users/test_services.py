import datetime
import uuid

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import ProtectedError

from members.users import services
from members.users.models import Profile, Role, User
from tests.members.users.factories import SECRET, code_now, make_user

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 21, 9, 30, tzinfo=datetime.UTC)


def make_staff(**changes):
    values = {
        "email": "asha@corridor.example",
        "password": "four words for Asha",
        "roles": [Role.ORGANISER],
        "language": "ne",
        "country": "NP",
        "display_name": "Asha Sample",
        "totp_secret": SECRET,
        "now": NOW,
    }
    return services.make_staff(**(values | changes))


class TestMakingStaff:
    def test_gives_a_confirmed_address_a_profile_a_role_and_a_second_factor(self):
        user = make_staff()

        assert user.check_password("four words for Asha")
        assert EmailAddress.objects.get(user=user).verified
        assert (user.profile.language, user.profile.display_name) == ("ne", "Asha Sample")
        assert user.roles == {Role.ORGANISER}
        app = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
        assert app.wrap().validate_code(code_now())

    def test_twice_changes_nothing(self):
        first = make_staff()
        password = first.password
        second = make_staff()

        assert first.pk == second.pk
        assert User.objects.get().password == password
        assert EmailAddress.objects.count() == Authenticator.objects.count() == Profile.objects.count() == 1

    def test_again_with_other_values_takes_them_over(self):
        make_staff()
        user = make_staff(roles=[Role.EDITOR], language="ar", totp_secret="A" * 32)

        assert User.objects.get().roles == {Role.EDITOR}
        assert user.profile.language == "ar"
        assert Authenticator.objects.get().wrap().validate_code(code_now("A" * 32))

    def test_without_roles_makes_a_member(self):
        user = make_staff(roles=[], totp_secret="")

        assert user.roles == frozenset()
        assert not Authenticator.objects.exists()

    def test_an_unknown_role_makes_nothing(self):
        with pytest.raises(services.UnknownRole):
            make_staff(roles=["king"])

        assert not User.objects.exists()


class TestSettingRoles:
    def test_keeps_groups_that_are_no_roles(self):
        from django.contrib.auth.models import Group

        user = make_user(roles=(Role.EDITOR,))
        user.groups.add(Group.objects.create(name="translators"))
        services.set_roles(user=user, roles=[Role.MODERATOR])

        names = set(user.groups.values_list("name", flat=True))
        assert names == {"translators", "moderator"}
        assert user.roles == {Role.MODERATOR}


class TestErasing:
    def test_takes_everything_with_it(self):
        user = make_user(second_factor=True)

        erased = services.erase_account(user=user, now=NOW)

        assert (erased.deleted_count, erased.anonymised_count) == (1, 0)
        for model in (User, Profile, EmailAddress, Authenticator):
            assert not model.objects.exists()

    def test_twice_does_nothing(self):
        user = make_user()
        gone = User(pk=user.pk)
        services.erase_account(user=user, now=NOW)

        assert services.erase_account(user=gone, now=NOW) == services.Erased()

    def test_leaves_a_row_without_a_person_where_something_must_name_it(self, monkeypatch):
        user = make_user(email="asha@mail.example", roles=(Role.EDITOR,), second_factor=True)

        def refuse(self, *args, **kwargs):
            raise ProtectedError("a record names it", set())

        monkeypatch.setattr(User, "delete", refuse)
        erased = services.erase_account(user=user, now=NOW)

        left = User.objects.get(pk=user.pk)
        assert erased.anonymised_count == 1
        assert "asha" not in left.email
        assert not left.is_active
        assert left.roles == frozenset()
        assert not Profile.objects.exists()
        assert not Authenticator.objects.exists()


class TestSyncingAnAddress:
    def test_a_typed_address_is_not_confirmed(self):
        user = make_user(email="old@mail.example")
        user.email = "new@mail.example"
        user.save()

        services.sync_address(user=user)

        address = EmailAddress.objects.get(user=user)
        assert (address.email, address.verified) == ("new@mail.example", False)

    def test_a_confirmed_address_stays_confirmed(self):
        user = make_user()

        services.sync_address(user=user)

        assert EmailAddress.objects.get(user=user).verified


def test_one_address_is_one_account_whatever_its_case():
    from django.db import IntegrityError

    make_user(email="asha@mail.example")
    with pytest.raises(IntegrityError):
        User.objects.create(email="Asha@mail.example", id=uuid.uuid4())

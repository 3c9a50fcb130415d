import uuid

import pytest
from django.contrib.auth.models import Group

from members.consent import permissions
from members.consent import services as consent
from members.consent.registry import Person
from members.users.models import Role
from tests.members.consent.factories import NOW, ConsentTextFactory, UserFactory

pytestmark = pytest.mark.django_db


def staff(role: str):
    user = UserFactory()
    user.groups.add(Group.objects.get_or_create(name=role)[0])
    return user


class TestWithdrawing:
    def test_the_account_that_gave_it_and_nobody_else(self):
        user = UserFactory()
        given = consent.give_consent(text=ConsentTextFactory(), user=user, now=NOW)

        assert permissions.can_withdraw_consent(user, given)
        assert not permissions.can_withdraw_consent(UserFactory(), given)
        assert not permissions.can_withdraw_consent(staff(Role.ADMINISTRATOR), given)
        assert not permissions.can_withdraw_consent(None, given)

    def test_no_account_may_withdraw_that_of_a_signature(self):
        subject = ("petitions.Signature", uuid.uuid4())
        given = consent.give_consent(text=ConsentTextFactory(), subject=subject, now=NOW)

        assert not permissions.can_withdraw_consent(UserFactory(), given)

    def test_a_closed_account_may_not(self):
        user = UserFactory(is_active=False)
        given = consent.give_consent(text=ConsentTextFactory(), user=user, now=NOW)

        assert not permissions.can_withdraw_consent(user, given)


class TestForgetting:
    @pytest.mark.parametrize("role", Role.values)
    def test_of_staff_only_an_administrator(self, role):
        assert permissions.can_forget_person(staff(role), Person(user=UserFactory())) == (
            role == "administrator"
        )

    def test_everybody_themselves(self):
        user = UserFactory()

        assert permissions.can_forget_person(user, Person(user=user))
        assert not permissions.can_forget_person(user, Person(user=UserFactory()))
        assert not permissions.can_forget_person(user, Person(email=user.email))
        assert not permissions.can_forget_person(None, Person(user=user))

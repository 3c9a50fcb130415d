import dataclasses
import logging

import pytest

from members.consent import holders, registry
from members.consent import services as consent
from members.consent.models import Consent
from members.consent.registry import (
    Entry,
    ForgetResult,
    Holder,
    HolderAlreadyRegistered,
    Person,
    Section,
    register_holder,
)
from members.users.models import User
from members.vault.indexes import blind_index
from tests.members.consent.factories import NOW, ConsentTextFactory, UserFactory


@pytest.fixture
def no_holders(monkeypatch):
    """An empty registry for one test."""
    monkeypatch.setattr(registry, "_holders", {})


def holder(key: str, *, rank: int = 50, log: list[str] | None = None, forget=None, entries=("x",)) -> Holder:
    def describe(person: Person) -> list[Section]:
        return [Section(title=key, entries=[Entry(label="held", value=value) for value in entries])]

    def note(person: Person, now) -> ForgetResult:
        if log is not None:
            log.append(key)
        return ForgetResult(deleted_count=1)

    return Holder(key=key, label=key.title(), describe=describe, forget=forget or note, rank=rank)


class TestPerson:
    def test_is_an_account_or_an_address(self):
        with pytest.raises(ValueError, match="account"):
            Person()

    def test_shows_no_address(self):
        assert "asha" not in repr(Person(email="asha@example.org"))

    def test_gives_the_index_of_each_scope(self):
        person = Person(email="Asha@example.org")

        assert person.email_index("petitions.signature") == blind_index(
            "asha@example.org", kind="email", scope="petitions.signature"
        )
        assert Person(user=User()).email_index("petitions.signature") is None


@pytest.mark.usefixtures("no_holders")
class TestRegistering:
    def test_the_same_holder_twice_is_one(self):
        one = holder("petitions")
        register_holder(one)
        register_holder(one)

        assert registry.holders() == [one]

    def test_a_key_is_taken_once(self):
        register_holder(holder("petitions"))

        with pytest.raises(HolderAlreadyRegistered):
            register_holder(dataclasses.replace(holder("petitions"), label="Other"))


@pytest.mark.usefixtures("no_holders")
@pytest.mark.django_db
class TestWhatWeHold:
    def test_every_holder_tells_and_empty_sections_are_left_out(self):
        register_holder(holder("petitions"))
        register_holder(holder("cases", entries=()))
        register_holder(holder("alerts"))

        sections = consent.what_we_hold(Person(email="asha@example.org"))

        assert [section.title for section in sections] == ["alerts", "petitions"]


@pytest.mark.usefixtures("no_holders")
@pytest.mark.django_db
class TestForgetting:
    def test_every_holder_forgets_accounts_last(self):
        log: list[str] = []
        register_holder(holder("accounts", rank=100, log=log))
        register_holder(holder("petitions", log=log))
        register_holder(holder("alerts", log=log))

        done = consent.forget(Person(email="asha@example.org"), by=None, now=NOW)

        assert log == ["alerts", "petitions", "accounts"]
        assert [(item.key, item.label, item.result.deleted_count) for item in done] == [
            ("alerts", "Alerts", 1),
            ("petitions", "Petitions", 1),
            ("accounts", "Accounts", 1),
        ]

    def test_nothing_is_forgotten_when_one_holder_fails(self):
        user = UserFactory()

        def delete(person: Person, now) -> ForgetResult:
            person.user.delete()
            return ForgetResult(deleted_count=1)

        def fail(person: Person, now) -> ForgetResult:
            raise RuntimeError("disk")

        register_holder(holder("alerts", forget=delete))
        register_holder(holder("petitions", forget=fail))

        with pytest.raises(RuntimeError):
            consent.forget(Person(user=user), by=user, now=NOW)

        assert User.objects.filter(email=user.email).exists()

    def test_the_log_says_what_was_done_and_not_to_whom(self, caplog):
        user = UserFactory(email="asha@example.org")
        register_holder(holder("petitions"))

        with caplog.at_level(logging.INFO, logger="members.consent"):
            consent.forget(Person(user=user, email=user.email), by=UserFactory(), now=NOW)

        assert "by an administrator): petitions 1/0" in caplog.text
        assert "asha" not in caplog.text
        assert str(user.pk) not in caplog.text


@pytest.mark.django_db
class TestConsentsThemselves:
    def test_the_app_registers_them(self):
        assert holders.HOLDER in registry.holders()

    def test_an_account_sees_what_it_agreed_to(self, django_assert_num_queries):
        user = UserFactory()
        consent.give_consent(text=ConsentTextFactory(), user=user, now=NOW)
        ended = consent.give_consent(text=ConsentTextFactory(purpose="x", wording="More"), user=user, now=NOW)
        consent.withdraw_consent(consent=ended, by=user, now=NOW)

        with django_assert_num_queries(1):
            (section,) = holders.describe(Person(user=user))

        values = {entry.label: entry.value for entry in section.entries}
        assert "2026" in values["You agree that we send you alerts."]
        assert "withdrawn" in values["More"]
        assert holders.describe(Person(email="asha@example.org")) == []

    def test_forgetting_twice_leaves_nothing_and_harms_nobody_else(self):
        text, user, other = ConsentTextFactory(), UserFactory(), UserFactory()
        for somebody in (user, other):
            consent.give_consent(text=text, user=somebody, now=NOW)

        assert holders.forget(Person(user=user), NOW).deleted_count == 1
        assert holders.forget(Person(user=user), NOW).deleted_count == 0
        assert holders.forget(Person(email="asha@example.org"), NOW) == ForgetResult()
        assert Consent.objects.get().user == other

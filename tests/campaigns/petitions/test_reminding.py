"""Two reminders for a signature that waits, and its end."""

import datetime

import pytest

from campaigns.petitions import notices
from campaigns.petitions import services as petitions
from campaigns.petitions.models import Petition, Quarantine, Removal, Signature
from members.notifications.models import Delivery
from tests.campaigns.petitions.factories import NOW, PetitionFactory
from tests.campaigns.petitions.signing import confirm, sign

pytestmark = pytest.mark.django_db
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


@pytest.fixture
def petition():
    return PetitionFactory(open=True)


def reminders():
    return Delivery.objects.filter(purpose=petitions.REMINDER_PURPOSE).count()


def test_reminds_after_two_days_and_after_seven_and_then_never(petition):
    sign(petition)

    queued = [petitions.remind_signatories(now=NOW + hours * HOUR) for hours in range(24, 24 * 20, 12)]

    assert [day / 2 + 1 for day, count in enumerate(queued) if count] == [2, 7]


def test_reminding_twice_in_the_same_hour_reminds_once(petition):
    sign(petition)

    assert [petitions.remind_signatories(now=NOW + 2 * DAY) for _each in range(2)] == [1, 0]


def test_a_reminder_says_what_it_is_and_carries_the_same_link(petition):
    signature = sign(petition, language="en")

    first = notices.compose_confirmation(signature.pk, "en")
    reminder = notices.compose_reminder(signature.pk, "en")

    assert "does not count yet" in reminder.subject
    assert reminder.text == first.text.replace(first.subject, reminder.subject)


def test_who_has_confirmed_is_not_reminded(petition):
    confirm(sign(petition))

    assert petitions.remind_signatories(now=NOW + 2 * DAY) == 0


@pytest.mark.parametrize("change", [{"state": "closed"}, {"closes_at": NOW + DAY}, {"state": "stopped"}])
def test_nobody_is_reminded_of_a_petition_that_takes_no_signatures(petition, change):
    sign(petition)
    Petition.objects.filter(pk=petition.pk).update(**change)

    assert petitions.remind_signatories(now=NOW + 2 * DAY) == 0


def test_a_robot_and_what_a_moderator_removed_are_not_reminded(petition):
    sign(petition, quarantined_for=Quarantine.TRAP)
    removal = Removal.objects.create(petition=petition, name_pattern="*", reason="bots", created_at=NOW)
    Signature.objects.filter(pk=sign(petition, "bot@example.org").pk).update(removal=removal)

    assert petitions.remind_signatories(now=NOW + 2 * DAY) == 0


def test_five_mails_are_the_most_with_the_reminders_among_them(petition):
    for hours in range(0, 24 * 12, 6):
        sign(petition, now=NOW + hours * HOUR)
        petitions.remind_signatories(now=NOW + hours * HOUR)

    assert Delivery.objects.count() == petitions.MAX_CONFIRMATION_MAILS


def test_a_site_that_stood_still_for_weeks_does_not_remind_of_old_signatures(petition):
    sign(petition)

    assert petitions.remind_signatories(now=NOW + 20 * DAY) == 0


def test_a_signature_that_nobody_confirmed_is_deleted_with_its_mails(petition):
    kept = confirm(sign(petition, "bimala@example.org"))
    sign(petition)

    assert petitions.forget_unconfirmed(now=NOW + petitions.LINK_LIFETIME) == 0
    assert petitions.forget_unconfirmed(now=NOW + petitions.LINK_LIFETIME + HOUR) == 1

    assert Signature.objects.get() == kept
    assert Delivery.objects.get().reference == kept.pk

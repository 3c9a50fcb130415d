"""The mail to somebody who may write for a union."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import translation
from django.utils.translation import gettext

from cms.editing import notices, services
from members.notifications import tasks
from members.notifications.models import Delivery, DeliveryState
from members.notifications.notices import Letter
from members.users.models import Profile, User
from tests.cms.editing.unions import NOW
from tests.members.users.factories import make_user
from tests.organising.unions.factories import UnionFactory, administrator

pytestmark = pytest.mark.usefixtures("site_tree")
FRESH, KNOWN = "fresh@mail.example", "known@mail.example"


@pytest.fixture
def mails(settings, tmp_path) -> Callable[[], list[Any]]:
    """The mails written so far."""
    settings.MAIL_DIR, settings.SENDGRID_API_KEY, settings.EMAIL_URL = tmp_path, "", ""
    policy = email.policy.default.clone(utf8=True)
    return lambda: [
        email.message_from_bytes(each.read_bytes(), policy=policy) for each in tmp_path.glob("*.eml")
    ]


@pytest.fixture
def union(db):
    return UnionFactory(name="Dockers & Sailors")


def invite(union, address: str = FRESH, language: str = "en") -> User:
    return services.invite_co_editor(
        union=union, email=address, language=language, by=administrator(), now=NOW
    )


def letter(language: str = "en") -> Letter:
    found = notices.compose_invitation(Delivery.objects.get().reference, language)
    assert found is not None
    return found


class TestQueueing:
    def test_is_in_the_language_that_was_asked_for_when_she_has_no_account(self, union):
        invite(union, language="ne")

        assert Delivery.objects.get().language == "ne"

    def test_is_in_her_own_language_when_she_has_one(self, union):
        user = make_user(email=KNOWN)
        Profile.objects.update_or_create(user=user, defaults={"language": "ar"})

        invite(union, KNOWN, language="ne")

        assert Delivery.objects.get().language == "ar"

    def test_happens_once_however_often_she_is_invited(self, union):
        invite(union)
        invite(union, FRESH.upper())

        assert Delivery.objects.count() == 1

    def test_happens_for_each_union_and_again_after_she_was_removed(self, union):
        user = invite(union)
        invite(UnionFactory())
        services.remove_co_editor(union=union, user=user, by=administrator(), now=NOW)
        invite(union)

        assert Delivery.objects.count() == 3

    def test_puts_no_name_and_no_address_into_the_queue(self, union):
        user = invite(union)

        row = str(vars(Delivery.objects.get()))
        for secret in (user.email, str(user.pk), union.name, union.slug):
            assert secret not in row


class TestSending:
    def test_goes_to_her_and_names_the_union(self, union, mails):
        invite(union)

        tasks.send_notices()

        (sent,) = mails()
        assert sent["To"] == FRESH
        assert union.name in sent.get_body(("plain",)).get_content()
        assert "Dockers &amp; Sailors" in sent.get_body(("html",)).get_content()

    def test_stops_when_she_was_removed_before(self, union, mails):
        user = invite(union)
        services.remove_co_editor(union=union, user=user, by=administrator(), now=NOW)

        tasks.send_notices()

        assert mails() == []
        assert Delivery.objects.get().state == DeliveryState.SUPPRESSED

    def test_stops_when_her_account_was_closed_or_is_gone(self, union, mails):
        invite(union)
        invite(union, KNOWN)
        User.objects.filter(email=FRESH).update(is_active=False)
        User.objects.filter(email=KNOWN).delete()

        tasks.send_notices()

        assert mails() == []

    def test_logs_no_name_and_no_address(self, union, mails, caplog):
        invite(union)

        with caplog.at_level("DEBUG"):
            tasks.send_notices()

        assert FRESH not in caplog.text
        assert union.name not in caplog.text


class TestWords:
    def test_are_the_same_whether_there_was_an_account_or_not(self, union):
        make_user(email=KNOWN)
        invite(union)
        fresh = letter()
        Delivery.objects.all().delete()
        invite(union, KNOWN)
        known = letter()

        assert (fresh.subject, fresh.text, fresh.html) == (known.subject, known.text, known.html)

    def test_on_a_locked_phone_name_no_union(self, union):
        invite(union)
        written = letter()

        assert union.name not in written.subject
        preheader = re.search(r"display:none[^>]*>(.*?)</div>", written.html, re.DOTALL)
        assert preheader
        assert "Dockers" not in preheader[1]

    def test_hold_no_token(self, union):
        invite(union)

        addresses = re.findall(r"https?://\S+", letter().text)
        assert all(urlsplit(each).query == "" for each in addresses)
        assert not re.search(r"[0-9a-f]{16}|[A-Za-z0-9_-]{24,}", letter().text)

    @pytest.mark.parametrize("language", ["en", "ar", "ne"])
    def test_lead_to_pages_in_her_language_that_are_there(self, union, language):
        user = invite(union, language=language)
        client = Client()
        client.force_login(user)
        written = letter(language)

        assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in written.html
        addresses = [each for each in re.findall(r"https?://\S+", written.text) if each != settings.SITE_URL]
        assert len(addresses) == 4
        for address in addresses:
            assert f'href="{address}"' in written.html
            assert address.startswith(f"{settings.SITE_URL}/{language}/") or address.endswith("/cms/")
            assert client.get(address.removeprefix(settings.SITE_URL)).status_code in (200, 302)

    def test_say_that_a_second_factor_is_needed_and_whom_to_ask(self, union):
        invite(union)

        with translation.override("en"):
            for sentence in (
                gettext(
                    "Before you can write, set up a second factor: an app on your phone or a passkey. "
                    "The page shows you how. Then you write here:"
                ),
                gettext(
                    "You need not be a member of a union for this, and nobody has told us whether you are."
                ),
            ):
                assert sentence in letter().text


class TestWhatTheMailPromises:
    def test_a_new_account_gets_a_password_by_a_code(self, union, client):
        invite(union)

        client.post("/en/account/password/reset/", {"email": FRESH})

        (sent,) = mail.outbox
        assert sent.to == [FRESH]
        assert re.search(r"^[A-Z0-9-]{6,12}$", str(sent.body), re.MULTILINE)

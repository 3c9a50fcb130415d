"""The desk: who gets in, what each page does, and that nothing leaves by half."""

import datetime

import pytest
from django.utils import timezone

from members.notifications import services
from members.notifications.models import Alert, AlertState, Delivery
from members.users.models import Role
from tests.members.notifications.factories import (
    DAY,
    NOW,
    AlertFactory,
    TopicFactory,
    mail_reader,
    push_reader,
)
from tests.members.users.factories import make_user, signed_in

pytestmark = pytest.mark.django_db
LIST = "/en/desk/alerts/"


def staff(role):
    """Somebody with this role, in Kathmandu."""
    return make_user(roles=(role,), second_factor=True)


def sign_in(client, user):
    return signed_in(user, used_second_factor=True, client=client)


@pytest.fixture
def campaigner(client):
    user = staff(Role.CAMPAIGNER)
    sign_in(client, user)
    return user


def url(alert, tail=""):
    return f"{LIST}{alert.pk}/{tail}"


def words(**changes):
    return {"subject": "New hearing", "push_line": "Come tomorrow", "body": "It moved.", **changes}


class TestGettingIn:
    @pytest.mark.parametrize(
        ("role", "status"),
        [
            ("campaigner", 200),
            ("administrator", 200),
            ("organiser", 403),
            ("editor", 403),
            ("moderator", 403),
        ],
    )
    def test_by_role(self, client, role, status):
        sign_in(client, staff(role))

        assert client.get(LIST).status_code == status

    @pytest.mark.parametrize(
        "tail",
        ["", "change/", "text/en/", "preview/en/", "preview/en/mail/", "send/", "schedule/", "cancel/"],
    )
    def test_no_page_is_open_to_others(self, client, alert, tail):
        for act in (client.get, client.post):
            assert act(url(alert, tail)).status_code in (302, 403, 405)
        sign_in(client, staff("organiser"))
        for act in (client.get, client.post):
            assert act(url(alert, tail)).status_code in (403, 405)


class TestWriting:
    def test_a_draft_with_its_first_language(self, client, campaigner, topic):
        response = client.post(
            f"{LIST}new/",
            {"language": "ne", "topic": topic.slug, "path": "campaigns/fees/", "urgency": "high", **words()},
        )

        alert = Alert.objects.get()
        assert response["Location"] == url(alert)
        assert (alert.state, alert.urgency, alert.created_by) == (AlertState.DRAFT, "high", campaigner)
        assert alert.texts.get().language == "ne"

    @pytest.mark.parametrize(
        "changes",
        [
            {"path": "https://evil.example/"},
            {"subject": ""},
            {"topic": "nothing"},
            {"language": "xx"},
            {"body": ""},
        ],
    )
    def test_what_is_wrong_loses_nothing(self, client, campaigner, topic, changes):
        data = {"language": "en", "topic": topic.slug, "path": "", "urgency": "normal", **words(), **changes}

        response = client.post(f"{LIST}new/", data)

        assert response.status_code == 422
        assert "Come tomorrow" in response.content.decode()
        assert not Alert.objects.exists()

    def test_another_language_and_taking_it_off(self, client, campaigner, alert):
        client.post(url(alert, "text/ur/"), {**words(subject="سماعت"), "what": "save"})
        written = set(alert.texts.values_list("language", flat=True))
        client.post(url(alert, "text/ur/"), {"what": "remove"})

        assert "ur" in written
        assert not alert.texts.filter(language="ur").exists()

    def test_the_field_is_in_its_own_direction(self, client, campaigner, alert):
        html = client.get(url(alert, "text/ur/")).content.decode()

        assert 'lang="ur" dir="rtl"' in html

    def test_topic_page_and_urgency_change(self, client, campaigner, alert):
        other = TopicFactory()

        client.post(url(alert, "change/"), {"topic": other.slug, "path": "guides/", "urgency": "low"})

        alert.refresh_from_db()
        assert (alert.topic, alert.path, alert.urgency) == (other, "guides/", "low")


class TestLooking:
    def test_the_list_takes_the_same_queries_for_any_number(
        self, client, campaigner, alert, django_assert_max_num_queries
    ):
        for _each in range(6):
            AlertFactory()

        with django_assert_max_num_queries(14):
            assert client.get(LIST).status_code == 200

    @pytest.mark.parametrize("state", AlertState.values)
    def test_every_state_has_a_page(self, client, campaigner, alert, state):
        mail_reader(alert.topic)
        if state in ("sending", "sent"):
            services.fan_out(alert=services.send_alert(alert=alert, by=None, now=NOW), now=NOW)
        Alert.objects.update(state=state, scheduled_at=NOW if state == "scheduled" else None)

        assert client.get(url(alert)).status_code == 200

    def test_counts_the_readers_before_sending(self, client, campaigner, alert):
        mail_reader(alert.topic, language="ne")
        push_reader(alert.topic, language="ta")

        html = client.get(url(alert, "send/")).content.decode()

        assert "2" in html
        assert "readers now: 1 by e-mail, 1 by push" in html
        assert "1 of them gets it in another language" in html

    def test_previews_what_a_reader_gets(self, client, campaigner, alert):
        html = client.get(url(alert, "preview/ta/")).content.decode()
        mail = client.get(url(alert, "preview/ta/mail/"))

        assert "Subject [en]" in html
        assert '<html lang="ta" dir="ltr">' in mail.content.decode()
        assert "script-src" not in mail["Content-Security-Policy"]
        assert "default-src 'none'" in mail["Content-Security-Policy"]

    def test_an_unknown_language_is_not_found(self, client, campaigner, alert):
        assert client.get(url(alert, "preview/xx/")).status_code == 404


class TestSending:
    def test_sends_once(self, client, campaigner, alert):
        mail_reader(alert.topic)

        client.post(url(alert, "send/"))
        again = client.post(url(alert, "send/"), follow=True)

        alert.refresh_from_db()
        assert alert.state == AlertState.SENDING
        assert "Nothing was sent again" in again.content.decode()

    def test_says_that_nobody_listens(self, client, campaigner, alert):
        response = client.post(url(alert, "send/"), follow=True)

        alert.refresh_from_db()
        assert alert.state == AlertState.DRAFT
        assert "Nobody follows this topic yet" in response.content.decode()

    def test_opening_the_page_sends_nothing(self, client, campaigner, alert):
        mail_reader(alert.topic)

        client.get(url(alert, "send/"))

        alert.refresh_from_db()
        assert (alert.state, Delivery.objects.count()) == (AlertState.DRAFT, 0)

    def test_schedules_in_the_zone_of_the_person_at_the_desk(self, client, campaigner, alert):
        client.post(url(alert, "schedule/"), {"at": "2090-01-02T09:00"})

        alert.refresh_from_db()
        assert alert.scheduled_at == datetime.datetime(2090, 1, 2, 3, 15, tzinfo=datetime.UTC)
        assert "09:00" in client.get(url(alert)).content.decode()

    @pytest.mark.parametrize("at", ["", "2001-01-01T00:00", "soon"])
    def test_refuses_a_time_that_is_none(self, client, campaigner, alert, at):
        response = client.post(url(alert, "schedule/"), {"at": at})

        alert.refresh_from_db()
        assert (response.status_code, alert.state) == (422, AlertState.DRAFT)

    def test_cancels(self, client, campaigner, alert):
        client.post(url(alert, "cancel/"))

        alert.refresh_from_db()
        assert alert.state == AlertState.CANCELLED

    def test_shows_how_far_it_has_come(self, client, campaigner, alert):
        for _each in range(4):
            mail_reader(alert.topic)
        started = services.send_alert(alert=alert, by=None, now=timezone.now() + DAY)
        services.fan_out(alert=started, now=timezone.now())
        Delivery.objects.filter(pk=Delivery.objects.first().pk).update(state="sent")

        assert "1 of 4 done" in client.get(url(alert)).content.decode()

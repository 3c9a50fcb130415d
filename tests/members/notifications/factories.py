"""Topics, readers and alerts in the states that tests talk about."""

import datetime
import uuid

import factory
from factory.django import DjangoModelFactory

from members.notifications import services
from members.notifications.models import Alert, Topic, TopicText
from members.users.models import User
from tests.members.notifications.servers import browser_keys

NOW = datetime.datetime(2026, 11, 20, 12, 0, tzinfo=datetime.UTC)
SECOND = datetime.timedelta(seconds=1)
MINUTE = datetime.timedelta(minutes=1)
DAY = datetime.timedelta(days=1)


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"member-{n}@example.org")


class TopicFactory(DjangoModelFactory):
    class Meta:
        model = Topic
        skip_postgeneration_save = True

    slug = factory.Sequence(lambda n: f"topic-{n}")
    created_at = NOW - 30 * DAY

    @factory.post_generation
    def languages(self, create, extracted, **kwargs):
        for language in extracted or ["en"]:
            TopicText.objects.create(topic=self, language=language, name=f"Give the fees back [{language}]")


class AlertFactory(DjangoModelFactory):
    class Meta:
        model = Alert
        skip_postgeneration_save = True

    topic = factory.SubFactory(TopicFactory)
    created_at = NOW - DAY

    @factory.post_generation
    def languages(self, create, extracted, **kwargs):
        for language in ["en"] if extracted is None else extracted:
            services.write_alert_text(
                alert=self,
                language=language,
                subject=f"Subject [{language}]",
                push_line=f"Push line [{language}]",
                body=f"First paragraph [{language}].\n\nSecond paragraph.",
                by=None,
            )


def mail_reader(topic, *, language="en", email=None, now=NOW - DAY, **fields):
    """Somebody whose e-mail subscription is confirmed."""
    return services.subscribe_by_email(
        topic=topic,
        email=email or f"reader-{uuid.uuid4().hex[:8]}@example.org",
        language=language,
        time_zone="UTC",
        now=now,
        confirmed=True,
        **fields,
    )


def push_reader(topic, *, endpoint=None, language="en", now=NOW - DAY, user=None):
    """A browser that follows a topic at a public push service (nothing is ever sent there)."""
    _private, _auth, p256dh, auth = browser_keys()
    return services.subscribe_by_push(
        topic=topic,
        endpoint=endpoint or f"https://fcm.googleapis.com/fcm/send/{uuid.uuid4()}",
        p256dh=p256dh,
        auth=auth,
        language=language,
        time_zone="Asia/Kathmandu",
        user=user,
        now=now,
    )

import email
import email.policy

import pytest

from tests.members.notifications.factories import AlertFactory, TopicFactory
from tests.members.notifications.servers import PushService, SendGrid, SmtpServer


@pytest.fixture
def topic(db):
    return TopicFactory(languages=["en", "ne", "ar"])


@pytest.fixture
def alert(topic):
    return AlertFactory(topic=topic, languages=["en", "ne", "ar"])


@pytest.fixture
def mail_dir(settings, tmp_path):
    settings.MAIL_DIR = tmp_path / "mail"
    settings.SENDGRID_API_KEY = settings.EMAIL_URL = ""
    return settings.MAIL_DIR


@pytest.fixture
def mails(mail_dir):
    """The mails written so far, oldest first."""

    def read():
        policy = email.policy.default.clone(utf8=True)
        files = sorted(mail_dir.glob("*.eml")) if mail_dir.exists() else []
        return [email.message_from_bytes(each.read_bytes(), policy=policy) for each in files]

    return read


@pytest.fixture
def push_service(settings):
    with PushService().running() as service:
        settings.PUSH_ALLOWED_HOSTS = [service.host]
        yield service


@pytest.fixture
def sendgrid(settings):
    with SendGrid().running() as service:
        settings.SENDGRID_API_KEY, settings.SENDGRID_API_URL = service.key, service.url
        yield service


@pytest.fixture
def smtp(settings):
    with SmtpServer().running() as server:
        settings.SENDGRID_API_KEY, settings.EMAIL_URL = "", server.url
        yield server

import datetime
from typing import ClassVar

import factory

from members.consent.models import ConsentText
from members.users.models import User

NOW = datetime.datetime(2026, 11, 21, 9, 30, tzinfo=datetime.UTC)


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda number: f"member{number}@example.org")


class ConsentTextFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = ConsentText
        django_get_or_create: ClassVar[list[str]] = ["purpose", "version", "language"]

    purpose = "alerts-email"
    version = 1
    language = "en"
    wording = "You agree that we send you alerts."
    published_at = NOW

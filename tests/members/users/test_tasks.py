"""What the workers do for accounts."""

import datetime

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from members.users import tasks


@pytest.mark.django_db
def test_sessions_that_have_ended_are_deleted_and_others_stay(client):
    session = client.session
    session["kept"] = True
    session.save()
    day = datetime.timedelta(days=1)
    Session.objects.create(session_key="ended", session_data="", expire_date=timezone.now() - day)

    tasks.clear_sessions()

    assert Session.objects.count() == 1
    assert client.session["kept"]

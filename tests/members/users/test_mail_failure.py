"""A mail service that is down is said, and is no crash."""

import pytest
from django.core import mail
from django.urls import reverse


class Broken(mail.backends.base.BaseEmailBackend):
    def send_messages(self, email_messages):
        raise OSError("server_error")


@pytest.mark.django_db
def test_visitor_is_told_that_no_code_has_left(client, settings):
    settings.EMAIL_BACKEND = f"{__name__}.Broken"

    response = client.post(reverse("account_request_login_code"), {"email": "nobody@example.org"})

    assert response.status_code == 503
    assert "Our mail did not leave" in response.content.decode()

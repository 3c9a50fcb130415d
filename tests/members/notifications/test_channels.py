"""The doors: what they hand over, and what they make of every answer."""

import datetime
import email
import email.policy
import smtplib
import stat
import time

import http_ece
import pytest
import time_machine
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives, send_mail

from members.notifications import lanes, services
from members.notifications.channels import base, push
from members.notifications.channels import email as email_channel
from members.notifications.channels.django_backend import AttachmentsNotSupported, NotSent
from members.notifications.models import Delivery, DeliveryState
from members.notifications.notices import Letter
from tests.members.notifications.factories import DAY, NOW, mail_reader
from tests.members.notifications.servers import browser_keys

BACKEND = "members.notifications.channels.django_backend.EmailBackend"


@pytest.fixture
def letter():
    return Letter(
        to="sita@example.org",
        subject="नमस्ते सीता",
        text="नमस्ते\nhttp://localhost:8000/ne/alerts/confirm/abc/\n",
        html="<p>नमस्ते</p>",
        headers={"List-Unsubscribe": "<http://localhost:8000/x/>", "Content-Language": "ne"},
    )


def message(browser, **fields):
    return push.PushMessage(
        **{
            "endpoint": browser["endpoint"],
            "p256dh": browser["keys"]["p256dh"],
            "auth": browser["keys"]["auth"],
            "payload": '{"title":"सूचना"}'.encode(),
            "ttl": DAY,
            "urgency": "normal",
            "topic": "abc",
            **fields,
        }
    )


class TestPush:
    def test_the_browser_reads_what_was_sent(self, push_service):
        result = push.current_door().send(message(push_service.new_browser()))

        assert result.is_sent
        (received,) = push_service.received
        assert received["payload"] == {"title": "सूचना"}
        assert (received["headers"]["ttl"], received["headers"]["urgency"]) == ("86400", "normal")

    def test_no_other_browser_could_read_it(self, push_service):
        push.current_door().send(message(push_service.new_browser()))
        _path, _headers, body = push_service.requests[0]
        private, auth, _p256dh, _auth = browser_keys()

        with pytest.raises(http_ece.ECEException):
            http_ece.decrypt(body, private_key=private, auth_secret=auth, version="aes128gcm")

    def test_the_signature_is_made_once_for_each_service_and_renewed(self, push_service):
        door = push.PushDoor(push.settings.VAPID_PRIVATE_KEY, push.settings.VAPID_SUBJECT)
        half = push.VAPID_LIFETIME / 2

        first = door.authorization("https://a.example", now=NOW)

        assert (
            door.authorization("https://a.example", now=NOW + half - datetime.timedelta(seconds=1)) == first
        )
        assert door.authorization("https://b.example", now=NOW) != first
        assert door.authorization("https://a.example", now=NOW + half) != first

    @pytest.mark.parametrize(
        ("status", "headers", "error", "seconds"),
        [
            (404, {}, "gone", None),
            (410, {}, "gone", None),
            (413, {}, "payload_refused", None),
            (429, {"Retry-After": "120"}, "busy", 120),
            (429, {}, "busy", None),
            (500, {}, "provider_error", None),
            (503, {"Retry-After": "999999"}, "provider_error", 3600),
            (301, {"Location": "http://127.0.0.1:1/"}, "provider_error", None),
            (307, {"Location": "http://127.0.0.1:1/"}, "provider_error", None),
            (400, {}, "message_refused", None),
            (401, {}, "credentials_refused", 900),
            (403, {}, "credentials_refused", 900),
        ],
    )
    def test_makes_of_each_answer(self, push_service, status, headers, error, seconds):
        push_service.answers.append((status, headers))

        result = push.current_door().send(message(push_service.new_browser()))

        assert result.error == error
        assert (result.retry_after and result.retry_after.total_seconds()) == seconds
        assert len(push_service.requests) == 1  # no redirect was followed

    def test_a_service_that_is_away_is_tried_again(self, settings):
        settings.PUSH_ALLOWED_HOSTS = ["127.0.0.1:9"]
        _private, _auth, p256dh, auth = browser_keys()
        browser = {"endpoint": "http://127.0.0.1:9/x", "keys": {"p256dh": p256dh, "auth": auth}}

        assert push.current_door().send(message(browser)).error == "unreachable"

    def test_a_service_that_never_answers_is_left(self, push_service, monkeypatch):
        monkeypatch.setattr(push, "ANSWER_SECONDS", 0.1)
        monkeypatch.setattr(push_service, "accept", lambda *args: time.sleep(0.5) or (201, {}, b""))

        assert push.current_door().send(message(push_service.new_browser())).error == "timeout"

    def test_the_address_is_judged_again_before_sending(self, push_service, settings):
        browser = push_service.new_browser()
        settings.PUSH_ALLOWED_HOSTS = []

        assert push.current_door().send(message(browser)).error == "host_not_allowed"
        assert push_service.requests == []

    def test_what_is_too_long_is_not_handed_over(self, push_service):
        fits, long = b"x" * push.MAX_PAYLOAD_BYTES, b"x" * (push.MAX_PAYLOAD_BYTES + 1)

        push.current_door().send(message(push_service.new_browser(), payload=fits))
        result = push.current_door().send(message(push_service.new_browser(), payload=long))

        assert len(push_service.requests[0][2]) <= 4096
        assert result.error == "too_long"
        assert len(push_service.requests) == 1


@pytest.mark.django_db
class TestPushFromEndToEnd:
    def follow(self, topic, service, language):
        browser = service.new_browser()
        services.subscribe_by_push(
            topic=topic,
            endpoint=browser["endpoint"],
            p256dh=browser["keys"]["p256dh"],
            auth=browser["keys"]["auth"],
            language=language,
            time_zone="Asia/Kathmandu",
            user=None,
            now=NOW - DAY,
        )

    def send(self, alert):
        started = services.send_alert(alert=alert, by=None, now=NOW)
        services.fan_out(alert=started, now=NOW)
        services.send_waiting(lane=lanes.ALERTS, clock=lambda: NOW)

    def test_each_browser_gets_it_once_in_its_own_language(self, alert, push_service):
        for language in ("ne", "ar", "en", "ne"):
            self.follow(alert.topic, push_service, language)

        self.send(alert)
        services.send_waiting(lane=lanes.ALERTS, clock=lambda: NOW)

        payloads = [each["payload"] for each in push_service.received]
        assert sorted(each["lang"] for each in payloads) == ["ar", "en", "ne", "ne"]
        for each in payloads:
            assert each["title"] == f"Subject [{each['lang']}]"
            assert each["body"] == f"Push line [{each['lang']}]"
            assert each["url"] == f"/{each['lang']}/alerts/{alert.topic.slug}/"
            assert each["dir"] == ("rtl" if each["lang"] == "ar" else "ltr")
        assert {each["tag"] for each in payloads} == {push.topic_of(alert.pk)}
        assert {each["headers"]["topic"] for each in push_service.received} == {push.topic_of(alert.pk)}
        assert len({each["path"] for each in push_service.received}) == 4

    def test_a_browser_that_is_gone_is_never_asked_again(self, alert, push_service):
        self.follow(alert.topic, push_service, "en")
        push_service.browsers.clear()

        self.send(alert)

        delivery = Delivery.objects.select_related("subscription__endpoint").get()
        assert delivery.state == DeliveryState.GONE
        assert delivery.subscription.endpoint.dead_at == NOW
        assert not delivery.subscription.__class__.objects.active().exists()

    def test_a_busy_service_gets_its_time_and_then_the_message(self, alert, push_service):
        self.follow(alert.topic, push_service, "en")
        push_service.answers.append((429, {"Retry-After": "60"}))

        self.send(alert)
        early = NOW + datetime.timedelta(seconds=59)
        late = NOW + datetime.timedelta(seconds=67)
        services.send_waiting(lane=lanes.ALERTS, clock=lambda: early)
        before = len(push_service.received)
        services.send_waiting(lane=lanes.ALERTS, clock=lambda: late)

        assert (before, len(push_service.received)) == (0, 1)
        assert Delivery.objects.get().attempts == 2


class TestSendGrid:
    def test_takes_the_letter(self, sendgrid, letter):
        result = email_channel.current_door().send(letter)

        (mail,) = sendgrid.mails
        assert (result.error, result.provider_id) == ("", "sg-1")
        assert mail["personalizations"][0]["to"] == [{"email": "sita@example.org"}]
        assert mail["personalizations"][0]["custom_args"] == {"delivery": str(letter.delivery_id)}
        assert mail["personalizations"][0]["headers"]["List-Unsubscribe"] == "<http://localhost:8000/x/>"
        assert mail["subject"] == "नमस्ते सीता"
        assert [part["type"] for part in mail["content"]] == ["text/plain", "text/html"]
        assert mail["tracking_settings"]["click_tracking"]["enable"] is False

    def test_one_client_is_kept(self, sendgrid):
        assert email_channel.current_door() is email_channel.current_door()

    @pytest.mark.parametrize(
        ("status", "headers", "error", "seconds"),
        [
            (400, {}, "message_refused", None),
            (401, {}, "credentials_refused", 900),
            (404, {}, "provider_error", None),
            (413, {}, "message_refused", None),
            (429, {"Retry-After": "30"}, "busy", 30),
            (500, {}, "provider_error", None),
            (502, {}, "provider_error", None),
        ],
    )
    def test_makes_of_each_answer(self, sendgrid, letter, status, headers, error, seconds):
        sendgrid.answers.append((status, headers))

        result = email_channel.current_door().send(letter)

        assert result.error == error
        assert (result.retry_after and result.retry_after.total_seconds()) == seconds

    def test_a_wrong_key_is_our_fault_not_the_reader_s(self, sendgrid, settings, letter):
        settings.SENDGRID_API_KEY = "SG.wrong"

        assert email_channel.current_door().send(letter).is_temporary

    def test_silence_ends_after_the_timeout(self, sendgrid, settings, letter, monkeypatch):
        settings.EMAIL_TIMEOUT = 0.1
        monkeypatch.setattr(sendgrid, "accept", lambda *args: time.sleep(0.5) or (202, {}, b""))

        assert email_channel.current_door().send(letter).error == "timeout"

    def test_a_closed_port_is_tried_again(self, settings, letter):
        settings.SENDGRID_API_KEY, settings.SENDGRID_API_URL = "SG.sample", "http://127.0.0.1:9"

        assert email_channel.current_door().send(letter).error == "unreachable"

    @pytest.mark.django_db
    def test_an_alert_leaves_with_its_one_click_headers(self, sendgrid, alert):
        mail_reader(alert.topic, language="ne")
        started = services.send_alert(alert=alert, by=None, now=NOW)
        services.fan_out(alert=started, now=NOW)

        services.send_waiting(lane=lanes.ALERTS, clock=lambda: NOW)

        (mail,) = sendgrid.mails
        delivery = Delivery.objects.get()
        assert mail["personalizations"][0]["custom_args"] == {"delivery": str(delivery.pk)}
        assert mail["personalizations"][0]["headers"]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert delivery.provider_id == "sg-1"


class TestSmtp:
    def test_delivers_text_and_html(self, smtp, letter):
        result = email_channel.current_door().send(letter)

        ((recipients, content),) = smtp.mails
        mail = email.message_from_bytes(content, policy=email.policy.default)
        assert recipients == ["sita@example.org"]
        assert result.provider_id == mail["Message-ID"]
        assert mail["Subject"] == "नमस्ते सीता"
        assert mail.get_body(("plain",)).get_content().startswith("नमस्ते")

    @pytest.mark.parametrize(("answer", "error"), [("550 unknown", "address_refused"), ("450 later", "busy")])
    def test_tells_never_from_not_now(self, smtp, letter, answer, error):
        smtp.refuse = answer

        assert email_channel.current_door().send(letter).error == error

    def test_a_server_that_is_away_is_tried_again(self, settings, letter):
        settings.SENDGRID_API_KEY, settings.EMAIL_URL = "", "smtp://127.0.0.1:9"

        assert email_channel.current_door().send(letter).error == "unreachable"

    def test_a_wrong_password_is_our_fault(self, smtp, letter, monkeypatch):
        def refuse(self):
            raise smtplib.SMTPAuthenticationError(535, b"no")

        monkeypatch.setattr(email_channel.SmtpBackend, "open", refuse)

        assert email_channel.current_door().send(letter).error == "credentials_refused"

    def test_a_line_break_in_a_header_is_refused(self, smtp):
        letter = Letter(to="a@example.org", subject="a\nBcc: b@example.org", text="x")

        assert email_channel.current_door().send(letter).error == "address_refused"
        assert smtp.mails == []

    def test_only_smtp_addresses_are_taken(self, settings, letter):
        settings.SENDGRID_API_KEY, settings.EMAIL_URL = "", "filemail:///tmp/x"

        with pytest.raises(ImproperlyConfigured):
            email_channel.current_door().send(letter)

    def test_reads_name_password_port_and_tls_from_the_address(self):
        assert email_channel._smtp_options("smtp+tls://me:a%40b@mail.example.org:587") == {
            "host": "mail.example.org",
            "port": 587,
            "username": "me",
            "password": "a@b",
            "use_tls": True,
            "use_ssl": False,
        }


class TestFiles:
    def test_a_person_can_read_the_file_and_follow_the_link(self, mail_dir, letter):
        result = email_channel.current_door().send(letter)

        (path,) = mail_dir.iterdir()
        text = path.read_text(encoding="utf-8")
        assert path.name == result.provider_id
        assert path.name.endswith(f"Z-{letter.delivery_id.hex[:8]}.eml")
        assert "Subject: नमस्ते सीता\n" in text
        assert "\nhttp://localhost:8000/ne/alerts/confirm/abc/\n" in text
        assert "<p>नमस्ते</p>" in text
        assert "base64" not in text

    def test_nobody_else_on_the_machine_can_read_it(self, mail_dir, letter):
        email_channel.current_door().send(letter)

        (path,) = mail_dir.iterdir()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(mail_dir.stat().st_mode) == 0o700

    def test_two_mails_in_one_instant_are_two_files(self, mail_dir, letter):
        with time_machine.travel(NOW, tick=False):
            email_channel.current_door().send(letter)
            email_channel.current_door().send(Letter(to="b@example.org", subject="b", text="b"))

        assert len(list(mail_dir.iterdir())) == 2

    def test_a_folder_that_cannot_be_written_is_tried_again(self, settings, tmp_path, letter):
        (tmp_path / "file").write_text("")
        settings.SENDGRID_API_KEY = settings.EMAIL_URL = ""
        settings.MAIL_DIR = tmp_path / "file" / "mail"

        assert email_channel.current_door().send(letter).error == "not_written"

    @pytest.mark.parametrize("to", ["nobody", "a@b@c", "a@example.org\nBcc: b@example.org", ""])
    def test_an_address_that_is_none_is_refused(self, mail_dir, to):
        assert (
            email_channel.current_door().send(Letter(to=to, subject="x", text="x")).error == "address_refused"
        )


class TestDjangoMail:
    @pytest.fixture(autouse=True)
    def backend(self, settings, mail_dir):
        settings.EMAIL_BACKEND = BACKEND

    def test_leaves_by_the_same_door_one_letter_a_recipient(self, mails):
        assert send_mail("Your code", "123456", None, ["a@example.org", "b@example.org"]) == 1

        assert sorted(mail["To"] for mail in mails()) == ["a@example.org", "b@example.org"]

    def test_keeps_the_html(self, mails):
        mail = EmailMultiAlternatives("s", "text", None, ["a@example.org"])
        mail.attach_alternative("<p>html</p>", "text/html")
        mail.send()

        assert mails()[0].get_body(("html",)).get_content().strip() == "<p>html</p>"

    def test_says_what_failed_without_the_address(self):
        with pytest.raises(NotSent, match=r"^address_refused$"):
            send_mail("s", "t", None, ["no address"])

    def test_can_fail_silently(self):
        assert send_mail("s", "t", None, ["no address"], fail_silently=True) == 0

    def test_refuses_files_rather_than_lose_them(self):
        mail = EmailMultiAlternatives("s", "t", None, ["a@example.org"])
        mail.attach("a.txt", "x", "text/plain")

        with pytest.raises(AttachmentsNotSupported):
            mail.send()


class TestRetryAfter:
    @pytest.mark.parametrize(
        ("value", "seconds"),
        [
            ("5", 5),
            ("0", 0),
            ("99999999999999999999", 3600),
            ("Fri, 20 Nov 2026 12:00:30 GMT", 30),
            ("Fri, 20 Nov 2026 11:00:00 GMT", 0),
            ("Sat, 20 Nov 2027 11:00:00 GMT", 3600),
            ("soon", None),
            ("-5", None),
            ("٥", None),
            ("", None),
            (None, None),
        ],
    )
    def test_reads_seconds_and_dates(self, value, seconds):
        found = base.retry_after_of(value, now=NOW)

        assert (found and found.total_seconds()) == seconds or (
            seconds == 0 and found == datetime.timedelta(0)
        )

"""Every mail in every language: whole, with its link, text as good as HTML, the right way round."""

import re

import pytest
from django.conf import settings
from django.utils import translation

from members.notifications import composers, links, services, writing
from members.notifications.models import AlertText
from tests.members.notifications.factories import DAY, NOW, AlertFactory, TopicFactory, mail_reader

pytestmark = pytest.mark.django_db
LANGUAGES = [code for code, _name in settings.LANGUAGES]


def texts_of(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", re.sub("</?bdi>", "", html)))


@pytest.fixture
def pending():
    return services.subscribe_by_email(
        topic=TopicFactory(languages=LANGUAGES),
        email="sita@example.org",
        language="ne",
        time_zone="UTC",
        now=NOW,
    )


@pytest.mark.parametrize("language", LANGUAGES)
class TestInEveryLanguage:
    def test_the_confirmation_is_whole(self, pending, language):
        with translation.override(language):
            letter = composers.confirmation(pending.pk, language)
            url = links.confirm_url(pending)

        direction = "rtl" if language in ("ar", "ur") else "ltr"
        assert letter.to == "sita@example.org"
        assert f"[{language}]" in letter.subject
        assert f"\n{url}\n" in letter.text
        assert f'href="{url}"' in letter.html
        assert f'<html lang="{language}" dir="{direction}">' in letter.html
        assert url.startswith(f"{settings.SITE_URL}/{language}/alerts/confirm/")

    def test_the_alert_is_whole(self, alert, language):
        text = AlertText(
            alert=alert, language=language, subject="A & B", push_line="Go <now>", body="One\n\nTwo <b>"
        )

        letter = writing.alert_letter(
            alert=alert, text=text, language=language, topic_name="T & U", stop_url="https://stop.example/"
        )

        assert letter.subject == "A & B"
        assert letter.text.startswith("A & B\n\nOne\n\nTwo <b>\n")
        assert "A &amp; B" in letter.html
        assert "Two &lt;b&gt;" in letter.html
        for part in (letter.text, letter.html):
            assert f"{settings.SITE_URL}/{language}/alerts/{alert.topic.slug}/" in part
            assert "https://stop.example/" in part
        assert letter.headers["List-Unsubscribe"] == "<https://stop.example/>"

    def test_no_line_is_too_long_for_a_mail_server(self, pending, language):
        with translation.override(language):
            letter = composers.confirmation(pending.pk, language)

        assert (
            max(len(line.encode()) for line in (letter.text + letter.html).splitlines()) <= 998
        )  # RFC 5322, 2.1.1


class TestText:
    def test_says_what_the_html_says(self, pending):
        letter = composers.confirmation(pending.pk, "en")

        html = texts_of(letter.html)
        for line in filter(None, letter.text.split("-- ")[0].splitlines()):
            assert line.strip() in html

    def test_has_one_link_to_act_on(self, pending):
        letter = composers.confirmation(pending.pk, "en")

        acts = set(re.findall(r"https?://\S+", letter.text)) - {settings.SITE_URL}
        assert len(acts) == 1


class TestConfirmationIsNotWanted:
    def test_once_it_is_confirmed(self):
        assert composers.confirmation(mail_reader(TopicFactory(), now=NOW - DAY).pk, "en") is None

    def test_once_the_wish_is_gone(self, pending):
        pk = pending.pk
        pending.delete()

        assert composers.confirmation(pk, "en") is None


class TestAlertPath:
    @pytest.mark.parametrize(
        ("path", "url"),
        [
            ("campaigns/fees/", "/ne/campaigns/fees/"),
            ("campaigns/fees", "/ne/campaigns/fees/"),
            ("petitions/a/?from=alert", "/ne/petitions/a/?from=alert"),
        ],
    )
    def test_is_in_the_reader_s_language(self, path, url):
        assert links.alert_path(AlertFactory(path=path), "ne") == url

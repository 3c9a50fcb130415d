"""The template tags: names, numbers and directions in the reader's language."""

import re
from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.template import Context, Template, TemplateSyntaxError
from django.template.library import import_library
from django.test import RequestFactory
from django.utils import translation

from frontend import languages

pytestmark = pytest.mark.urls("tests.frontend.urls")


def draw(source: str, code: str = "en", **context: object) -> str:
    with translation.override(code):
        return Template("{% load corridor %}" + source).render(Context(context))


class TestLanguages:
    @pytest.mark.parametrize(
        ("code", "name", "direction"),
        [
            ("en", "English", "ltr"),
            ("ne", "नेपाली", "ltr"),
            ("ar", "العربية", "rtl"),
            ("ur", "اردو", "rtl"),
            ("si", "සිංහල", "ltr"),
            ("fil", "Filipino", "ltr"),
            ("es", "Español", "ltr"),
            ("km", "ខ្មែរ", "ltr"),
        ],
    )
    def test_a_language_has_its_own_name_and_direction(self, code, name, direction):
        assert draw("{{ one|endonym }}", one=code) == name
        assert languages.direction(code) == direction

    def test_the_name_of_a_language_is_in_the_readers_language(self):
        assert draw("{% load i18n %}{{ one|language_label }}", "ur", one="en") == "انگریزی"
        assert draw("{% load i18n %}{{ one|language_label }}", "ar", one="ne") == "النيبالية"

    def test_no_name_of_ours_hides_behind_one_of_django(self):
        ours, theirs = (
            import_library("frontend.templatetags.corridor"),
            import_library("django.templatetags.i18n"),
        )
        assert not set(ours.filters) & set(theirs.filters)
        assert not set(ours.tags) & set(theirs.tags)

    def test_the_direction_follows_the_active_language(self):
        assert draw("{% language_code %} {% direction %}", "ur") == "ur rtl"

    def test_links_lead_to_the_same_page_in_every_language(self):
        request = RequestFactory().get("/en/guides/passport/?name=maya")

        links = {link["code"]: link["url"] for link in languages.links_for(request)}

        assert len(links) == len(settings.LANGUAGES)
        assert links["ne"] == "/ne/guides/passport/"
        assert not any("maya" in url for url in links.values())

    def test_a_page_without_languages_leads_to_the_home_pages(self):
        request = RequestFactory().get("/nothing/here")

        assert {link["url"] for link in languages.links_for(request)} == {
            f"/{code}/" for code, _name in settings.LANGUAGES
        }

    def test_what_the_page_gave_is_taken_as_it_is(self):
        given = [{"code": "en", "name": "English", "dir": "ltr", "url": "/en/x/"}]

        source = "{% language_links as links %}{{ links|length }}"
        assert draw(source, language_links=given) == "1"
        assert draw(source, language_links=[]) == "0"


class TestFormats:
    @pytest.mark.parametrize(
        ("code", "text"), [("en", "1,234,567"), ("ne", "12,34,567"), ("es", "1.234.567"), ("ar", "1,234,567")]
    )
    def test_a_number_is_grouped_as_the_language_groups_it(self, code, text):
        assert draw("{{ n|number }}", code, n=1234567) == text

    def test_an_unknown_number_is_not_zero(self):
        assert draw("{{ n|number }}", n=None) == ""

    @pytest.mark.parametrize(
        ("code", "name"), [("en", "Nepal"), ("ar", "نيبال"), ("fil", "Nepal"), ("si", "නේපාලය")]
    )
    def test_a_country_has_the_name_of_the_readers_language(self, code, name):
        assert draw('{{ "np"|country_name }}', code) == name

    def test_a_long_official_name_is_shortened(self):
        assert draw('{{ "HK"|country_name }}') == "Hong Kong"
        assert draw('{{ "HK"|country_name }}', "ar") == "هونغ كونغ"

    def test_an_unknown_country_keeps_its_code(self):
        assert draw('{{ "QQ"|country_name }}') == "QQ"
        assert draw("{{ x|country_name }}", x=None) == ""

    @pytest.mark.parametrize(
        ("size", "text"), [(0, "1 kB"), (12345, "12 kB"), (1_250_000, "1.2 MB"), (None, "1 kB")]
    )
    def test_a_size_is_short(self, size, text):
        assert draw("{{ size|filesize_short }}", size=size) == text

    def test_a_day_is_in_words(self):
        assert draw("{{ d|day }}", d=date(2026, 11, 3)) == '<time datetime="2026-11-03">3 Nov 2026</time>'
        assert draw("{{ d|day }}", d=datetime(2026, 11, 3, 9, tzinfo=UTC)).startswith("<time")
        assert draw("{{ d|day }}", d=None) == ""

    @pytest.mark.parametrize("code", [code for code, _ in settings.LANGUAGES])
    def test_a_day_names_its_month_in_every_language(self, code):
        with translation.override(code):
            month, other = (languages.date_in_words(date(2026, at, 3)) for at in (2, 11))

        assert not {"02", "11"} & set(re.findall(r"\d+", month + " " + other))

    @pytest.mark.parametrize(
        ("part", "whole", "text"),
        [(1, 4, "25.0%"), (9, 4, "100.0%"), (None, 4, "0%"), (1, 0, "0%"), (-1, 4, "0.0%")],
    )
    def test_a_share_stays_between_nothing_and_all(self, part, whole, text):
        assert draw("{{ p|percent_of:w }}", p=part, w=whole) == text

    def test_a_telephone_number_reads_left_to_right_and_is_dialled_without_spaces(self):
        html = draw("{{ n|phone }}", "ar", n="+977 (1) 555-0123")

        assert 'href="tel:+97715550123"' in html
        assert '<bdi dir="ltr">+977 (1) 555-0123</bdi>' in html

    def test_what_people_typed_is_escaped(self):
        assert "<script" not in draw("{{ x|bdi }}{{ x|phone }}", x="<script>")

    @pytest.mark.parametrize(("seconds", "told"), [(45, "45 sec"), (89, "1 min"), (154, "3 min")])
    def test_a_recording_says_how_long_it_plays(self, seconds, told):
        assert draw("{{ s|playing_time }}", s=seconds) == told

    @pytest.mark.parametrize(
        ("text", "is_one"),
        [("+977 1 555 0123", True), ("1,700", True), ("(02) 12", True), ("1 700 MYR", False), ("", False)],
    )
    def test_numbers_in_a_table_are_told_from_words(self, text, is_one):
        assert draw("{{ t|is_number_like }}", t=text) == str(is_one)


class TestMenus:
    def test_the_longest_fitting_entry_is_here(self):
        request = RequestFactory().get("/en/desk/records/7/")
        items = [{"url": "/en/desk/"}, {"url": "/en/desk/records/"}, {"url": "/en/desk/targets/"}]

        assert draw("{% here_among items %}", request=request, items=items) == "/en/desk/records/"


class TestSettings:
    def test_a_page_cannot_show_a_secret(self):
        with pytest.raises(TemplateSyntaxError):
            draw('{% setting "SECRET_KEY" %}')

"""Every marked string exists in every language: an English word in an Arabic page is a defect."""

import pytest
from django.conf import settings
from django.utils import translation
from django.utils.translation import ngettext

from frontend import catalogues


@pytest.fixture(scope="module")
def template():
    return catalogues.extract()


def test_strings_are_found_in_python_and_in_templates(template):
    found = {message.id for message in template}

    assert "Sign this petition" in found  # a template
    assert "Please write your name in letters." in found  # a form
    assert any(isinstance(identity, tuple) for identity in found)  # a plural


def test_there_are_twelve_languages():
    assert len(settings.LANGUAGES) == 12
    assert len(catalogues.languages()) == 11


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES if code != "en"])
def test_catalogue_is_complete_and_keeps_placeholders(language, template):
    assert catalogues.problems(language, template) == []


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES if code != "en"])
def test_catalogue_says_that_no_speaker_has_reviewed_it(language):
    assert catalogues.NOT_REVIEWED in catalogues.po_path(language).read_text(encoding="utf-8")


@pytest.mark.parametrize(("days", "word"), [(1, "يوماً واحداً"), (2, "يومين"), (3, "أيام"), (30, "30 يوماً")])
def test_arabic_counts_as_arabic_does(days, word):
    one = "The link works for %(days)s day. Opening it changes nothing until you press the button."
    many = "The link works for %(days)s days. Opening it changes nothing until you press the button."

    with translation.override("ar"):
        said = ngettext(one, many, days) % {"days": days}

    assert word in said

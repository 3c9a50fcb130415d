"""A translated string keeps the links and placeholders of its source."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms.translators import marks

SOURCE = 'Ask <a id="a1">the union</a> on %(day)s, <b>today</b>.'


@pytest.mark.parametrize(
    "text",
    [
        'Ask <a id="a1">the union</a> on %(day)s.',
        "<i>On</i> %(day)s ask <a id='a1'>them</a><br/>5 &lt; 6",
        '<b><a id="a1">x</a></b> %(day)s',
        '100% sure: <a id="a1">x</a> %(day)s',
    ],
)
def test_what_is_right(text):
    assert marks.fault(SOURCE, text) == ""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Ask the union on %(day)s.", '<a id="a1"> is missing'),
        ('Ask <a id="a1">them</a>.', "%(day)s is missing"),
        ('<a id="a1">x</a> <a id="a2">y</a> %(day)s', '<a id="a2"> is not in the source'),
        ('<a id="a1">x</a> <a id="a1">y</a> %(day)s', "too often"),
        ('<a id="a1">x %(day)s', "<a> is not closed"),
        ('<a id="a1">x</a></b> %(day)s', "</b> closes nothing"),
        ('<b><a id="a1">x</b></a> %(day)s', "</b> closes nothing"),
        ('<a id="a1">x</a> %(day)', "is missing"),
        ('<a id="a1">x</a> %(day)s %(name)s', "%(name)s is not in the source"),
        ('<a id="a1">x</a> %(day)s <script>', "<script> is not allowed"),
        ('<a href="https://x.example">x</a> %(day)s', "is not allowed"),
        ('<b class="x">x</b><a id="a1">x</a> %(day)s', "is not allowed"),
        ('<a id="a1">x</a> %(day)s <b', "<b is broken"),
        ('<a id="a1">x</a> %(day)s \x00', "cannot be stored"),
    ],
)
def test_what_is_not(text, told):
    said = marks.fault(SOURCE, text)

    assert told in said.replace("\u2068", "").replace("\u2069", "")


def test_a_mark_does_not_turn_a_sentence_from_right_to_left_around():
    assert marks.fault(SOURCE, "x %(day)s").startswith('\u2068<a id="a1">\u2069')


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_two_texts_have_an_answer(source, text):
    assert isinstance(marks.fault(source, text), str)


@given(st.lists(st.sampled_from(["<b>", "</b>", '<a id="a1">', "</a>", "<br/>", "x"]), max_size=8))
def test_what_is_right_is_taken_by_the_editor_too(pieces):
    from wagtail_localize.strings import StringValue

    text = "".join(pieces)
    if marks.fault(text, text) == "":
        assert str(StringValue.from_translated_html(text).data).count("<b>") == text.count("<b>")

"""A number in a message from right to left keeps its own direction."""

from __future__ import annotations

from frontend.bidi import isolated


def test_stands_between_an_isolate_and_its_end():
    assert isolated("+977 1 555 0101") == "\u2068+977 1 555 0101\u2069"


def test_nothing_stays_nothing():
    assert isolated("") == ""

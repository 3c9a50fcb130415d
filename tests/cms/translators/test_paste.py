"""A paste from a word processor keeps what the block allows, and none of the rest."""

from __future__ import annotations

import json

import pytest
from draftjs_exporter.constants import ENTITY_TYPES
from wagtail.admin.rich_text.converters.contentstate import ContentstateConverter

from cms.models.blocks import BodyBlock

INLINE, LISTS = ["bold", "italic", "link"], ["bold", "italic", "link", "ul", "ol"]

FROM_A_WORD_PROCESSOR = """
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings/></xml><![endif]-->
<p class="MsoNormal" style="mso-margin-top-alt:auto;color:red"><span style="mso-fareast-font-family:Arial">The
employer <b style="mso-bidi-font-weight:normal">pays</b> the <i>fee</i><o:p></o:p></span></p>
<h1 style="mso-pagination:none">A heading</h1>
<p><del cite="mailto:x" datetime="2026">old wage</del><ins cite="mailto:x">new wage</ins></p>
<table border="1" style="mso-yfti-tbllook:1184"><tr><td>Cell one</td><td>Cell two</td></tr></table>
<ul><li>First</li></ul>
<p><a href="javascript:alert(1)" onclick="x()">bad</a>
<a href="https://union.example/" target="_blank">good</a></p>
<p><u>under</u><font color="#f00">red</font></p>
"""
GONE = (
    "mso",
    "style=",
    "<span",
    "<table",
    "<td",
    "<h1",
    "<font",
    "<u>",
    "<img",
    "script",
    "onclick",
    "o:p",
    "class=",
)


def through_the_editor(html: str, features: list[str]) -> str:
    """As the browser's box reads it, and back as it is stored."""
    converter = ContentstateConverter(features)
    return converter.to_database_format(converter.from_database_format(html))


def blocks() -> list[tuple[str, list[str]]]:
    body = BodyBlock()
    found = []
    for name, block in body.child_blocks.items():
        for part in getattr(block, "child_blocks", {}).values():
            inner = getattr(getattr(part, "child_block", None), "child_blocks", {"": part})
            found += [(name, each.features) for each in inner.values() if hasattr(each, "features")]
    return found


def test_every_block_says_what_it_allows():
    assert blocks()
    assert all(features in (INLINE, LISTS) for _name, features in blocks())


@pytest.mark.parametrize("features", [INLINE, LISTS])
def test_only_what_is_allowed_is_stored(features):
    stored = through_the_editor(FROM_A_WORD_PROCESSOR, features)

    assert [each for each in GONE if each in stored.lower()] == []
    assert "<b>pays</b>" in stored
    assert "<i>fee</i>" in stored
    assert '<a href="https://union.example/">good</a>' in stored
    assert "javascript" not in stored
    assert ("<li" in stored) is ("ul" in features)
    assert "Cell one" in stored


def test_a_hand_made_post_stores_no_more():
    """The form's field is read as Draft.js's JSON: what is in no rule of a block has no way in."""
    block = BodyBlock().child_blocks["warning"].child_blocks["text"]
    posted = {
        "blocks": [
            {
                "key": "a",
                "type": "unstyled",
                "text": "Sign <script>nothing</script>",
                "depth": 0,
                "inlineStyleRanges": [{"offset": 0, "length": 4, "style": "COLOUR_RED"}],
                "entityRanges": [{"offset": 0, "length": 4, "key": 0}],
                "data": {},
            }
        ],
        "entityMap": {
            "0": {"type": ENTITY_TYPES.EMBED, "mutability": "MUTABLE", "data": {"url": "https://x.example"}}
        },
    }

    value = block.value_from_datadict({"text": json.dumps(posted)}, {}, "text")

    assert "<script" not in value.source
    assert "embed" not in value.source
    assert "nothing" in value.source

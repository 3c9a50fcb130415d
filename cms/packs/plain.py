"""What remains of a page's HTML in a pack: words, headings, lists, tables, links and boxes to tick."""

from __future__ import annotations

import re

from bs4 import BeautifulSoup, Comment
from bs4.dammit import EntitySubstitution
from bs4.formatter import HTMLFormatter

NEEDS_THE_SITE = [
    *["audio", "button", "canvas", "embed", "form", "iframe", "img", "noscript", "object", "picture"],
    *["script", "select", "style", "svg", "template", "textarea", "video"],
]
BLANK_LINES = re.compile(r"\s*\n\s*")
AS_WRITTEN = HTMLFormatter(
    entity_substitution=EntitySubstitution.substitute_xml,
    void_element_close_prefix="",
    empty_attributes_are_booleans=True,
)


def text_only(html: str) -> str:
    """The same HTML without what takes the network, a script or a server, in the fewest bytes.

    A caption stays when its picture goes. The same HTML always gives the same text.
    """
    soup = BeautifulSoup(html, "html.parser")
    for note in soup.find_all(string=lambda text: isinstance(text, Comment)):
        note.extract()
    for tag in soup.find_all(NEEDS_THE_SITE):
        tag.decompose()
    for tag in soup.find_all("input"):
        if tag.get("type") != "checkbox":
            tag.decompose()
    for tag in soup.find_all(hidden=True):  # shown by a script, which is not there
        tag.decompose()
    for figure in soup.find_all("figure"):
        if not figure.get_text(strip=True):
            figure.decompose()
    return BLANK_LINES.sub("\n", soup.decode(formatter=AS_WRITTEN)).strip()

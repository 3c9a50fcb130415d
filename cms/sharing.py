"""What is passed on in a message about a guide."""

from __future__ import annotations

import re

from cms.models import GuidePage

MAX_CHARACTERS = 160
"""One text message in Latin letters (GSM 03.38); in other scripts two or three."""

_SENTENCE = re.compile(r".+?(?:[.!?。…](?=\s)|[।॥؟۔።။។](?=\s|$)|$)", re.DOTALL)


def message_of(page: GuidePage) -> str:
    """Two lines that help also those who cannot open the address.

    What the editors wrote for it, else as many whole sentences of the summary as fit, else its first words.
    """
    if page.share_text:
        return page.share_text
    summary = " ".join(page.summary.split())
    message = ""
    for sentence in _SENTENCE.findall(summary):
        if len(message + sentence) > MAX_CHARACTERS:
            break
        message += sentence
    return message.strip() or _cut(summary)


def _cut(text: str) -> str:
    """The first words that fit, with an ellipsis."""
    kept = text[: MAX_CHARACTERS - 1]
    return kept.rpartition(" ")[0].rstrip(" ,;:،、") + "…" if " " in kept else kept + "…"

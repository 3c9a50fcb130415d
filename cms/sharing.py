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
    return page.share_text or first_sentences(page.summary, MAX_CHARACTERS)


def first_sentences(text: str, most: int) -> str:
    """As many whole sentences as `most` characters hold; of a longer one the first words and an ellipsis."""
    words = " ".join(text.split())
    kept = ""
    for sentence in _SENTENCE.findall(words):
        if len(kept + sentence) > most:
            break
        kept += sentence
    if kept.strip():
        return kept.strip()
    cut = words[: most - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:،、") + "…" if len(words) > most else words

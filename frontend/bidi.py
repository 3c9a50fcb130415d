"""Sentences from right to left with something from left to right inside, and the other way round."""

FIRST_STRONG_ISOLATE = "\u2068"
POP_DIRECTIONAL_ISOLATE = "\u2069"


def isolated(text: object) -> str:
    """A name, number or mark for a plain sentence, so that neither turns the other around (UAX #9).

    In a template say `<bdi>`: this is for messages, mails and other text without tags. A number without a
    letter reads from left to right in it.
    """
    return f"{FIRST_STRONG_ISOLATE}{text}{POP_DIRECTIONAL_ISOLATE}" if str(text) else ""

"""The form in which texts and queries are compared: one spelling for what readers write in many.

Its twin for the phone is `frontend/static_src/ts/normal.ts`; both are tested with `tests/search/normal.json`.
What is folded is what keyboards, fonts and schools mix up: letters that look alike or sound alike to most
writers of the language. Two words that fall together are a worse place in a list; two spellings of one word
that stay apart are a guide nobody finds.
"""

from __future__ import annotations

import re
import unicodedata

from cms.search import zawgyi

# Left out wherever they stand: accents (after decomposition), signs without width, the vowel signs, hamza and
# tatweel of Arabic, points of Hebrew, nukta and visarga of Indic scripts, tone marks of Thai and Lao.
DROPPED = re.compile(
    "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
    "\u00ad\u061c\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\u0610-\u061a\u0621\u0640\u064b-\u065f\u0670\u0674\u06d6-\u06ed"
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0903\u093c\u0983\u09bc\u0a03\u0a3c\u0a83\u0abc\u0b03\u0b3c"
    "\u0e47-\u0e4c\u0e4e\u0ec8-\u0ecc]"
)

# Pairs of strings: each letter of the first is written as the letter below it in the second.
ALIKE = [
    ("ςøłđıðŋħŧɓɗɖƙɛɔəʃ", "σoldidnhtbddkeoes"),
    # Arabic, Urdu, Persian: zah as dad, yeh, kaf, heh with teh marbuta, alef wasla, noon ghunna
    ("\u0638\u0649\u06cc\u06d2\u06d0\u06ce\u06a9\u06aa\u06c1\u06be\u06d5\u0629\u06c3\u0671\u06ba",
     "\u0636\u064a\u064a\u064a\u064a\u064a\u0643\u0643\u0647\u0647\u0647\u0647\u0647\u0627\u0646"),
    # Devanagari: b and v; candra vowels as they are written without the sign
    ("\u0935\u0945\u0949\u090d\u0911", "\u092c\u0947\u093e\u090f\u0906"),
    # Bengali: two letters for j, t without a vowel
    ("\u09af\u09ce", "\u099c\u09a4"),
    ("\u0a70", "\u0a02"),
    # Tamil: three n, two r, three l, long vowels, letters for foreign s
    ("\u0ba3\u0ba8\u0bb1\u0bb3\u0bb4\u0b88\u0b8a\u0b8f\u0b93\u0bc0\u0bc2\u0bc7\u0bb6\u0bb7\u0bb8",
     "\u0ba9\u0ba9\u0bb0\u0bb2\u0bb2\u0b87\u0b89\u0b8e\u0b92\u0bbf\u0bc1\u0bc6\u0b9a\u0b9a\u0b9a"),
    # Sinhala: n, l and s of two kinds, letters with breath or a nasal before them, long vowels
    ("\u0dab\u0dc5\u0dc1\u0dc2\u0d9b\u0d9d\u0d9f\u0da1\u0da3\u0da8\u0daa\u0dac\u0dae\u0db0\u0db3\u0db5\u0db7\u0db9",
     "\u0db1\u0dbd\u0dc3\u0dc3\u0d9a\u0d9c\u0d9c\u0da0\u0da2\u0da7\u0da9\u0da9\u0dad\u0daf\u0daf\u0db4\u0db6\u0db6"),
    ("\u0d88\u0d8a\u0d8c\u0d92\u0d95\u0dd1\u0dd3\u0dd6", "\u0d87\u0d89\u0d8b\u0d91\u0d94\u0dd0\u0dd2\u0dd4"),
    ("\u102b", "\u102c"),
]  # fmt: skip

# Scripts that Unicode lays out alike, by the first code point of the block: Devanagari, Bengali, Gurmukhi,
# Gujarati, Odia. In each: chandrabindu as anusvara, long i and u as short, three s as one, two n as one.
INDIC_BLOCKS = [0x0900, 0x0980, 0x0A00, 0x0A80, 0x0B00]
INDIC_ALIKE = {0x01: 0x02, 0x08: 0x07, 0x0A: 0x09, 0x23: 0x28, 0x36: 0x38, 0x37: 0x38, 0x40: 0x3F, 0x42: 0x41}

# Amharic: letters of one sound, each a row of seven, as the row that is written most.
ETHIOPIC_ROWS = {
    0x1210: 0x1200,
    0x1280: 0x1200,
    0x12B8: 0x1200,
    0x1220: 0x1230,
    0x12D0: 0x12A0,
    0x1340: 0x1338,
}

# The zeros of the scripts whose digits people type. Not those of Shan: Zawgyi has letters there.
ZEROS = [
    0x0660, 0x06F0, 0x07C0, 0x0966, 0x09E6, 0x0A66, 0x0AE6, 0x0B66, 0x0BE6, 0x0C66, 0x0CE6, 0x0D66, 0x0DE6,
    0x0E50, 0x0ED0, 0x0F20, 0x1040, 0x17E0, 0x1810,
]  # fmt: skip


def _letters() -> dict[int, str]:
    table = {ord(one): other for many, few in ALIKE for one, other in zip(many, few, strict=True)}
    for block in INDIC_BLOCKS:
        table |= {block + one: chr(block + other) for one, other in INDIC_ALIKE.items()}
    for row, kept in ETHIOPIC_ROWS.items():
        table |= {row + form: chr(kept + form) for form in range(7)}
    for zero in ZEROS:
        table |= {zero + digit: str(digit) for digit in range(10)}
    return table | {ord("ß"): "ss", ord("æ"): "ae", ord("œ"): "oe", ord("þ"): "th"}


LETTERS = _letters()
# A nasal with virama before a consonant of its own row, which is written as anusvara as often: हिन्दी, हिंदी.
# First consonant of the row and its nasal; the two n are one by then.
ROWS = {0x15: 0x19, 0x1A: 0x1E, 0x1F: 0x28, 0x24: 0x28, 0x2A: 0x2E}


def _nasals() -> list[tuple[re.Pattern[str], str]]:
    return [
        (re.compile(f"{chr(b + nasal)}{chr(b + 0x4D)}(?=[{chr(b + row)}-{chr(b + row + 3)}])"), chr(b + 2))
        for b in INDIC_BLOCKS
        for row, nasal in ROWS.items()
    ]


NASALS = _nasals()
LONG_SINHALA_E_AND_O = re.compile("\u0dd9\u0dca*(\u0dcf?)\u0dca*")
KHMER_SUBSCRIPT_DA = re.compile("\u17d2\u178a")
VIRAMA_AT_THE_END = re.compile("[\u094d\u09cd]+(?= |$)")
INDIC = re.compile("[\u0900-\u0b7f]")
MYANMAR = re.compile("[\u1000-\u109f]")


def normal(text: str) -> str:
    """The words of a text in the form they are compared in: lower case, folded, one space between two.

    Takes any string, whole or broken, and never raises; what comes out comes out unchanged a second time.
    """
    made = _folded(text)
    if MYANMAR.search(made) and zawgyi.is_zawgyi(made):
        meant = _folded(zawgyi.to_unicode(made))
        return made if zawgyi.is_zawgyi(meant) else meant
    return made


def _folded(text: str) -> str:
    text = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).lower())
    text = DROPPED.sub("", text).translate(LETTERS)
    text = LONG_SINHALA_E_AND_O.sub("\u0dd9\\1", text)
    text = KHMER_SUBSCRIPT_DA.sub("\u17d2\u178f", unicodedata.normalize("NFC", text))
    if INDIC.search(text):
        for nasal, anusvara in NASALS:
            text = nasal.sub(anusvara, text)
    text = "".join(each if unicodedata.category(each)[0] in "LMN" else " " for each in text)
    return " ".join(VIRAMA_AT_THE_END.sub("", " ".join(text.split())).split())

"""How words sound, roughly: so that "tankha" typed on a phone without the script finds तनख्वाह.

Two steps. `latin` writes a word of an Indic or the Arabic script in Latin letters, as people do in messages:
no diacritics, no short vowel at the end. `skeleton` keeps the consonants of Latin letters and joins those
that people mix up (k and g, t and d, s, sh, ch, j and z, m and n); h, y and vowels fall away. It is coarse on
purpose: it only proposes words, and `likeness` of the whole spelling says which of them is meant.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from functools import lru_cache

# Scripts that Unicode lays out alike (ISCII, IS 13194): what stands at each place of the block.
ISCII_BLOCKS = [0x0900, 0x0980, 0x0A00, 0x0A80, 0x0B00, 0x0B80, 0x0C00, 0x0C80, 0x0D00]


def _named(places: Iterable[int], names: str) -> dict[int, str]:
    return dict(zip(places, names.split(), strict=True))


ISCII_LETTERS = (
    {0x02: "n"}
    | _named(range(0x05, 0x0D), "a a i i u u ri li")
    | _named([0x0E, 0x0F, 0x10, 0x12, 0x13, 0x14], "e e ai o o au")
    | _named(range(0x15, 0x25), "k kh g gh n ch chh j jh n t th d dh n t")
    | _named(range(0x25, 0x3A), "th d dh n n p ph b bh m y r r l l l v sh sh s h")
    | _named([0x3E, 0x3F, 0x40, 0x41, 0x42, 0x43], "a i i u u ri")
    | _named([0x46, 0x47, 0x48, 0x4A, 0x4B, 0x4C], "e e ai o o au")
)
SINHALA_LETTERS = (
    {0x0D82: "n"}
    | _named(range(0x0D85, 0x0D97), "a a a a i i u u ru ru l l e e ai o o au")
    | _named(range(0x0D9A, 0x0DA7), "k kh g gh n ng ch chh j jh n gn j")
    | _named(range(0x0DA7, 0x0DB2), "t th d dh n nd th th d dh n")
    | _named(range(0x0DB3, 0x0DBC), "nd p ph b bh m mb y r")
    | _named([0x0DBD, *range(0x0DC0, 0x0DC7)], "l v sh sh s h l f")
    | _named([0x0DCF, 0x0DD0, 0x0DD1, 0x0DD2, 0x0DD3, 0x0DD4, 0x0DD6], "a a a i i u u")
    | _named(range(0x0DD8, 0x0DDF), "ru e e ai o o au")
)
ARABIC_LETTERS = {
    chr(code): name
    for code, name in _named(
        map(ord, "ابتثجحخدذرزسشصضطظعغفقكلمنهويپچژگٹڈڑ"),
        "a b t s j h kh d z r z s sh s d t z a gh f q k l m n h w y p ch zh g t d r",
    ).items()
}


def _tables() -> tuple[dict[str, str], set[str], set[str]]:
    letters = {chr(code): name for code, name in SINHALA_LETTERS.items()}
    consonants = {chr(code) for code in range(0x0D9A, 0x0DC7)}
    for block in ISCII_BLOCKS:
        letters |= {chr(block + place): name for place, name in ISCII_LETTERS.items()}
        consonants |= {chr(block + place) for place in range(0x15, 0x3A)}
    silent = {chr(block + 0x4D) for block in ISCII_BLOCKS} | {"\u0dca"}
    vowels = {chr(block + place) for block in ISCII_BLOCKS for place in range(0x3E, 0x4D)}
    vowels |= {chr(code) for code in range(0x0DCF, 0x0DDF)}
    return letters, consonants, silent | vowels


INDIC_LETTERS, CONSONANTS, NO_SHORT_A = _tables()
LATIN = re.compile("[a-z]+")
ARTICLE = re.compile("^(?:[وبلف]?ال|لل)(?=...)")
# Letters that stand for one sound in messages, longest first.
SPELLINGS = [
    ("chh", "c"), ("kh", "k"), ("gh", "g"), ("ch", "c"), ("sh", "s"), ("th", "t"), ("dh", "d"), ("bh", "b"),
    ("ph", "f"), ("jh", "j"), ("zh", "j"), ("ee", "i"), ("oo", "u"), ("ck", "k"), ("x", "ks"), ("q", "k"),
    ("z", "j"), ("w", "v"), ("y", "i"), ("ou", "u"),
]  # fmt: skip
JOINED = str.maketrans("gdtbfvpcjsmn", "kttpppp" + "sss" + "nn")
SOFT = re.compile("([cg])(?=[eiy])")
VOWELS = re.compile("[aeiouhy]")
INNER_W = re.compile("(?<=.)[vw]")
ARABIC = re.compile("[\u0620-\u06d3]")
REPEATED = re.compile(r"(.)\1+")


@lru_cache(maxsize=4096)
def latin(word: str) -> str:
    """A normal word in Latin letters; empty for a script that this does not know."""
    if LATIN.fullmatch(word):
        return word
    made: list[str] = []
    for place, letter in enumerate(ARTICLE.sub("", word)):
        follows = word[place + 1 : place + 2]
        if letter in INDIC_LETTERS:
            short_a = letter in CONSONANTS and follows and follows not in NO_SHORT_A
            made.append(INDIC_LETTERS[letter] + ("a" if short_a else ""))
        else:
            made.append(ARABIC_LETTERS.get(letter, ""))
    return "".join(made)


def spelling(word: str) -> str:
    """Latin letters as the plainest writer would put them: "shikaayat" and "sikayat" are one."""
    for many, one in SPELLINGS:
        word = word.replace(many, one)
    return REPEATED.sub(r"\1", word)


def skeleton(word: str) -> str:
    """The consonants of Latin letters, in seven kinds."""
    return VOWELS.sub("", spelling(word).translate(JOINED))


def sound(word: str) -> str:
    """What `SearchWord.sound` holds of a normal word: nothing for Latin letters and unknown scripts."""
    if not word or LATIN.fullmatch(word) or word.isdigit():
        return ""
    typed = latin(word)
    # In the Arabic script one letter is both w and u: inside a word it is left out here.
    return skeleton(INNER_W.sub("", typed) if ARABIC.search(word) else typed)[:64]


def sounds_of_query(word: str) -> list[str]:
    """The skeletons that a word typed in Latin letters may stand for, the likeliest first.

    None for letters without a vowel: they are no word of any of these languages.
    """
    if not LATIN.fullmatch(word) or not VOWELS.search(word.replace("h", "")):
        return []
    soft = SOFT.sub(lambda match: "s" if match[1] == "c" else "j", word)
    made = [skeleton(each) for each in (word, soft, INNER_W.sub("", word))]
    return [each for each in dict.fromkeys(made) if len(each) > 1]


def likeness(typed: str, word: str) -> float:
    """From 0 to 1: how alike a word typed in Latin letters and a word of another script are in full."""
    return difflib.SequenceMatcher(None, spelling(typed), spelling(latin(word)), autojunk=False).ratio()

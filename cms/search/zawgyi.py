"""Burmese text in the old Zawgyi encoding, turned into Unicode.

Zawgyi uses the code points of the Myanmar block for other letters than Unicode does and stores them in the
order in which they are drawn. What its code points mean follows the CLDR transform my-t-my-s0-zawgyi; their
order inside a syllable is that of Unicode Technical Note 11.
"""

from __future__ import annotations

import re

KINZI = "\ue000"
"""Stands for the kinzi until its consonant is known. A private character that no text means."""

MEANINGS = {
    "\u1033": "\u102f",
    "\u1034": "\u1030",
    "\u1039": "\u103a",
    "\u103a": "\u103b",
    "\u103b": "\u103c",
    "\u103c": "\u103d",
    "\u103d": "\u103e",
    "\u105a": "\u102b\u103a",
    "\u1064": KINZI,
    "\u106a": "\u1009",
    "\u106b": "\u100a",
    "\u106e": "\u100d\u1039\u100d",
    "\u106f": "\u100d\u1039\u100e",
    "\u107d": "\u103b",
    "\u1086": "\u103f",
    "\u1087": "\u103e",
    "\u1088": "\u103e\u102f",
    "\u1089": "\u103e\u1030",
    "\u108a": "\u103d\u103e",
    "\u108b": KINZI + "\u102d",
    "\u108c": KINZI + "\u102e",
    "\u108d": KINZI + "\u1036",
    "\u108e": "\u102d\u1036",
    "\u108f": "\u1014",
    "\u1090": "\u101b",
    "\u1091": "\u100f\u1039\u100d",
    "\u1092": "\u100b\u1039\u100c",
    "\u1094": "\u1037",
    "\u1095": "\u1037",
    "\u1096": "\u1039\u1010\u103d",
    "\u1097": "\u100b\u1039\u100b",
    **dict.fromkeys("\u107e\u107f\u1080\u1081\u1082\u1083\u1084", "\u103c"),
}
STACKED = {
    **dict(zip("\u1060\u1061\u1062\u1063\u1065\u1066", "\u1000\u1001\u1002\u1003\u1005\u1006", strict=True)),
    **dict(zip("\u1067\u1068\u1069\u106c\u106d\u1070", "\u1006\u1007\u1008\u100b\u100c\u100f", strict=True)),
    **dict(zip("\u1071\u1072\u1073\u1074\u1075\u1076", "\u1010\u1010\u1011\u1011\u1012\u1013", strict=True)),
    **dict(zip("\u1077\u1078\u1079\u107a\u107b\u1093", "\u1014\u1015\u1016\u1017\u1018\u1018", strict=True)),
    **dict(zip("\u107c\u1085", "\u1019\u101c", strict=True)),
}
TABLE = str.maketrans(MEANINGS | {stacked: "\u1039" + letter for stacked, letter in STACKED.items()})

# Unicode stacks a consonant under one of its own row; Zawgyi writes the sign of the stack for every asat.
ROWS = [
    "\u1000-\u1003",
    "\u1005-\u1008",
    "\u100a-\u100f",
    "\u1010-\u1014",
    "\u1015-\u1019",
    "\u101c",
    "\u101e",
]
SIGNS_OF_ZAWGYI = re.compile(
    "|".join(
        [
            # the sign of the stack with nothing that it could stack, or not on its row, or after nga
            "\u1039(?![\u1000-\u1021])",
            "(?:^|[^\u1000-\u1003\u1005-\u1021\u103a])\u1039",
            *(f"[{row}]\u1039(?=[\u1000-\u1021])(?![{row}])" for row in ROWS),
            # vowel e or medial ra before the letter that bears them
            "(?:^|[^\u1000-\u1021\u1025\u1029\u103a-\u103f\u1039])[\u1031\u103b]",
            "\u1031\u103b",
            # letters that Zawgyi's font has and Burmese does not
            "[\u1000-\u1021\u102d\u102f][\u1033\u1034\u105a\u1064\u107d\u108a-\u108e]|[\u107e-\u1084\u108f]",
        ]
    )
)
SYLLABLE = re.compile(
    f"([\u1031\u103c]*)([\u1000-\u1021\u1025\u1027\u1029\u103f])"
    f"((?:\u1039[\u1000-\u1021]|[{KINZI}\u102b-\u1030\u1032\u1036-\u1038\u103a\u103b\u103d\u103e])*)"
)
STACK = re.compile("\u1039[\u1000-\u1021]")
LETTER_WRITTEN_AS_ZERO = re.compile("(?<![0-9])0(?=[\u102b-\u103e])|(?<=\u1031)0")
LIGATURES = {
    KINZI: "\u1004\u103a",
    "\u1005\u103b": "\u1008",
    "\u1025\u102e": "\u1026",
    "\u1025\u103a": "\u1009\u103a",
}
ORDER = {
    sign: place
    for place, sign in enumerate(
        "\u103b\u103c\u103d\u103e\u1031\u102d\u102e\u1032\u102f\u1030\u102b\u102c\u1036\u1037\u103a\u1038"
    )
}


def is_zawgyi(text: str) -> bool:
    """Whether a text holds what only Zawgyi would write so."""
    return SIGNS_OF_ZAWGYI.search(text) is not None


def to_unicode(text: str) -> str:
    """The same words in Unicode, from text that `is_zawgyi` and whose digits are ASCII."""
    text = SYLLABLE.sub(_reordered, LETTER_WRITTEN_AS_ZERO.sub("\u101d", text.translate(TABLE)))
    for drawn, meant in LIGATURES.items():
        text = text.replace(drawn, meant)
    return text


def _reordered(match: re.Match[str]) -> str:
    before, base, after = match.groups()
    kinzi = "\u1004\u103a\u1039" if KINZI in after else ""
    stacked = "".join(STACK.findall(after))
    signs = dict.fromkeys(before + STACK.sub("", after).replace(KINZI, ""))
    return kinzi + base + stacked + "".join(sorted(signs, key=ORDER.__getitem__))

"""How long a text is and how easy to read, where a published measure was made for its language.

A measure counts syllables of one language and was fitted to its readers. Used on another language it gives a
number that means nothing, so there is none.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

WORDS_A_MINUTE = 184
"""The mean over 17 languages (Trauzettel-Klosinski and Dietz, 2012, IOVS 53(9), 5452)."""

WITHOUT_SPACES = frozenset({"my", "km", "th", "lo", "zh", "yue", "ja"})
"""Written without spaces between words: words are not counted, letters are."""

SENTENCE_ENDS = re.compile(r"(?<=[.!?…؟۔।॥።።።။៕])[\"'»”’)\]]*\s+")
ABBREVIATED = re.compile(r"\b(?:No|Nos|Art|Arts|Mr|Ms|Dr|e\.g|i\.e|n\.º|art|núm)\.$", re.IGNORECASE)


@dataclass(frozen=True)
class Length:
    """What was counted in a text."""

    word_count: int | None
    """None in a script without spaces between words."""
    letter_count: int
    sentence_count: int

    @property
    def minutes(self) -> int | None:
        """How long somebody who reads it aloud in her head needs; at least one."""
        return max(1, math.ceil(self.word_count / WORDS_A_MINUTE)) if self.word_count is not None else None

    @property
    def words_a_sentence(self) -> float | None:
        return self.word_count / max(self.sentence_count, 1) if self.word_count is not None else None


@dataclass(frozen=True)
class Ease:
    """A score from about 0, for scholars, to about 100, for children; and what it means in words."""

    score: int
    measure: str

    @property
    def grade(self) -> str:
        """Flesch's own steps, four of them; Szigriszt's and Kandel's scales were fitted to his."""
        steps = [
            (70, pgettext_lazy("how a text reads", "easy")),
            (60, pgettext_lazy("how a text reads", "plain")),
            (50, pgettext_lazy("how a text reads", "rather difficult")),
        ]
        return str(next((name for least, name in steps if self.score >= least), _("difficult")))

    @property
    def is_easy_enough(self) -> bool:
        return self.score >= 60


def words_of(text: str) -> list[str]:
    """Whatever stands between spaces and has a letter or a digit. Indic marks belong to their word."""
    return [word for word in text.split() if any(sign.isalnum() for sign in word)]


def sentences_of(text: str) -> list[str]:
    """Sentences of one paragraph. "Convention No. 181" is not two."""
    found: list[str] = []
    for part in SENTENCE_ENDS.split(text):
        if found and ABBREVIATED.search(found[-1]):
            found[-1] += " " + part
        elif words_of(part):
            found.append(part)
    return found


def length_of(texts: Iterable[str], language: str) -> Length:
    """How much there is to read."""
    known = list(texts)
    has_words = language not in WITHOUT_SPACES
    return Length(
        word_count=sum(len(words_of(text)) for text in known) if has_words else None,
        letter_count=sum(sign.isalnum() for text in known for sign in text),
        sentence_count=sum(len(sentences_of(text)) for text in known),
    )


def ease_of(texts: Iterable[str], language: str) -> Ease | None:
    """Reading ease by the measure of this language; None when there is none, or nothing to read."""
    measure = MEASURES.get(language)
    if measure is None:
        return None
    known = list(texts)
    words = [word for text in known for word in words_of(text) if any(sign.isalpha() for sign in word)]
    sentences = sum(len(sentences_of(text)) for text in known)
    if not words or not sentences:
        return None
    name, syllables_in, formula = measure
    syllables = sum(syllables_in(word.lower()) for word in words)
    return Ease(round(formula(len(words) / sentences, syllables / len(words))), name)


def flesch(words_a_sentence: float, syllables_a_word: float) -> float:
    """Reading ease of English: Flesch (1948), A new readability yardstick, J. Applied Psychology 32(3)."""
    return 206.835 - 1.015 * words_a_sentence - 84.6 * syllables_a_word


def szigriszt(words_a_sentence: float, syllables_a_word: float) -> float:
    """Perspicuity of Spanish: Szigriszt Pazos (1993), Sistemas predictivos de legibilidad.

    Preferred to Fernández Huerta (1959), whose second term is quoted in two ways.
    """
    return 206.835 - words_a_sentence - 62.3 * syllables_a_word


def kandel_moles(words_a_sentence: float, syllables_a_word: float) -> float:
    """Reading ease of French: Kandel and Moles (1958), Application de l'indice de Flesch au français."""
    return 207 - 1.015 * words_a_sentence - 73.6 * syllables_a_word


def syllables_in_english(word: str) -> int:
    """Groups of vowels, a silent e at the end and the e of "-ed" not counted: right for nine words in ten."""
    bare = re.sub(r"(?<=[aeiou])y(?=[aeiou])", "j", re.sub(r"[^a-z]", "", word))
    bare = re.sub(r"(?<=[^aeioutd])ed$", "", bare)
    if re.search(r"[^aeiouy]e$", bare) and not re.search(r"[^aeiouy]le$", bare):
        bare = bare[:-1]
    return max(1, len(re.findall(r"[aeiouy]+", bare)))


def syllables_in_spanish(word: str) -> int:
    """Groups of vowels; two strong ones, or a weak one with an accent beside a strong one, are two syllables.

    As the Ortografía de la lengua española (2010), 3.1, divides them; the u of "que" and "gui" is mute.
    """
    bare = re.sub(r"(?<=q)u(?=[eiéí])|(?<=g)u(?=[eiéí])", "", word)
    bare = re.sub(r"y$", "i", bare)
    count = 0
    for group in re.findall(r"[aeiouáéíóúü]+", bare):
        count += max(1, len(re.findall(r"[aeoáéóíú]", group)))
    return max(1, count)


def syllables_in_french(word: str) -> int:
    """Groups of vowels, a mute e at the end ("-e", "-es", "-ent" after a consonant) not counted."""
    bare = re.sub(r"(?<=[aeiouéè])y(?=[aeiouéè])", "j", word)
    bare = re.sub(r"(?<=[qg])u(?=[eiéèêy])", "", bare)
    vowels = "aeiouyàâäéèêëîïôöùûüœæ"
    count = len(re.findall(f"[{vowels}]+", bare))
    if count > 1 and re.search(f"[^{vowels}](?:e|es|ent)$", bare):
        count -= 1
    return max(1, count)


MEASURES: dict[str, tuple[str, Callable[[str], int], Callable[[float, float], float]]] = {
    "en": ("Flesch", syllables_in_english, flesch),
    "es": ("Szigriszt", syllables_in_spanish, szigriszt),
    "fr": ("Kandel–Moles", syllables_in_french, kandel_moles),
}

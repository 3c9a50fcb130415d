"""The words by which pages and contacts are found.

Three tables instead of one text column: what a reader types is compared with the words that occur (some ten
thousand short strings a language) and not with the texts that hold them, so that a misspelling costs no more
than a hit, a rare word counts more than a common one, and an inner word of Khmer is found like any other.
"""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.db import models


class SearchEntry(models.Model):
    """One page or contact in one language: what a list of results shows of it."""

    class Kind(models.TextChoices):
        GUIDE = "guide"
        CAMPAIGN = "campaign"
        CONTACT = "contact"

    kind = models.CharField(max_length=12, choices=Kind)
    object_id = models.BigIntegerField()
    language = models.CharField(max_length=12)
    family = models.UUIDField(help_text="the same in all languages of a page or contact")
    title = models.CharField(max_length=255)
    summary = models.TextField(blank=True)
    path = models.CharField(max_length=255, help_text="below the language prefix: guides/fees/")

    class Meta:
        ordering = ["kind", "object_id", "language"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id", "language"], name="search_entry_once")
        ]
        indexes = [
            models.Index(fields=["family"], name="search_by_family"),
            models.Index(fields=["language"], name="search_by_language"),
        ]

    def __str__(self) -> str:
        return f"{self.title} [{self.language}]"


class SearchWord(models.Model):
    """A word that occurs in a language, in the form of `cms.search.normal`."""

    language = models.CharField(max_length=12)
    word = models.CharField(max_length=64)
    sound = models.CharField(
        max_length=64, blank=True, help_text="how it sounds; empty for words in Latin letters"
    )

    class Meta:
        ordering = ["language", "word"]
        constraints = [models.UniqueConstraint(fields=["language", "word"], name="search_word_once")]
        indexes = [
            GinIndex(fields=["word"], opclasses=["gin_trgm_ops"], name="search_word_trigrams"),
            GinIndex(fields=["sound"], opclasses=["gin_trgm_ops"], name="search_sound_trigrams"),
        ]

    def __str__(self) -> str:
        return f"{self.word} [{self.language}]"


class SearchHit(models.Model):
    """A word in an entry, and how much it says about it: more in a title than in the body."""

    word = models.ForeignKey(SearchWord, on_delete=models.CASCADE, related_name="hits", db_index=False)
    entry = models.ForeignKey(SearchEntry, on_delete=models.CASCADE, related_name="hits")
    weight = models.FloatField()

    class Meta:
        ordering = ["word", "entry"]
        constraints = [models.UniqueConstraint(fields=["word", "entry"], name="search_hit_once")]

    def __str__(self) -> str:
        return f"{self.word_id} in {self.entry_id}"

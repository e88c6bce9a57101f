"""Word lists and keywords: how often each word stands in some texts, and how typical it is of them."""

import math
from collections import Counter

import msgspec

from dosvoces.corpus.frequency import PER


class Vocabulary(msgspec.Struct):
    """The words of some texts: how often each stands there, and in how many stories."""

    counts: Counter[str] = msgspec.field(default_factory=Counter)
    stories: Counter[str] = msgspec.field(default_factory=Counter)

    def add(self, words: list[str]) -> None:
        """Takes in the words of one story."""
        self.counts.update(words)
        self.stories.update(set(words))


class WordRow(msgspec.Struct, frozen=True, kw_only=True):
    """A word of the stories that are asked for, and of those it is compared with."""

    #: As printed, in small letters.
    word: str
    #: How often it stands there.
    count: int
    #: In how many stories.
    stories: int
    #: How often in a million words.
    per_million: float
    #: How often it stands in the other stories; None where there are none to compare with.
    rest: int | None = None
    #: How often in a million of their words.
    rest_per_million: float | None = None
    #: Binary logarithm of how many times as frequent it is as there (Hardie 2014); negative where rarer.
    log_ratio: float | None = None
    #: Log-likelihood of the difference (Rayson and Garside 2000): 15.13 and more are one chance in 10,000.
    log_likelihood: float | None = None


def find_log_ratio(count: int, words: int, rest: int, rest_words: int) -> float:
    """``log2((count / words) / (rest / rest_words))``, half an occurrence in the place of none.

    Hardie, "Log Ratio – an informal introduction", 2014.
    """
    return math.log2((count or 0.5) / words) - math.log2((rest or 0.5) / rest_words)


def find_log_likelihood(count: int, words: int, rest: int, rest_words: int) -> float:
    """Of two frequencies and the sizes of their texts.

    Rayson and Garside, "Comparing Corpora using Frequency Profiling", 2000.
    """
    share = (count + rest) / (words + rest_words)
    pairs = ((count, words * share), (rest, rest_words * share))
    return 2 * sum(found * math.log(found / expected) for found, expected in pairs if found)


def list_words(chosen: Vocabulary, rest: Vocabulary, *, keywords: bool = False) -> list[WordRow]:
    """The words of *chosen*, the most frequent first, compared with those of the *rest*.

    *keywords* are those that are more frequent than in the rest, the most significant first.
    """
    words, rest_words = chosen.counts.total(), rest.counts.total()

    def make_row(word: str, count: int) -> WordRow:
        per_million = PER * count / words
        stories, other = chosen.stories[word], rest.counts[word]
        if not rest_words:
            return WordRow(word=word, count=count, stories=stories, per_million=per_million)
        return WordRow(
            word=word,
            count=count,
            stories=stories,
            per_million=per_million,
            rest=other,
            rest_per_million=PER * other / rest_words,
            log_ratio=find_log_ratio(count, words, other, rest_words),
            log_likelihood=find_log_likelihood(count, words, other, rest_words),
        )

    rows = [make_row(word, count) for word, count in chosen.counts.items()]
    if keywords:
        found = [row for row in rows if (row.log_ratio or 0) > 0]
        return sorted(found, key=lambda row: (-(row.log_likelihood or 0), row.word))
    return sorted(rows, key=lambda row: (-row.count, row.word))

"""How much and how often an article mixes languages, in sums that add up over articles."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import add

import msgspec

from dosvoces.core.language_tags import base_language
from dosvoces.core.record import Block, Fragment, story_blocks
from dosvoces.corpus.code_switching import find_burstiness, find_cmi, find_i_index, find_m_index

#: A word; numbers and signs belong to no language.
_TOKEN = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")

#: Names belong to no language, as Gambäck and Das have it.
_INDEPENDENT = frozenset({"name"})

_UNKNOWN = frozenset({"und", "mul", "zxx", ""})


class Mixing(msgspec.Struct, frozen=True, kw_only=True):
    """Sums over the texts of articles; those of several articles are the sums of theirs."""

    articles: int = 0
    #: Words, and among them those without a language: names, and blocks in no known one.
    tokens: int = 0
    independent: int = 0
    spanish: int = 0
    english: int = 0
    #: Words in another language than the article's.
    other: int = 0
    #: Places where a word is in another language than the word before it in its article.
    switches: int = 0
    #: Runs of words in one language, and the sum of the squares of their lengths.
    spans: int = 0
    squares: int = 0
    #: Blocks with a word, and the sum of their Code-Mixing Indexes.
    utterances: int = 0
    cmi_sum: float = 0.0

    def __add__(self, more: "Mixing") -> "Mixing":
        return Mixing(
            **{name: add(getattr(self, name), getattr(more, name)) for name in self.__struct_fields__}
        )

    @property
    def tagged(self) -> int:
        """Words that have a language."""
        return self.tokens - self.independent

    @property
    def other_share(self) -> float | None:
        """Share of the words with a language that are in another than the article's, 0 to 1."""
        return self.other / self.tagged if self.tagged else None

    @property
    def switch_rate(self) -> float | None:
        """Switch points in a hundred words that have a language."""
        return 100 * self.switches / self.tagged if self.tagged else None

    @property
    def cmi(self) -> float | None:
        """Mean Code-Mixing Index of the blocks, 0 to 100."""
        return self.cmi_sum / self.utterances if self.utterances else None

    @property
    def m_index(self) -> float | None:
        """Multilingual Index of Spanish and English."""
        return find_m_index((self.spanish, self.english))

    @property
    def i_index(self) -> float | None:
        """Integration Index; from the last word of an article to the first of the next is no transition."""
        # Of the articles' texts, those with a word begin with a span that no switch opens.
        return find_i_index(self.switches, self.tagged - (self.spans - self.switches))

    @property
    def burstiness(self) -> float | None:
        """Burstiness of the spans' lengths."""
        return find_burstiness(self.spans, self.tagged, self.squares)


#: The measures in the order in which they are shown.
MEASURES = ("other_share", "switch_rate", "cmi", "m_index", "i_index", "burstiness")


def tag_tokens(block: Block, fragments: Iterable[Fragment]) -> Iterator[str]:
    """The language of each word of *block*, empty where it has none; *fragments* are the block's own.

    A word in a fragment has the fragment's language, any other the block's.
    """
    ordered = sorted(fragments, key=lambda fragment: (fragment.start, -fragment.end))
    starts = [fragment.start for fragment in ordered]
    own = base_language(block.language)
    own = "" if own in _UNKNOWN else own
    for word in _TOKEN.finditer(block.text):
        place = bisect_right(starts, word.start()) - 1
        within = ordered[place] if place >= 0 and word.start() < ordered[place].end else None
        if within is None:
            yield own
        else:
            yield "" if within.kind in _INDEPENDENT else base_language(within.language)


def measure_mixing(blocks: Iterable[Block], fragments: Iterable[Fragment], language: str) -> Mixing:
    """The sums over *blocks* of one article in *language*, in reading order."""
    by_block: dict[int, list[Fragment]] = {}
    for fragment in fragments:
        by_block.setdefault(fragment.block, []).append(fragment)
    matrix = base_language(language)
    told: list[str] = []
    utterances, cmi_sum, tokens = 0, 0.0, 0
    for block in blocks:
        tags = list(tag_tokens(block, by_block.get(block.position, ())))
        tokens += len(tags)
        known = [tag for tag in tags if tag]
        if tags:
            utterances += 1
            cmi_sum += find_cmi([*Counter(known).values()], len(tags) - len(known))
        told += known
    spans = [sum(1 for _ in run) for _, run in groupby(told)]
    return Mixing(
        articles=1,
        tokens=tokens,
        independent=tokens - len(told),
        spanish=told.count("es"),
        english=told.count("en"),
        other=len(told) - told.count(matrix) if matrix not in _UNKNOWN else 0,
        switches=max(len(spans) - 1, 0),
        spans=len(spans),
        squares=sum(length * length for length in spans),
        utterances=utterances,
        cmi_sum=cmi_sum,
    )


def measure_article(blocks: Sequence[Block], fragments: Iterable[Fragment], language: str) -> Mixing:
    """The sums over the headline and the text of an article; what stands around the text is left out."""
    headlines = tuple(block for block in blocks if block.role == "headline")
    return measure_mixing(headlines + story_blocks(blocks), fragments, language)


class MixingRow(msgspec.Struct, frozen=True, kw_only=True):
    """The stories of one outlet, section, language, month or day, and how they mix."""

    #: Key of the outlet, or the section, language, month or day; empty for stories without one.
    key: str
    #: How many there are.
    stories: int
    #: Words of headlines, standfirsts and bodies that have a language; names have none.
    tokens: int
    #: Those of them in another language than their story's.
    other_tokens: int
    #: Places where a word is in another language than the word before it.
    switch_points: int
    #: Share of the words in another language than their story's, 0 to 1; None where there are no words.
    other_share: float | None
    #: Switch points in a hundred words.
    switch_rate: float | None
    #: Code-Mixing Index, 0 to 100, the mean of the blocks.
    cmi: float | None
    #: Multilingual Index of Spanish and English, 0 to 1.
    m_index: float | None
    #: Integration Index: switch points by transitions between words, 0 to 1.
    i_index: float | None
    #: Burstiness of the lengths of runs in one language, -1 to 1.
    burstiness: float | None


def make_row(key: str, sums: Mixing) -> MixingRow:
    """The row of the stories that *sums* are the sums of, called *key*."""
    return MixingRow(
        key=key,
        stories=sums.articles,
        tokens=sums.tagged,
        other_tokens=sums.other,
        switch_points=sums.switches,
        **{name: getattr(sums, name) for name in MEASURES},
    )

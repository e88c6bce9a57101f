"""What a neural model says and thinks about many sentences at once."""

from collections.abc import Sequence

import msgspec

from translations.drafts import Draft
from translations.engines.argos import ArgosEngine
from translations.engines.choosing import SHORTLIST, Hypothesis, Rated, rank
from translations.engines.protocol import Translated
from translations.postediting.articles import repair_agreement
from translations.postediting.words import repair_words

#: Translations of a sentence that the model writes itself.
WRITTEN = 6


class Judge:
    """A neural model of one direction; both directions of it are asked."""

    def __init__(self, neural: ArgosEngine, source: str, target: str) -> None:
        self._neural, self._source, self._target = neural, source, target

    def write(self, sentences: Sequence[str]) -> list[list[Translated]]:
        """What the model makes of each sentence itself, with words for those that it invents or copies."""
        found = self._neural.propose(sentences, self._source, self._target, WRITTEN)
        return [
            [self._mend(sentence, each) for each in those]
            for sentence, those in zip(sentences, found, strict=True)
        ]

    def compare(
        self, sentences: Sequence[str], hypotheses: Sequence[Sequence[Hypothesis]]
    ) -> list[list[Rated]]:
        """The *hypotheses* about each sentence, best first; the other way only those ahead are read."""
        ranked = [rank(these) for these in self.rate(sentences, hypotheses)]
        ahead = [these[:SHORTLIST] for these in ranked]
        pairs = [
            (each.text, sentence) for sentence, these in zip(sentences, ahead, strict=True) for each in these
        ]
        backward = iter(self._neural.score(pairs, self._target, self._source))
        return [
            [*rank([each._replace(backward=next(backward)) for each in first]), *these[SHORTLIST:]]
            for first, these in zip(ahead, ranked, strict=True)
        ]

    def rate(self, sentences: Sequence[str], hypotheses: Sequence[Sequence[Hypothesis]]) -> list[list[Rated]]:
        """The *hypotheses* about each sentence in their order, read one way."""
        pairs = [
            (sentence, each.answer.text)
            for sentence, these in zip(sentences, hypotheses, strict=True)
            for each in these
        ]
        opinions = iter(self._neural.score(pairs, self._source, self._target))
        return [[Rated(each, told := next(opinions), told) for each in these] for these in hypotheses]

    def _mend(self, sentence: str, answer: Translated) -> Translated:
        draft = Draft(sentence, answer.text, self._source, self._target, answer.links, is_weak=True)
        draft = repair_agreement(repair_words(draft))
        return msgspec.structs.replace(answer, text=draft.target, links=draft.links, guesses=draft.repairs)

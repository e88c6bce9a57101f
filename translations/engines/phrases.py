"""An engine in which phrases propose and a neural model chooses.

Phrases seen in human translations invent no words and drop few; a small neural model alone does both, but
knows which of their proposals hangs together.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import compress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

import msgspec

from dosvoces.core.record import WordLink
from translations.clauses import split_clauses
from translations.engines.argos import ArgosEngine
from translations.engines.choosing import Hypothesis, Proposal, Rated, gather, rank
from translations.engines.device import Device, read_device
from translations.engines.judging import Judge
from translations.engines.protocol import Translated
from translations.numbers import compare_numbers
from translations.polarity import differs_in_polarity
from translations.times import say

if TYPE_CHECKING:
    from translations.phrases.candidates import Candidate
    from translations.phrases.model import Direction
    from translations.phrases.words import Token

#: Translations of a sentence that phrases propose.
PROPOSALS = 10
#: Characters from which a part of a sentence is cut without being counted.
LONGEST_CHARACTERS = 2000


class PhraseEngine:
    """The phrases of one file, and the neural model that chooses among what they make of a sentence."""

    def __init__(self, name: str, phrases: Path, neural: ArgosEngine, device: Device | None = None) -> None:
        self.name, self.version = name, neural.version
        self._phrases = phrases
        self._neural = neural
        self._device = device or read_device()
        self._directions: dict[tuple[str, str], Direction] = {}

    def translate(
        self, sentences: Sequence[str], source: str, target: str, *, greedy: bool = False
    ) -> list[Translated]:
        """The translations of *sentences*; for *greedy* ones the order of the phrases alone counts."""
        direction = self._load(source, target)
        spans = [split_clauses(sentence, _fits) for sentence in sentences]
        flat = [
            sentence[start:end] for sentence, cut in zip(sentences, spans, strict=True) for start, end in cut
        ]
        with ThreadPoolExecutor(self._device.cores) as pool:
            proposed = list(pool.map(partial(_propose, direction=direction), flat))
        chosen = iter(self._choose(flat, proposed, source, target, greedy=greedy))
        return [_join([next(chosen) for _ in cut], [start for start, _ in cut]) for cut in spans]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the memory of phrases and model back."""
        self._directions.clear()
        self._neural.close()

    def _load(self, source: str, target: str) -> "Direction":
        from translations.phrases.model import read_phrases

        if (source, target) not in self._directions:
            self._directions[source, target] = read_phrases(self._phrases, source, target)
        return self._directions[source, target]

    def _choose(
        self, parts: Sequence[str], proposed: Sequence["Proposals"], source: str, target: str, *, greedy: bool
    ) -> list[Translated]:
        """The best translation of each of *parts*; *greedy* ones are the phrases' own first ones."""
        judge, direction = Judge(self._neural, source, target), self._load(source, target)
        asked = [bool(each.has_words and each.made) for each in proposed]
        found = iter(judge.write(list(compress(parts, asked))))
        own = [next(found) if is_asked else [] for is_asked in asked]
        gathered = [gather(those.made, written) for those, written in zip(proposed, own, strict=True)]
        made = [these for these, _ in gathered]
        rated = judge.rate(parts, made) if greedy else judge.compare(parts, made)
        best = [
            next((each for each in told if _is_faithful(part, each.text, source, target)), None)
            for part, told in zip(parts, rated, strict=True)
        ]
        rivals = [
            [] if greedy and first else _find_rivals(part, those.said, told, first, written, direction)
            for part, those, told, first, (_, written) in zip(
                parts, proposed, rated, best, gathered, strict=True
            )
        ]
        others = judge.compare(parts, rivals)
        # Where the search ended nowhere, the neural model has the word.
        lost = [part for part, told in zip(parts, rated, strict=True) if not told]
        last = iter(self._neural.translate(lost, source, target))
        answers = []
        for told, first, rivalling in zip(rated, best, others, strict=True):
            if not told:
                answers.append(next(last))
                continue
            taken = (rank([*([first] if first else []), *rivalling]) or told)[0]
            answers.append(msgspec.structs.replace(taken.hypothesis.answer, score=taken.score))
        return answers


class Proposals(NamedTuple):
    """What phrases make of a sentence, best first, and what any translation of it has to say."""

    made: list[Proposal]
    #: Names, dates and the like: of each the ways to say it.
    said: list[list[str]]
    has_words: bool


def _find_rivals(
    part: str,
    said: Sequence[Sequence[str]],
    told: Sequence[Rated],
    best: Rated | None,
    written: Sequence[Hypothesis],
    direction: "Direction",
) -> list[Hypothesis]:
    """Those of the model's own, *written*, that may be taken, since they say no less than the *best* told."""
    from translations.phrases.coverage import Coverage

    if not written:
        return []
    coverage = Coverage(part, direction)
    proposed = [best.text, *(each.text for each in told)] if best else []
    return [
        each
        for each in written
        if _says(each.answer, said)
        and _is_faithful(part, each.answer.text, direction.source, direction.target)
        and (not best or coverage.leaves_nothing_out(each.answer.text, proposed))
    ]


def _says(answer: Translated, said: Sequence[Sequence[str]]) -> bool:
    text = answer.text.lower()
    whole = bool(text) and not answer.truncated
    return whole and all(any(way in text for way in ways) for ways in said)


def _is_faithful(part: str, text: str, source: str, target: str) -> bool:
    """Whether *text* has the numbers, currencies and negations of *part*."""
    has_numbers = not compare_numbers(part, text, source, target).differences
    return has_numbers and not differs_in_polarity(part, text, source, target)


def _fits(part: str) -> bool:
    from translations.phrases.search import LONGEST_SENTENCE
    from translations.phrases.words import tokenize

    return len(part) <= LONGEST_CHARACTERS and len(tokenize(part)) <= LONGEST_SENTENCE


def _propose(part: str, direction: "Direction") -> Proposals:
    from translations.phrases.abbreviations import write_out
    from translations.phrases.articled import keep_articled
    from translations.phrases.candidates import find_candidates
    from translations.phrases.expressions import mark_expressions
    from translations.phrases.futures import join_futures
    from translations.phrases.people import keep_people
    from translations.phrases.search import LONGEST_SENTENCE
    from translations.phrases.words import divide_compounds, tokenize

    tokens = write_out(mark_expressions(part, tokenize(part), direction.source), direction.source)
    tokens = keep_people(keep_articled(tokens, part, direction), part, direction)
    tokens = divide_compounds(tokens, direction.ids, direction.names, LONGEST_SENTENCE)
    tokens = join_futures(tokens, direction)
    if not tokens:
        return Proposals([Proposal(Translated(part), 0.0)], [], has_words=False)
    said = [[say(way).lower() for way in token.said] for token in tokens if token.said]
    found = find_candidates(tokens, direction, PROPOSALS)
    made = [_read(part, tokens, each, direction.source) for each in found]
    return Proposals(made, said, any(token.text[0].isalpha() for token in tokens))


def _read(part: str, tokens: Sequence["Token"], candidate: "Candidate", language: str) -> Proposal:
    from translations.phrases.analogies import DOUBTFUL
    from translations.phrases.printing import print_pieces

    text, spans = print_pieces(candidate.pieces, tokens, part, language)
    links, guesses = list[WordLink](), list[tuple[int, int]]()
    position = 0
    for piece in candidate.pieces:
        said = spans[position : position + len(piece.words)]
        position += len(piece.words)
        if not said:
            continue
        if piece.chance < 1:
            guesses.append((said[0][0], said[-1][1]))
        own = [(token.start, token.end) for token in tokens[piece.start : piece.end]]
        if len(said) != len(own):
            # Which word of a phrase stands for which nobody counted; the phrase stands for the phrase.
            said, own = [(said[0][0], said[-1][1])], [(own[0][0], own[-1][1])]
        links += [WordLink(source=ours, target=theirs) for ours, theirs in zip(own, said, strict=True)]
    guessed = any(piece.chance < DOUBTFUL for piece in candidate.pieces)
    answer = Translated(text, None, tuple(links), guessed=guessed, guesses=tuple(guesses))
    return Proposal(answer, candidate.total)


def _join(parts: Sequence[Translated], begins: Sequence[int]) -> Translated:
    """One translation of the translations of a sentence's clauses, which begin at these characters."""
    if len(parts) == 1 and not begins[0]:
        return parts[0]
    text, links, guesses = "", [], []
    for part, begin in zip(parts, begins, strict=True):
        text += " " if text and part.text else ""
        guesses += [(len(text) + start, len(text) + end) for start, end in part.guesses]
        links += [
            WordLink(
                source=(link.source[0] + begin, link.source[1] + begin),
                target=(link.target[0] + len(text), link.target[1] + len(text)),
            )
            for link in part.links
        ]
        text += part.text
    scores = [part.score for part in parts if part.score is not None]
    guessed = any(part.guessed for part in parts)
    return Translated(text, min(scores, default=None), tuple(links), guessed=guessed, guesses=tuple(guesses))

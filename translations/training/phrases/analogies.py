"""Rules by which unknown words are translated like known ones, learned from the pairs of single words.

``python -m translations.training.phrases.analogies phrases.npz`` adds the rules to the file, or learns them
anew; ``--held 0.1`` prints instead how often they are right on words that were no part of the learning.
"""

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from translations.phrases.analogies import (
    DOUBTFUL,
    LONGEST_ENDING,
    SHORTEST_STEM,
    Analogies,
    Rendering,
    Rule,
    Vocabulary,
    encode_rules,
    find_sure,
    turn,
)
from translations.phrases.guessing import Guesser
from translations.phrases.model import Direction, read_phrases

#: Letters of a known word that may be replaced; words of one stem beyond which it is none.
LONGEST_KNOWN, MOST_OF_STEM = 5, 80
#: Pairs of words that must differ in a way, of these those whose translations follow a rule, and their share.
SEEN, HELD, SHARE = 6, 4, 0.05
#: Rules kept of each way in which words differ.
MOST_RULES = 4
#: Letters that the translations must share, and those that one may lose and gain.
SHARED, LOST, GAINED = 3, 4, 5

#: Chances between which guesses about words held out are counted apart.
CHANCES = (0.0, 0.025, 0.05, DOUBTFUL, 0.2, 1.01)

_Way = tuple[str, str]
_Change = tuple[str, str, str, str]


def learn(words: Mapping[str, Sequence[Rendering]]) -> list[Rule]:
    """The rules that hold among *words* with their renderings, always in the same order."""
    rules = []
    for at_start in (False, True):
        seen, followed = _count(words, at_start)
        for way in sorted(followed):
            ranked = sorted(followed[way].items(), key=lambda item: (-item[1], item[0]))
            enough = [item for item in ranked if item[1] >= HELD and item[1] >= SHARE * seen[way]]
            if seen[way] >= SEEN:
                rules += [
                    Rule(at_start, *way, *change, count / (seen[way] + 2))
                    for change, count in enough[:MOST_RULES]
                ]
    return rules


def _count(
    words: Mapping[str, Sequence[Rendering]], at_start: bool
) -> tuple[Counter[_Way], dict[_Way, Counter[_Change]]]:
    """How often words differ in each way, and how often their translations change in each way then."""
    seen, followed = Counter[_Way](), defaultdict[_Way, Counter[_Change]](Counter)
    for way, word, known in _pair_words(words, at_start):
        seen[way] += 1
        changes = {
            change
            for old in known[:2]
            if len(old.words) == 1
            for new in word[:3]
            for change in _find_changes(old.words[0], new.words, at_start)
        }
        followed[way].update(changes)
    return seen, followed


def _pair_words(
    words: Mapping[str, Sequence[Rendering]], at_start: bool
) -> Iterator[tuple[_Way, Sequence[Rendering], Sequence[Rendering]]]:
    """All pairs of words that share a stem, and nothing more than it."""
    stems = defaultdict[str, list[str]](list)
    for word in words:
        spelt = turn(word, at_start)
        for size in range(min(LONGEST_ENDING, len(word) - SHORTEST_STEM) + 1):
            stems[spelt[: len(spelt) - size]].append(spelt)
    for stem, those in stems.items():
        if len(those) <= MOST_OF_STEM:
            for one in those:
                for other in those:
                    way = one[len(stem) :], other[len(stem) :]
                    if one != other and len(way[1]) <= LONGEST_KNOWN and way[0][:1] != way[1][:1]:
                        yield way, words[turn(one, at_start)], words[turn(other, at_start)]


def _find_changes(old: str, new: Sequence[str], at_start: bool) -> Iterator[_Change]:
    """What makes the words *new* of the word *old*, for each of *new* that is like it."""
    spelt = turn(old, at_start)
    for index, word in enumerate(new):
        other = turn(word, at_start)
        shared = next(
            (place for place, (a, b) in enumerate(zip(spelt, other, strict=False)) if a != b),
            min(len(spelt), len(other)),
        )
        if shared >= SHARED and len(spelt) - shared <= LOST and len(other) - shared <= GAINED:
            yield spelt[shared:], other[shared:], " ".join(new[:index]), " ".join(new[index + 1 :])


def read_words(direction: Direction) -> dict[str, list[Rendering]]:
    """The words that rules are learned from: small ones, with what translates them."""
    found = {}
    for word in direction.ids:
        if len(word) >= SHORTEST_STEM and word.isalpha() and word.islower():
            good = find_sure(direction.find_renderings(word))
            if good:
                found[word] = good
    return found


def measure(words: Mapping[str, Sequence[Rendering]], direction: Direction, target: str, held: float) -> str:
    """How often rules learned without a share *held* of the *words* are right about these."""
    away = set(random.Random(1).sample(sorted(words), int(held * len(words))))
    kept = {word: renderings for word, renderings in words.items() if word not in away}

    def find(word: str) -> Sequence[Rendering]:
        return [] if word in away else direction.find_renderings(word)

    vocabulary = Vocabulary(
        *(direction.source, target, find, direction.ids, direction.names, direction.target_ids), {}
    )
    rules = learn(kept)
    analogies, guesser = Analogies(rules, vocabulary), Guesser(rules, vocabulary)
    right = 0
    firsts, derived = list[tuple[float, bool]](), list[tuple[float, bool]]()
    for word in sorted(away):
        guesses = analogies.guess(word)
        known = {each.words for each in direction.find_renderings(word)}
        firsts += [(chance, words in known) for words, chance in guesses[:1]]
        if not guesses:
            derived += [(chance, words in known) for words, chance in guesser.guess(word)[:1]]
        right += any(words in known for words, _ in guesses)
    return (
        f"{len(away)} words: guessed {len(firsts) / len(away):.1%}, of these "
        f"one of all right {right / max(1, len(firsts)):.1%}, the first {_describe(firsts)}"
        + "".join(
            f"\n  by chance {low} to {high}: {_describe([each for each in firsts if low <= each[0] < high])}"
            for low, high in pairwise(CHANCES)
        )
        + f"\n  and made of known words, where analogy knows nothing: {_describe(derived)}"
    )


def _describe(guesses: Sequence[tuple[float, bool]]) -> str:
    return f"{sum(is_right for _, is_right in guesses) / max(1, len(guesses)):.1%} of {len(guesses)}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Learn the rules of both directions of the file that the command line names."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    parser.add_argument("--held", type=float, default=0.0)
    wanted = parser.parse_args(arguments)
    rules = dict[str, Any]()
    for source, target in (("en", "es"), ("es", "en")):
        direction = read_phrases(wanted.file, source, target)
        words = read_words(direction)
        if wanted.held:
            print(f"{source}-{target}: {measure(words, direction, target, wanted.held)}", flush=True)
        else:
            learned = learn(words)
            rules[f"analogies.{source}-{target}"] = np.frombuffer(encode_rules(learned), np.uint8)
            print(f"{source}-{target}: {len(learned)} rules", flush=True)
    if rules:
        with np.load(wanted.file) as data:
            arrays = dict(data)
        np.savez_compressed(wanted.file, **(arrays | rules))


if __name__ == "__main__":
    main()

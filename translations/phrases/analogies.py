"""What a word that no phrase has may be, by analogy to words of the same stem.

"asistirían" is to "asistir" as "would attend" is to "attend" (Langlais and Patry 2007: translating unknown
words by analogical learning). The rules are learned by :mod:`translations.training.phrases.analogies`.
"""

from collections.abc import Callable, Collection, Iterable, Iterator

import msgspec

from translations.postediting.lexicon import Forms
from translations.postediting.vocabulary import is_listed

#: Letters that a word must share with a known one, and those in which it may differ.
SHORTEST_STEM, LONGEST_ENDING = 4, 8
#: What a word may be, at most.
MOST_GUESSES = 6
#: Chance from which a guess is better than the word left standing.
LEAST = 0.003
#: Chance below which a guess is as likely wrong as right: its sentence is flagged.
DOUBTFUL = 0.1
#: How much the way back counts in the choice among the renderings of the known word.
BACKWARD = 0.3
#: Longer words are not looked at: no language has them.
LONGEST_WORD = 40


class Rendering(msgspec.Struct, frozen=True):
    """What a word may be in the other language, and how likely each is given the other."""

    words: tuple[str, ...]
    forward: float
    backward: float


class Vocabulary(msgspec.Struct, frozen=True):
    """The words of one direction: what guesses are made from, and by which they are believed."""

    source: str
    target: str
    #: What phrases have for a single word of the source.
    find: Callable[[str], Iterable[Rendering]]
    #: Words of the source that phrases have, and those of them that are commoner with a capital.
    known: Collection[str]
    names: Collection[str]
    #: Words of the target that phrases have, and what the lexicon has for words of the source.
    target_known: Collection[str]
    forms: Forms

    def has_target(self, word: str) -> bool:
        """Whether *word* is one of the target language."""
        return word in self.target_known or is_listed(word, self.target)


class Rule(msgspec.Struct, frozen=True):
    """When a word differs from a known one in this way, its translation does in that way.

    At the word's end, or, with *at_start*, at its beginning: there all parts are spelt backwards.
    """

    at_start: bool
    #: What the word and the known one have where they differ.
    ending: str
    known: str
    #: What the known word's translation loses and gains, and the words before and behind it.
    loses: str
    gains: str
    before: str
    behind: str
    #: How often that held among the words that differ so.
    share: float

    def apply(self, word: str) -> tuple[str, ...] | None:
        """The translation that follows from the known word's translation *word*; ``None`` if none does."""
        spelt = turn(word, self.at_start)
        if not spelt.endswith(self.loses):
            return None
        made = turn(spelt[: len(spelt) - len(self.loses)] + self.gains, self.at_start)
        return (*self.before.split(), made, *self.behind.split())


def turn(word: str, at_start: bool) -> str:
    """*word*, spelt backwards for rules about beginnings."""
    return word[::-1] if at_start else word


def encode_rules(rules: Iterable[Rule]) -> bytes:
    """*rules* as lines of columns with tabs between."""
    return "\n".join(
        "\t".join(
            (
                "start" if each.at_start else "end",
                *(each.ending, each.known, each.loses, each.gains, each.before, each.behind),
                f"{each.share:.3f}",
            )
        )
        for each in rules
    ).encode()


def decode_rules(text: bytes) -> list[Rule]:
    """The rules that :func:`encode_rules` wrote; raises :exc:`ValueError` where it did not."""
    lines = text.decode().split("\n") if text else []
    return [
        Rule(side == "start", ending, known, loses, gains, before, behind, float(share))
        for side, ending, known, loses, gains, before, behind, share in (line.split("\t") for line in lines)
    ]


class Analogies:
    """The rules of one direction, applied to the words that are known."""

    def __init__(self, rules: Iterable[Rule], vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._rules: dict[tuple[bool, str], dict[str, list[Rule]]] = {}
        for rule in rules:
            self._rules.setdefault((rule.at_start, rule.ending), {}).setdefault(rule.known, []).append(rule)

    def guess(self, word: str) -> list[tuple[tuple[str, ...], float]]:
        """What *word* may be, the likeliest first, with chances of 0 to 1.

        Nothing for capitals but of what Spanish writes small: "Uruguayans".
        """
        is_english_name = self._vocabulary.source == "en" and word[:1].isupper() and word[1:].islower()
        if not (word.islower() or is_english_name) or not word.isalpha() or len(word) > LONGEST_WORD:
            return []
        found: dict[tuple[str, ...], float] = {}
        for made, chance in self._apply(word):
            found[made] = max(chance, found.get(made, 0.0))
        likely = [item for item in found.items() if item[1] >= LEAST]
        return sorted(likely, key=lambda item: (-item[1], item[0]))[:MOST_GUESSES]

    def _apply(self, word: str) -> Iterator[tuple[tuple[str, ...], float]]:
        for at_start in (False, True):
            spelt = turn(word, at_start)
            for size in range(min(LONGEST_ENDING, len(word) - SHORTEST_STEM) + 1):
                stem = spelt[: len(spelt) - size]
                for ending, rules in self._rules.get((at_start, spelt[len(stem) :]), {}).items():
                    for rendering in self._find(turn(stem + ending, at_start), word):
                        for rule in rules:
                            made = rule.apply(rendering.words[0]) if len(rendering.words) == 1 else None
                            if made and all(map(self._vocabulary.has_target, made)):
                                chance = rule.share * rendering.forward * rendering.backward**BACKWARD
                                yield made, chance

    def _find(self, known: str, word: str) -> list[Rendering]:
        """What rules are applied to; of a name that is no word only what is small, for its plural."""
        likely = find_likely(self._vocabulary.find(known))
        if word.islower():
            return likely
        is_people = known + "s" == word and known.lower() not in self._vocabulary.known
        return [each for each in likely if is_people and each.words[0].islower()]


def find_likely(renderings: Iterable[Rendering]) -> list[Rendering]:
    """The best of *renderings*, those that rules are applied to."""
    likely = [each for each in renderings if each.forward >= 0.03]
    return sorted(likely, key=lambda each: -each.forward * each.backward**0.5)[:4]


def find_sure(renderings: Iterable[Rendering]) -> list[Rendering]:
    """The best of *renderings*, those that rules are learned from: small words that are no rare ones."""
    sure = [each for each in renderings if each.forward >= 0.08 and each.backward >= 0.02]
    small = [each for each in sure if all(word.islower() or not word.isalpha() for word in each.words)]
    return sorted(small, key=lambda each: -each.forward * each.backward**0.5)[:4]

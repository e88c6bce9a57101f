"""What a word that no phrase has may be: by analogy to known words, or by the words that it is made of."""

import re
from collections.abc import Iterable, Iterator

from translations.phrases.analogies import (
    BACKWARD,
    LONGEST_WORD,
    MOST_GUESSES,
    Analogies,
    Rule,
    Vocabulary,
    find_likely,
)
from translations.phrases.derivations import SLIP, UNACCENTED, UNDONE, Derivation, derive
from translations.postediting.cognates import find_cognates
from translations.postediting.vocabulary import is_listed

#: Chance of what a word is surely made of to be right: derived words are guessed where analogy knows nothing.
DERIVED = 0.09
#: Least likelihood of what is guessed; below, four of five were wrong.
LEAST = 0.001
#: How likely a cognate is the word's translation, beside what the word is made of.
COGNATE = 0.2
#: The same of a cognate that no phrase has: dictionaries of the web have slips, too.
RARE = 0.01
#: Steps on from what a word is made of: a pronoun's verb may be a gerund, and that of a known infinitive.
_STEPS = 2
#: Words that are taken apart for one that is guessed: of 1,351 that needed it none asked for more than 15.
MOST_BASES = 24
_SUBJECTS = frozenset(("I", "we", "you", "they", "he", "she", "it"))

#: Endings that make a word only where the language has it.
_CHECKED = frozenset(("s", "ing", "ed", "ly", "able"))

Guess = tuple[tuple[str, ...], float]


class Guesser:
    """Guesses about words that no phrase of the *vocabulary* has."""

    def __init__(self, rules: Iterable[Rule], vocabulary: Vocabulary) -> None:
        self._analogies, self._vocabulary = Analogies(rules, vocabulary), vocabulary

    def guess(self, word: str) -> list[Guess]:
        """What the small *word* may be, the likeliest first, with chances of 0 to 1; nothing for names."""
        found = self._analogies.guess(word)
        is_word = word.islower() and word.isalpha() and len(word) <= LONGEST_WORD
        if found or self._vocabulary.source != "es" or not is_word:
            return found
        made = dict[tuple[str, ...], float]()
        for words, chance in self._derive(word, _STEPS, iter(range(MOST_BASES))):
            if chance >= LEAST:
                made[words] = max(DERIVED * chance, made.get(words, 0.0))
        return sorted(made.items(), key=lambda item: (-item[1], item[0]))[:MOST_GUESSES]

    def _derive(self, word: str, steps_left: int, bases_left: Iterator[int]) -> Iterator[Guess]:
        """What the lexicon has for *word*, its cognates, and what it is made of, in so many steps and one."""
        ours = self._vocabulary
        for each in ours.forms.get(word, ()):
            if ours.has_target(each.form):
                yield (each.form,), each.weight
        cognates = find_cognates(word, ours.source, ours.target)
        for cognate in (*cognates, *self._strip(word)):
            yield (cognate,), COGNATE if cognate in ours.target_known else RARE
        for derivation in derive(word):
            # Slips are too many to go on from.
            steps = 0 if derivation.weight <= SLIP else steps_left
            for words, chance in self._translate(derivation.base, steps, bases_left):
                wrapped = self._wrap(derivation, words)
                if wrapped:
                    yield wrapped, derivation.weight * chance

    def _strip(self, word: str) -> Iterator[str]:
        """*word* without its accents where it is the other language's then: "góspel"."""
        plain = word.translate(UNACCENTED)
        if plain != word and is_listed(plain, self._vocabulary.target):
            yield plain

    def _translate(self, base: str, steps: int, bases_left: Iterator[int]) -> Iterator[Guess]:
        """What phrases have for *base*, or, when it is a word, what may be guessed in *steps* more."""
        ours = self._vocabulary
        # What was met with seldom has no likely rendering, but some.
        is_known = base in (ours.known if base.islower() else ours.names)
        renderings = list(ours.find(base)) if is_known else []
        for each in find_likely(renderings) or renderings[:1]:
            yield each.words, each.forward * each.backward**BACKWARD
        is_next = steps and not renderings and is_listed(base, ours.source)
        if is_next and next(bases_left, None) is not None:
            yield from self._analogies.guess(base) or self._derive(base, steps - 1, bases_left)

    def _wrap(self, each: Derivation, words: tuple[str, ...]) -> tuple[str, ...] | None:
        """*words* with what stands around them; ``None`` where that makes no sense."""
        *others, last = words
        last = _add(last, each.suffix)
        if (each.suffix in _CHECKED and not self._vocabulary.has_target(last)) or (each.prefix and others):
            return None
        if each.prefix:
            whole = each.prefix + last
            if not self._vocabulary.has_target(whole):
                if each.prefix in UNDONE:
                    return None
                whole = f"{each.prefix}-{last}"
            last = whole
        before = () if words[0] in _SUBJECTS else each.before.split()
        return (*before, *others, last, *each.behind.split())


def _add(word: str, suffix: str) -> str:
    """The English *word* with *suffix*, spelt as that is."""
    if suffix == "ly":
        word = re.sub("le$", "", re.sub("y$", "i", re.sub("ic$", "ical", word)))
    elif suffix in ("ing", "ed", "able"):
        word = word.removesuffix("e")
    return word + suffix

"""What a word that no phrase has may be: by analogy to known words, or by the words that it is made of."""

from collections.abc import Callable, Collection, Iterable, Iterator

from translations.phrases.analogies import (
    BACKWARD,
    LONGEST_WORD,
    MOST_GUESSES,
    Analogies,
    Rendering,
    find_likely,
)
from translations.phrases.derivations import SLIP, UNACCENTED, Derivation, derive
from translations.postediting.cognates import find_cognates
from translations.postediting.lexicon import Forms
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
_SUBJECTS = frozenset(("I", "we", "you", "they", "he", "she", "it"))

Guess = tuple[tuple[str, ...], float]


class Guesser:
    """Guesses about the words of *source*, of which it knows some with what they may be."""

    def __init__(
        self,
        analogies: Analogies,
        find: Callable[[str], Iterable[Rendering]],
        known: Collection[str],
        names: Collection[str],
        target_known: Collection[str],
        forms: Forms,
        source: str,
        target: str,
    ) -> None:
        self._analogies, self._find, self._known, self._names = analogies, find, known, names
        self._target_known, self._forms, self._source, self._target = target_known, forms, source, target

    def guess(self, word: str) -> list[Guess]:
        """What the small *word* may be, the likeliest first, with chances of 0 to 1; nothing for names."""
        found = self._analogies.guess(word)
        if (
            found
            or self._source != "es"
            or not word.islower()
            or not word.isalpha()
            or len(word) > LONGEST_WORD
        ):
            return found
        made = dict[tuple[str, ...], float]()
        for words, chance in self._derive(word, _STEPS):
            if chance >= LEAST:
                made[words] = max(DERIVED * chance, made.get(words, 0.0))
        return sorted(made.items(), key=lambda item: (-item[1], item[0]))[:MOST_GUESSES]

    def _derive(self, word: str, steps_left: int) -> Iterator[Guess]:
        """What the lexicon has for *word*, its cognates, and what it is made of, in so many steps and one."""
        for each in self._forms.get(word, ()):
            if self._is_word(each.form):
                yield (each.form,), each.weight
        cognates = find_cognates(word, self._source, self._target)
        for cognate in (*cognates, *self._strip(word)):
            yield (cognate,), COGNATE if cognate in self._target_known else RARE
        for derivation in derive(word):
            # Slips are too many to go on from.
            steps = 0 if derivation.weight <= SLIP else steps_left
            for words, chance in self._translate(derivation.base, steps):
                wrapped = self._wrap(derivation, words)
                if wrapped:
                    yield wrapped, derivation.weight * chance

    def _strip(self, word: str) -> Iterator[str]:
        """*word* without its accents where it is the other language's then: "góspel"."""
        plain = word.translate(UNACCENTED)
        if plain != word and is_listed(plain, self._target):
            yield plain

    def _translate(self, base: str, steps: int) -> Iterator[Guess]:
        """What phrases have for *base*, or, when it is a word, what may be guessed in *steps* more."""
        # What was met with seldom has no likely rendering, but some.
        is_known = base in (self._known if base.islower() else self._names)
        renderings = list(self._find(base)) if is_known else []
        for each in find_likely(renderings) or renderings[:1]:
            yield each.words, each.forward * each.backward**BACKWARD
        if steps and not renderings and is_listed(base, self._source):
            yield from self._analogies.guess(base) or self._derive(base, steps - 1)

    def _wrap(self, each: Derivation, words: tuple[str, ...]) -> tuple[str, ...] | None:
        """*words* with what stands around them; ``None`` where that makes no sense."""
        *others, last = words
        last = (last.removesuffix("e") if each.suffix in ("ing", "ed") else last) + each.suffix
        if (each.suffix in ("s", "ing", "ed") and not self._is_word(last)) or (each.prefix and others):
            return None
        if each.prefix:
            last = each.prefix + last if self._is_word(each.prefix + last) else f"{each.prefix}-{last}"
        before = () if words[0] in _SUBJECTS else each.before.split()
        return (*before, *others, last, *each.behind.split())

    def _is_word(self, word: str) -> bool:
        return word in self._target_known or is_listed(word, self._target)

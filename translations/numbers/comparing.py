"""Comparison of a sentence's numbers with those of its translation."""

import re
from functools import lru_cache

import msgspec

from translations.numbers.finding import Number, find_numbers
from translations.numbers.spelled import Spelled, find_spelled, says_number
from translations.numbers.units import are_same, find_currencies, mentions

#: Texts without any of these have no digits, no Roman numerals and no money, and most have none.
_HINT = re.compile(
    r"\d|(?-i:[IVX]{2})|siglo|dollar|dólar|euros?\b|pesos\b|pounds\b|libras\b|[$€£]", re.IGNORECASE
)


class Comparison(msgspec.Struct, frozen=True):
    """What differs between the numbers of a sentence and those of its translation; nothing is good."""

    #: Numbers of the sentence that the translation does not have.
    missing: tuple[Number, ...] = ()
    #: Numbers of the translation that the sentence does not have.
    added: tuple[Number, ...] = ()
    #: Numbers that both have, as per cent or in a currency on one side only.
    units: tuple[tuple[Number, Number], ...] = ()
    #: Numbers in words that only one of them has.
    words: tuple[Spelled, ...] = ()
    #: A currency that only the sentence has, and the one that the translation has instead.
    currencies: tuple[str, ...] = ()

    @property
    def differences(self) -> int:
        """How many numbers are not as they should be."""
        return len(self.missing) + len(self.added) + len(self.units) + len(self.words) + len(self.currencies)


SAME = Comparison()


# A repair asks what the check asks again right after.
@lru_cache(maxsize=256)
def compare_numbers(source: str, target: str, source_language: str, target_language: str) -> Comparison:
    """The numbers of *source* and of its translation *target*, compared by what they mean.

    A number answers one number; it may be in words on the other side.
    """
    written = bool(_HINT.search(source) or _HINT.search(target))
    if not written and not says_number(source, source_language) and not says_number(target, target_language):
        return SAME
    our_words, their_words = find_spelled(source, source_language), find_spelled(target, target_language)
    ours = find_numbers(source, source_language) if written else []
    theirs = find_numbers(target, target_language) if written else []
    missing: list[Number] = []
    units: list[tuple[Number, Number]] = []
    added = list(theirs)
    for number in ours:
        answers = [other for other in added if _answers(number, other)]
        if not answers:
            missing.append(number)
            continue
        answer = next((other for other in answers if other.unit == number.unit), answers[0])
        added.remove(answer)
        if not _units_fit(number, answer, source, target, source_language, target_language):
            units.append((number, answer))
    # A word that has its word on the other side stands for no digits.
    for word in sorted(our_words, key=lambda word: -word.strength):
        answer_word = next((other for other in their_words if other.value == word.value), None)
        if answer_word:
            our_words.remove(word)
            their_words.remove(answer_word)
    for strength in (2, 1, 0):
        # "a" and "un" are 1 only where no other number may have become it.
        if not strength and missing and added:
            break
        missing = _strike(missing, their_words, strength)
        added = _strike(added, our_words, strength)
    return Comparison(
        tuple(missing),
        tuple(added),
        tuple(units),
        (*_find_unsaid(source, our_words, target, theirs), *_find_unsaid(target, their_words, source, ours)),
        _changed_currencies(source, target, source_language, target_language),
    )


def _find_unsaid(text: str, words: list[Spelled], other: str, numbers: list[Number]) -> list[Spelled]:
    """Those of *words*, of *text*, that are numbers for certain and that *other* does not have in any way."""
    return [
        word
        for word in words
        if word.strength > 1
        and not any(word.value in number.values for number in numbers)
        and text[word.start : word.end] not in other  # "Three Mile Island"
    ]


def _changed_currencies(
    source: str, target: str, source_language: str, target_language: str
) -> tuple[str, ...]:
    ours, theirs = find_currencies(source, source_language), find_currencies(target, target_language)
    if ours == theirs:
        return ()
    lost = [unit for unit in ours if not any(are_same(unit, other) for other in theirs)]
    made_up = [unit for unit in theirs if not any(are_same(unit, other) for other in ours)]
    return (lost[0], made_up[0]) if lost and made_up else ()


def _answers(number: Number, other: Number) -> bool:
    """Whether both mean the same; noughts count by their length, or "0-00" would be "0-0"."""
    if number.clock or other.clock:
        both = number.clock and other.clock
        return bool(number.values & other.values) or (not both and _same_digits(number.text, other.text))
    if len(number.text) == len(other.text) == 4 and number.factor == other.factor == 1:
        return bool(number.bare & other.bare)
    if not number.text.strip("0") and not other.text.strip("0"):
        return len(number.text) == len(other.text)
    return bool(number.values & other.values)


def _same_digits(text: str, other: str) -> bool:
    return text.isdigit() and text.lstrip("0") == other.lstrip("0")


def _units_fit(
    number: Number, other: Number, source: str, target: str, source_language: str, target_language: str
) -> bool:
    """Whether both have the same unit, or the other text speaks of it elsewhere."""
    if are_same(number.unit, other.unit):
        return True
    if number.unit and other.unit:
        return False
    if number.unit:
        return mentions(target, number.unit, target_language)
    return mentions(source, other.unit, source_language)


def _strike(numbers: list[Number], words: list[Spelled], strength: int) -> list[Number]:
    """Those of *numbers* that no word of the *strength* or more says; the words that do are used up."""
    left = []
    for number in numbers:
        # "un 1 %" is not said by "un".
        fits = strength or not number.unit
        answer = next(
            (word for word in words if fits and word.strength >= strength and word.value in number.values),
            None,
        )
        if answer:
            words.remove(answer)
        else:
            left.append(number)
    return left

"""Comparison of a sentence's numbers with those of its translation."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

import msgspec

from translations.numbers.finding import Number, find_numbers
from translations.numbers.notation import read_continental
from translations.numbers.spelled import Spelled, find_spelled, find_uncounted, says_number
from translations.numbers.units import (
    CURRENCIES,
    MEASURES,
    TIMES,
    are_same,
    find_currencies,
    mentions,
    read_unit,
)

#: Texts without any of these have no digits, no Roman numerals and no money, and most have none.
_HINT = re.compile(
    r"\d|(?-i:[IVX]{2})|siglo"
    r"|\bs\.|[\u00bc-\u00be\u2150-\u215e]|dollar|dólar|euros?\b|pesos\b|pounds\b|libras\b|[$€£]",
    re.IGNORECASE,
)


_LETTER = re.compile(r"[^\W\d_]")


class Comparison(msgspec.Struct, frozen=True):
    """What differs between the numbers of a sentence and those of its translation; nothing is good."""

    #: Numbers that both have.
    same: tuple[tuple[Number, Number], ...] = ()
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
    #: Numbers below nought that are above it in the translation, or the other way round.
    signs: tuple[Number, ...] = ()
    #: Scores whose sides have changed places.
    scores: tuple[str, ...] = ()
    #: Thousands of the one that are millions of the other.
    uncounted: tuple[float, ...] = ()

    @property
    def differences(self) -> int:
        """How many numbers are not as they should be."""
        faults = self.missing, self.added, self.units, self.words, self.currencies, self.signs, self.scores
        return sum(map(len, (*faults, self.uncounted)))


SAME = Comparison()
#: Numbers of a sentence; what has more is a table, and compared without units and without words.
MOST = 200


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
    same: list[tuple[Number, Number]] = []
    ours, theirs = _leave_out_stuck(ours, theirs)
    if max(len(ours), len(theirs), len(our_words), len(their_words)) > MOST:
        return _compare_table(ours, theirs)
    added = list(theirs)
    for number in ours:
        answers = [other for other in added if _answers(number, other)]
        if not answers:
            missing.append(number)
            continue
        answer = next((other for other in answers if other.unit == number.unit), answers[0])
        added.remove(answer)
        same.append((number, answer))
        if not _units_fit(number, answer, source, target, source_language, target_language):
            units.append((number, answer))
    if "en" in (source_language, target_language):
        missing, added, pairs = _pair_continental(missing, added, source_language == "en")
        same += pairs
    currencies = _changed_currencies(source, target, source_language, target_language)
    # A word that has its word on the other side stands for no digits.
    for word, answer_word in _pair_words(our_words, their_words):
        our_words.remove(word)
        their_words.remove(answer_word)
        ours_in = read_unit(source, word.start, word.end, source_language)
        theirs_in = read_unit(target, answer_word.start, answer_word.end, target_language)
        if {ours_in, theirs_in} <= CURRENCIES and not are_same(ours_in, theirs_in):
            currencies = currencies or (ours_in, theirs_in)
    for strength in (2, 1, 0):
        # "a" and "un" are 1 only where no other number may have become it.
        if not strength and missing and added:
            break
        missing = _strike(missing, their_words, strength)
        added = _strike(added, our_words, strength)
    return Comparison(
        tuple(same),
        tuple(missing),
        tuple(added),
        tuple(units),
        (*_find_unsaid(source, our_words, target, theirs), *_find_unsaid(target, their_words, source, ours)),
        currencies,
        _find_lost_signs(source, ours, target, theirs),
        _find_turned_scores(source, target),
        _find_other_scale(source, target, source_language, target_language),
    )


def _find_other_scale(
    source: str, target: str, source_language: str, target_language: str
) -> tuple[float, ...]:
    """The scales of both where each counts in one, and not in the same."""
    ours, theirs = find_uncounted(source, source_language), find_uncounted(target, target_language)
    return (*ours, *theirs) if len(ours) == len(theirs) == 1 and ours != theirs else ()


def _pair_words(ours: list[Spelled], theirs: list[Spelled]) -> list[tuple[Spelled, Spelled]]:
    """The words that mean the same, the surest first."""
    pairs, left = [], list(theirs)
    for word in sorted(ours, key=lambda word: -word.strength):
        answer = next((other for other in left if other.values & word.values), None)
        if answer:
            left.remove(answer)
            pairs.append((word, answer))
    return pairs


def _compare_table(ours: list[Number], theirs: list[Number]) -> Comparison:
    """Which numbers are not there as often as on the other side, however they are written."""
    counts = Counter(number.values for number in ours)
    counts.subtract(number.values for number in theirs)
    missing = tuple(number for number in ours if counts[number.values] > 0)
    return Comparison(missing=missing, added=tuple(number for number in theirs if counts[number.values] < 0))


#: A sign before a number, not a dash or the middle of a range.
_SIGN = re.compile(
    r"(?:^|[\s(])−$|(?:^|\(|\b(?:del?|al?|un|en|fue|es|era|of|to|at|by|from|was|is|were|an?)\s)[-–]$",
    re.IGNORECASE,
)
#: Words that say what a sign says, of anything and of what changes.
_NEGATIVE = re.compile(r"\b(?:minus|menos|negativ|below|bajo|sub)", re.IGNORECASE)
_FALLING = re.compile(
    r"\b(?:f[ae]ll|drop|decline|decreas|down|los[ets]|loss|shr[aiu]nk|contract|ca[íiye]|baj[óoae]|p[ée]rd|perdi"
    r"|descen|disminu|retroce|reduc|contra[ijcí])",
    re.IGNORECASE,
)
#: Words beside a number of degrees or per cent that say that it is below nought.
_MINUS = re.compile(r"(?:\bminus|\bnegative|(?<!\bal )(?<!\blo )(?<!\bno )\bmenos)\s$", re.IGNORECASE)
_BELOW_ZERO = re.compile(
    r"\s?(?:°|º|grados?\b|degrees?\b)?\s?[CF]?\s+(?:bajo\s+cero|below\s+(?:zero|freezing))", re.IGNORECASE
)
_DEGREES = re.compile(r"\s?(?:°|º|(?i:grados|degrees)\b|[CF]\b|below\s+zero|bajo\s+cero)")
_SCORE = re.compile(r"(?<![\d.,:/–-])(\d{1,2})[-–](\d{1,2})(?![\d:/–-]|[.,]\d)")


def _find_lost_signs(
    source: str, ours: list[Number], target: str, theirs: list[Number]
) -> tuple[Number, ...]:
    """The numbers that only one side has below nought, where the other does not say so in words."""
    lost = _find_signed_here_only(source, ours, target, theirs)
    return (*lost, *_find_signed_here_only(target, theirs, source, ours))


def _find_signed_here_only(
    text: str, numbers: list[Number], other: str, others: list[Number]
) -> Iterator[Number]:
    signed = [number for number in numbers if _has_sign(text, number)]
    if not signed or _NEGATIVE.search(other):
        return
    there = {value for number in others if _has_sign(other, number) for value in number.values}
    for number in signed:
        degrees = _DEGREES.match(text, number.end)
        # A dash looks the same: it is a sign before decimals, degrees and percentages only.
        is_sign = degrees or number.unit == "%" or "." in number.text or "," in number.text
        if is_sign and not number.values & there and (degrees or not _FALLING.search(other)):
            yield number


def _has_sign(text: str, number: Number) -> bool:
    before = text[max(0, number.start - 12) : number.start]
    return bool(_SIGN.search(before[-8:]) or _MINUS.search(before) or _BELOW_ZERO.match(text, number.end))


def _find_turned_scores(source: str, target: str) -> tuple[str, ...]:
    ours, theirs = set(_SCORE.findall(source)), set(_SCORE.findall(target))
    return tuple(
        f"{one}-{other}"
        for one, other in ours
        if one != other and (other, one) in theirs and (one, other) not in theirs and (other, one) not in ours
    )


def _pair_continental(
    missing: list[Number], added: list[Number], is_from_english: bool
) -> tuple[list[Number], list[Number], list[tuple[Number, Number]]]:
    """Both without English numbers that have points for thousands, as "5.352" for "5 mil 352", and these."""
    left, pairs = [], []
    for number in missing:
        for other in added:
            english, spanish = (number, other) if is_from_english else (other, number)
            # Copied from Spanish an English number means something else.
            is_said = number.factor > 1 or bool(_LETTER.search(number.text))
            is_apart = number.text != other.text and (is_from_english or is_said)
            if is_apart and _is_continental(english, spanish):
                pairs.append((number, other))
                added = [each for each in added if each is not other]
                break
        else:
            left.append(number)
    return left, added, pairs


def _is_continental(english: Number, spanish: Number) -> bool:
    """Whether the *english* number has points for thousands and is the *spanish* one."""
    whole = read_continental(english.text)
    alike = "" in (english.unit, spanish.unit) or are_same(english.unit, spanish.unit)
    return bool(whole) and alike and whole * english.factor in spanish.values


def _leave_out_stuck(ours: list[Number], theirs: list[Number]) -> tuple[list[Number], list[Number]]:
    """Both without the numbers inside of words, as in CO2, where only one side has any."""
    stuck = [number for number in ours if number.stuck], [number for number in theirs if number.stuck]
    if all(stuck) or not any(stuck):
        return ours, theirs
    free = {value for number in (*ours, *theirs) if not number.stuck for value in number.values}

    def keep(numbers: list[Number]) -> list[Number]:
        # "el 15M" may be "the 15-M".
        return [number for number in numbers if not number.stuck or number.values & free]

    return keep(ours), keep(theirs)


def _find_unsaid(text: str, words: list[Spelled], other: str, numbers: list[Number]) -> list[Spelled]:
    """Those of *words*, of *text*, that are numbers for certain and that *other* does not have in any way."""
    return [
        word
        for word in words
        if word.strength > 1
        and not any(word.values & number.values for number in numbers)
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
    if {number.unit, other.unit} <= TIMES:
        # "90 minutes" is "1,5 horas".
        return not number.bare & other.bare
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
        fits = strength or not number.unit or number.unit in MEASURES
        answer = next(
            (word for word in words if fits and word.strength >= strength and word.values & number.values),
            None,
        )
        if answer:
            words.remove(answer)
        else:
            left.append(number)
    return left

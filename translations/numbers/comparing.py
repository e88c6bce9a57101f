"""Comparison of a sentence's numbers with those of its translation."""

import re
from collections import Counter
from functools import lru_cache

import msgspec

from translations.numbers.conversion import find_converted
from translations.numbers.currencies import CURRENCIES, find_currencies
from translations.numbers.exchanges import are_renamed, find_exchanged, find_turned_changes
from translations.numbers.notation import read_continental
from translations.numbers.number import Number
from translations.numbers.sides import Side, read_side
from translations.numbers.signs import find_lost_signs
from translations.numbers.spelled import Spelled, find_uncounted, says_number
from translations.numbers.units import MEASURES, TIMES, are_same, mentions
from translations.opposites import find_other_time

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
    #: A number in words that may be none, and what stands there instead: "twice" and "triple".
    exchanged: tuple[Spelled, ...] = ()
    #: Numbers between which something changes, turned round: "from 12 to 9" and "from 9 to 12".
    turned: tuple[tuple[Number, Number], ...] = ()
    #: A day, a month or a part of the day that only one of them says.
    times: tuple[str, ...] = ()

    @property
    def differences(self) -> int:
        """How many numbers are not as they should be."""
        faults = self.missing, self.added, self.units, self.words, self.currencies, self.signs, self.scores
        return sum(map(len, (*faults, self.uncounted, self.exchanged, self.turned, self.times)))


SAME = Comparison()
#: Numbers of a sentence; what has more is a table, and compared without units and without words.
MOST = 200


# A repair asks what the check asks again right after.
@lru_cache(maxsize=256)
def compare_numbers(source: str, target: str, source_language: str, target_language: str) -> Comparison:
    """The numbers of *source* and of its translation *target*, compared by what they mean.

    A number answers one number; it may be in words on the other side, and a measure in another unit.
    """
    written = bool(_HINT.search(source) or _HINT.search(target))
    times = find_other_time(source, target, (source_language, target_language))
    if not written and not says_number(source, source_language) and not says_number(target, target_language):
        return Comparison(times=times) if times else SAME
    ours = read_side(source, source_language, written)
    theirs = read_side(target, target_language, written)
    _leave_out_stuck(ours, theirs)
    if max(len(ours.numbers), len(theirs.numbers), len(ours.words), len(theirs.words)) > MOST:
        return _compare_table(ours.numbers, theirs.numbers)
    same, left, left_there = _pair_numbers(ours, theirs)
    units = [pair for pair in same if not _units_fit(*pair, ours, theirs)]
    if "en" in (source_language, target_language):
        pairs = _pair_continental(left.numbers, left_there.numbers, source_language == "en")
        same += pairs
    currencies = _changed_currencies(ours, theirs) or _pair_words(left, left_there)
    converted = find_converted(left, left_there)
    for side in (left, left_there):
        side.leave_out(converted)
    _strike_said(left, left_there)
    for side in (ours, theirs):
        side.leave_out(converted)
    return Comparison(
        tuple(same),
        tuple(left.numbers),
        tuple(left_there.numbers),
        tuple(units),
        (*_find_unsaid(left, theirs), *_find_unsaid(left_there, ours)),
        currencies,
        find_lost_signs(ours, theirs),
        _find_turned_scores(source, target),
        _find_other_scale(source, target, source_language, target_language),
        find_exchanged(left, left_there, ours, theirs),
        find_turned_changes(same, source, target),
        times,
    )


def _pair_numbers(ours: Side, theirs: Side) -> tuple[list[tuple[Number, Number]], Side, Side]:
    """The numbers that both sides have, and what is left of each side."""
    same, missing, added = [], [], list(theirs.numbers)
    for number in ours.numbers:
        answers = [other for other in added if _answers(number, other)]
        if not answers:
            missing.append(number)
            continue
        answer = next((other for other in answers if other.unit == number.unit), answers[0])
        added.remove(answer)
        same.append((number, answer))
    return same, ours.with_numbers(missing), theirs.with_numbers(added)


def _strike_said(ours: Side, theirs: Side) -> None:
    """Take away the numbers of each side that words of the other say, and these words."""
    for strength in (2, 1, 0):
        # "a" and "un" are 1 only where no other number may have become it.
        if not strength and ours.numbers and theirs.numbers:
            break
        ours.numbers = _strike(ours.numbers, theirs.words, strength)
        theirs.numbers = _strike(theirs.numbers, ours.words, strength)


def _find_other_scale(
    source: str, target: str, source_language: str, target_language: str
) -> tuple[float, ...]:
    """The scales of both where each counts in one, and not in the same."""
    ours, theirs = find_uncounted(source, source_language), find_uncounted(target, target_language)
    return (*ours, *theirs) if len(ours) == len(theirs) == 1 and ours != theirs else ()


def _pair_words(ours: Side, theirs: Side) -> tuple[str, ...]:
    """Take away the words that mean the same, the surest first; the currencies of a pair that has two.

    A word that has its word on the other side stands for no digits.
    """
    changed: tuple[str, ...] = ()
    for word in sorted(ours.words, key=lambda word: -word.strength):
        unit = ours.read_unit(word)
        answers = [other for other in theirs.words if other.values & word.values]
        answer = next((other for other in answers if not are_renamed(unit, theirs.read_unit(other))), None)
        if answer is None:
            continue
        ours.words.remove(word)
        theirs.words.remove(answer)
        units = unit, theirs.read_unit(answer)
        if not changed and CURRENCIES.issuperset(units) and not are_same(*units):
            changed = units
    return changed


def _compare_table(ours: list[Number], theirs: list[Number]) -> Comparison:
    """Which numbers are not there as often as on the other side, however they are written."""
    counts = Counter(number.values for number in ours)
    counts.subtract(number.values for number in theirs)
    missing = tuple(number for number in ours if counts[number.values] > 0)
    return Comparison(missing=missing, added=tuple(number for number in theirs if counts[number.values] < 0))


_SCORE = re.compile(r"(?<![\d.,:/–-])(\d{1,2})[-–](\d{1,2})(?![\d:/–-]|[.,]\d)")


#: Who lost may be named with either side of the score first.
_LOST = re.compile(
    r"\b(?:los[et]s?|losing|fell|beaten|defeated\sby|loss|perd[íie]\w*|cay[óe]\w*|derrota(?:d[oa]s?)?)\b",
    re.IGNORECASE,
)


def _find_turned_scores(source: str, target: str) -> tuple[str, ...]:
    if _LOST.search(source) and _LOST.search(target):
        return ()
    ours, theirs = set(_SCORE.findall(source)), set(_SCORE.findall(target))
    return tuple(
        f"{one}-{other}"
        for one, other in ours
        if one != other and (other, one) in theirs and (one, other) not in theirs and (other, one) not in ours
    )


def _pair_continental(
    missing: list[Number], added: list[Number], is_from_english: bool
) -> list[tuple[Number, Number]]:
    """Take away English numbers that have points for thousands ("5.352" for "5 mil 352"); these pairs."""
    pairs = []
    for number in list(missing):
        for other in added:
            english, spanish = (number, other) if is_from_english else (other, number)
            # Copied from Spanish an English number means something else.
            is_said = number.factor > 1 or bool(_LETTER.search(number.text))
            is_apart = number.text != other.text and (is_from_english or is_said)
            if is_apart and _is_continental(english, spanish):
                pairs.append((number, other))
                missing.remove(number)
                added.remove(other)
                break
    return pairs


def _is_continental(english: Number, spanish: Number) -> bool:
    """Whether the *english* number has points for thousands and is the *spanish* one."""
    whole = read_continental(english.text)
    alike = "" in (english.unit, spanish.unit) or are_same(english.unit, spanish.unit)
    return bool(whole) and alike and whole * english.factor in spanish.values


def _leave_out_stuck(ours: Side, theirs: Side) -> None:
    """Take away the numbers inside of words, as in CO2, where only one side has any."""
    stuck = [any(number.stuck for number in side.numbers) for side in (ours, theirs)]
    if all(stuck) or not any(stuck):
        return
    both = (*ours.numbers, *theirs.numbers)
    free = {value for number in both if not number.stuck for value in number.values}
    for side in (ours, theirs):
        # "el 15M" may be "the 15-M".
        side.numbers = [number for number in side.numbers if not number.stuck or number.values & free]


def _find_unsaid(side: Side, other: Side) -> list[Spelled]:
    """Those words left of *side* that are numbers for certain and that *other* does not have in any way."""
    return [
        word
        for word in side.words
        if word.strength > 1
        and not any(word.values & number.values for number in other.numbers)
        and side.text[word.start : word.end] not in other.text  # "Three Mile Island"
    ]


def _changed_currencies(side: Side, other: Side) -> tuple[str, ...]:
    ours, theirs = (find_currencies(each.text, each.language) for each in (side, other))
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


def _units_fit(number: Number, other: Number, ours: Side, theirs: Side) -> bool:
    """Whether both have the same unit, or the other text speaks of it elsewhere."""
    if are_same(number.unit, other.unit):
        return True
    if {number.unit, other.unit} <= TIMES:
        # "90 minutes" is "1,5 horas".
        return not number.bare & other.bare
    if number.unit and other.unit:
        return False
    if number.unit:
        return mentions(theirs.text, number.unit, theirs.language)
    return mentions(ours.text, other.unit, ours.language)


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

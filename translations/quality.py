"""Checks of a translation: numbers, dates, addresses, names, quotes, length and language, each a flag."""

import re
import unicodedata
from collections import Counter
from functools import lru_cache

from dosvoces.core.record import Flag
from pipelines.languages import spans
from pipelines.languages.table import NAME, RARE
from pipelines.languages.tokens import evidence
from translations.alignment.lexicon import Lexicon, frequencies, lexicon
from translations.alignment.words import fold_words
from translations.entities import find_entities
from translations.numbers import compare_numbers

#: Bounds of the lengths' ratio (target characters by source characters, each plus 15). In newstest2012 and
#: FLORES-dev 99.8 % of the human translations lie within, each way.
BOUNDS = {("en", "es"): (0.69, 1.8), ("es", "en"): (0.57, 1.46)}
#: Those of other directions.
OTHER_BOUNDS = (0.42, 2.4)
#: Words that may stand the same in both languages before a translation counts as no translation.
SAME_WORDS = 4
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_CONTRACTED = re.compile(r"['’](?:s|ll|ve|re|d|m|t)?$", re.IGNORECASE)
_QUOTES = re.compile(r"[“”«»„\"]")
_ENGLISH_MONTHS = "january february march april may june july august september october november december"
_SPANISH_MONTHS = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
_MONTHS = {"en": _ENGLISH_MONTHS.split(" "), "es": _SPANISH_MONTHS.split(" ")}
_MONTH = {
    code: {form: number for number, name in enumerate(names, 1) for form in (name, name[:3])}
    for code, names in _MONTHS.items()
}
_MONTH["es"] |= {"setiembre": 9, "sept": 9}
_MONTH["en"] |= {"sept": 9}
_DIGIT = re.compile(r"\d")
_DAY_BEFORE = re.compile(r"\d(?:st|nd|rd|th)?\s+(?:de\s+|of\s+)?$")
_DAY_AFTER = re.compile(r"\.?,?\s+(?:de\s+|del\s+)?\d")
#: A date with nothing but digits; which part of it is the month its country knows.
_NUMERIC_DATE = re.compile(r"(?<![\d.,/-])(\d{1,2})[./-](\d{1,2})(?:[./-]\d{2,4})?(?![\d.,/-]*\d)")
_REPEATED = re.compile(r"(?<!\w)(\w+(?:\W+\w+){0,4}?)(?:\W+\1){3,}(?!\w)", re.IGNORECASE)
_REPEATED_LETTERS = re.compile(r"([^\W\d_]{1,4})\1{5,}")


def check(source: str, target: str, source_language: str, target_language: str) -> tuple[Flag, ...]:
    """What is wrong with *target* as the translation of *source*, as flags in the order of :data:`Flag`.

    None is good.
    """
    if not source.strip():
        return ()
    flags: list[Flag] = []
    if not target.strip():
        return ("untranslated",)
    if _numbers_differ(source, target, source_language, target_language):
        flags.append("number-mismatch")
    if _entities_differ(source, target):
        flags.append("url-mismatch")
    if missing_names(source, target, source_language):
        flags.append("name-mismatch")
    if _quotes_differ(source, target):
        flags.append("quote-mismatch")
    if is_untranslated(source, target, source_language):
        flags.append("untranslated")
    if _repeats(target) and not _repeats(source):
        flags.append("repetition")
    ratio = (len(target) + 15) / (len(source) + 15)
    shortest, longest = BOUNDS.get((source_language, target_language), OTHER_BOUNDS)
    if not shortest <= ratio <= longest:
        flags.append("length-ratio")
    if (
        "untranslated" not in flags
        and not _is_plainly_in(target, target_language, source_language)
        and _is_in(target, source_language, target_language)
    ):
        flags.append("wrong-language")
    return tuple(flags)


def _numbers_differ(source: str, target: str, source_language: str, target_language: str) -> bool:
    # Addresses have numbers of their own, which are compared as part of them.
    bare_source, bare_target = _without_entities(source), _without_entities(target)
    if compare_numbers(bare_source, bare_target, source_language, target_language).differences:
        return True
    return not _has_months(bare_source, bare_target, source_language, target_language) or not _has_months(
        bare_target, bare_source, target_language, source_language
    )


def _has_months(text: str, other: str, language: str, other_language: str) -> bool:
    """Whether *other* has the months that *text* names beside a number, by name or by number."""
    months = _dated_months(text, language)
    return not months or months <= _months(other, other_language) | _month_numbers(other)


def _without_entities(text: str) -> str:
    for entity in reversed(find_entities(text)):
        text = f"{text[: entity.start]} {text[entity.end :]}"
    return text


def _months(text: str, language: str) -> set[int]:
    """The months that *text* may name."""
    table = _MONTH.get(language, {})
    return {table[word] for word in _WORD.findall(text.lower()) if word in table}


def _dated_months(text: str, language: str) -> set[int]:
    """The months named beside a number in *text*; elsewhere "may" and "march" are words like others."""
    if not _DIGIT.search(text):
        return set()
    table = _MONTH.get(language, {})
    return {
        table[word.group().lower()]
        for word in _WORD.finditer(text)
        if word.group().lower() in table
        and (
            _DAY_BEFORE.search(text[max(0, word.start() - 8) : word.start()])
            or _DAY_AFTER.match(text, word.end())
        )
    }


def _month_numbers(text: str) -> set[int]:
    return {int(number) for date in _NUMERIC_DATE.findall(text) for number in date}


def _entities_differ(source: str, target: str) -> bool:
    entities = find_entities(source)
    if not entities:
        return False
    wanted = Counter(entity.text for entity in entities)
    return any(target.count(text) < count for text, count in wanted.items())


def _quotes_differ(source: str, target: str) -> bool:
    """Whether quotation marks got lost or were made up.

    An odd one, opened or closed in a neighbour, may stay odd.
    """
    ours, theirs = len(_QUOTES.findall(source)), len(_QUOTES.findall(target))
    return (ours == 0) != (theirs == 0) or abs(ours - theirs) > 1


def missing_names(source: str, target: str, source_language: str) -> list[str]:
    """Names in *source*, in no dictionary, of which *target* has nothing alike and no translation."""
    names = find_names(source)
    if not names:
        return []
    candidates = [_plain(part) for word in _WORD.findall(target) for part in {word, *word.split("-")}]
    missing = [name for name in names if not any(_alike(_plain(name), word) for word in candidates)]
    if not missing:
        return []
    known = lexicon(source_language, "es" if source_language == "en" else "en")
    said = set(fold_words(target))
    return [name for name in missing if not _is_rendered(name, known, said)]


def _is_rendered(name: str, known: Lexicon, said: set[str]) -> bool:
    """Whether one of the words *said* is a translation of *name*: Poland is Polonia, Beijing is Pekín."""
    return any(translation in said for word in fold_words(name) for translation, _ in known.get(word, ()))


def find_names(text: str) -> list[str]:
    """Words that can only be names: a capital inside the sentence, in no dictionary of either language."""
    found = []
    for match in _WORD.finditer(text):
        word = _CONTRACTED.sub("", match[0])
        if len(word) < 4 or not word[0].isupper() or word.isupper() or not match.start():
            continue
        if all(_is_rare_name(part) for part in word.split("-")):
            found.append(word)
    return found


def _is_rare_name(word: str) -> bool:
    flags = evidence(word.lower()).flags
    return len(word) >= 4 and bool(flags & RARE) and bool(flags & NAME or not evidence(word.lower()).known)


def is_unheard_of(word: str) -> bool:
    """Whether the language table has never seen *word*: a name, or what an engine made of one."""
    return not evidence(word.lower()).known


@lru_cache(maxsize=50_000)
def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word.lower())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _alike(name: str, word: str) -> bool:
    """Whether *word* may be *name* in the other language: Tymoshenko is Timoshenko, Gaddafi is Gadafi."""
    if name == word:
        return True
    if abs(len(name) - len(word)) > 3 or name[0] != word[0]:
        return False
    if len(name) == len(word) and sum(one != other for one, other in zip(name, word, strict=True)) == 1:
        return True
    shared = _bigrams(name) & _bigrams(word)
    return 2 * shared.total() >= 0.6 * (len(name) + len(word) - 2)


@lru_cache(maxsize=50_000)
def _bigrams(word: str) -> Counter[str]:
    return Counter(word[index : index + 2] for index in range(len(word) - 1))


def is_untranslated(source: str, target: str, source_language: str) -> bool:
    """Whether *target* merely repeats *source*, and *source* has words of its language to translate."""
    ours, theirs = _WORD.findall(source.lower()), _WORD.findall(target.lower())
    if ours != theirs or not ours:
        return False
    return len(ours) >= SAME_WORDS or _is_in(source, source_language, None)


def _repeats(text: str) -> bool:
    words = _WORD.findall(text)
    # The patterns are slow, and most texts have no word four times and none of few letters.
    if len(words) > 3 and max(Counter(words).values()) > 3 and _REPEATED.search(text):
        return True
    return any(len(word) > 5 and len(set(word)) < 5 for word in words) and bool(
        _REPEATED_LETTERS.search(text)
    )


@lru_cache(maxsize=4)
def _telling_words(language: str, other: str) -> frozenset[str]:
    """Frequent words of *language* that *other* does not have: they show the language at a glance."""
    theirs = frequencies(other)
    return frozenset(
        word for word, share in frequencies(language).items() if share >= 0.01 and word not in theirs
    )


def _is_plainly_in(text: str, language: str, other: str) -> bool:
    words = set(_WORD.findall(text.lower()))
    return len(words & _telling_words(language, other)) > 1 and not words & _telling_words(other, language)


def _is_in(text: str, language: str, instead_of: str | None) -> bool:
    """Whether most of what *text* tells of its language says *language*, and at least three words do."""
    words = dict.fromkeys((language, instead_of), 0)
    for span in spans(text):
        if span.language in words:
            words[span.language] += len(_WORD.findall(text, span.start, span.end))
    return words[language] >= (3 if instead_of else 1) and words[language] > words.get(instead_of, 0)

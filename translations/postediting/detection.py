"""Words of a translation that are none of its language: invented ones, and ones left in the source's."""

import re
from itertools import groupby
from typing import Literal

import msgspec

from pipelines.languages.table import GIVEN, NAME, SURNAME
from pipelines.languages.tokens import PARTICLES, evidence
from translations.alignment.words import fold_words
from translations.drafts import Draft
from translations.postediting.full_names import find_full_names
from translations.postediting.lexicon import WORD, load_capitalised, load_forms
from translations.postediting.vocabulary import (
    DICTIONARY,
    is_foreign,
    is_known,
    is_listed,
    is_strange,
)

#: ``invented`` are words of neither language, ``copied`` are words of the source language.
Kind = Literal["invented", "copied"]
#: Characters beside a word that make it part of an address, a file name, a handle or a placeholder.
_ATTACHED = frozenset("@#/\\_0123456789&$%")


#: Chance from which a rendering of a name is taken for sure: the mean of both directions.
SURE = 0.35
_OPENING = frozenset("\"“«„‘'¿¡")
_CAPITAL_BEFORE = re.compile(r"[A-ZÁÉÍÓÚÑÜ][^\W\d_]*[ -]$")
_CAPITAL_AFTER = re.compile(r"[ -][A-ZÁÉÍÓÚÑÜ]")
#: "I" before a verb, and what "I" is a numeral behind.
_SAID = re.compile(r"(?<![\w-])I(?: [a-z]|['’][a-z])")
_NUMBERED = re.compile(r"[A-ZÁÉÍÓÚÑÜ][^\W_]* $|\b(?:capítulo|siglo|fase|tipo|clase|categoría|grado|nivel) $")
#: Characters beside a word in which the next word of a name stands.
_LONGEST_NAME = 40
#: Names of one sentence that are looked for.
_MOST_NAMES = 200
#: First letters that a name has in common with its form in the other language.
_NAMESAKE = 3
#: Words that either language uses as the other has them.
_KEPT = frozenset(("peso", "pesos", "mph"))


class Fault(msgspec.Struct, frozen=True):
    """Characters *start* to *end* of a translation, a word that its language does not have."""

    start: int
    end: int
    word: str
    kind: Kind
    #: Whether it has its capital from the source: a name, a day, the beginning of a quotation.
    is_name: bool = False


class _Source(msgspec.Struct, frozen=True):
    """What is asked of a source for each word of its translation."""

    #: Its words, as they stand there and in small letters, and the folded letters that they begin with.
    words: frozenset[str]
    small: frozenset[str]
    beginnings: frozenset[str]
    #: Whether somebody says "I".
    has_pronoun: bool


def _read_source(source: str) -> _Source:
    words = frozenset(match[0] for match in WORD.finditer(source))
    return _Source(
        words,
        frozenset(word.lower() for word in words),
        frozenset(word[:_NAMESAKE] for word in fold_words(source)),
        bool(_SAID.search(source)),
    )


def find_faults(draft: Draft) -> list[Fault]:
    """The invented and copied words of *draft*, in order.

    Words with a capital are taken for names, except one that begins both sentences. Of a weak engine no word
    is believed because it might be formed so.
    """
    if {draft.source_language, draft.target_language} != {"en", "es"}:
        return []
    source = _read_source(draft.source)
    said = source.small
    opening = _find_opening(draft)
    kept = _find_kept(draft)
    found = []
    for match in WORD.finditer(draft.target):
        word = match[0].lower()
        if source.has_pronoun and _is_english_pronoun(match, draft):
            found.append(Fault(match.start(), match.end(), match[0], "copied"))
        if match.start() in kept or len(word) < 2 or word in _KEPT:
            continue
        if match[0] in source.words and _is_left_standing(match, draft):
            found.append(Fault(match.start(), match.end(), match[0], "copied", is_name=True))
            continue
        if _is_made_up(match, draft.target, source.beginnings):
            found.append(Fault(match.start(), match.end(), match[0], "invented"))
            continue
        if not (match[0][0].islower() or match.start() == opening):
            continue
        # A weak engine glues words to numbers and slashes too; what it has from the source is an address.
        attached = (word in said or not draft.is_weak) and _is_attached(draft, *match.span())
        if attached or _is_inside_name(draft.target, *match.span()):
            continue
        kind = _judge(word, word in said, draft)
        if kind:
            found.append(Fault(match.start(), match.end(), match[0], kind))
    return found


def leaves_unknown_words(draft: Draft) -> bool:
    """Whether a weak engine left a small word of the source standing that the target's language lacks."""
    said, kept = _read_source(draft.source).words, _find_kept(draft)
    return draft.is_weak and any(
        match[0] in said
        and match.start() not in kept
        and len(match[0]) > 2
        and match[0].islower()
        and not _is_attached(draft, *match.span())
        and not is_known(match[0], draft.target_language)
        for match in WORD.finditer(draft.target)
    )


def is_of_third_language(draft: Draft) -> bool:
    """Whether a quarter of the words came through as they are and are of neither language, names apart."""
    said = _read_source(draft.source).small
    words = [match[0] for match in WORD.finditer(draft.target)]
    strange = [
        word
        for word in words
        if len(word) > 2
        and word.islower()
        and word in said
        and not is_listed(word, draft.source_language)
        and not is_listed(word, draft.target_language)
    ]
    return len(strange) > 1 and len(strange) >= len(words) / 4


def _is_english_pronoun(match: re.Match[str], draft: Draft) -> bool:
    """Whether the "I" at *match* was left in Spanish, and is no numeral behind a name."""
    if match[0] != "I" or draft.target_language != "es":
        return False
    before, after = _look_around(match, draft.target)
    return re.fullmatch(r" [^\W\d_A-Z]", after) is not None and not _NUMBERED.search(before)


def _is_left_standing(match: re.Match[str], draft: Draft) -> bool:
    """Whether a weak engine left the capitalised word at *match* as the source has it: "Rome", "Friday".

    Those are names and days that the lexicon surely has as others in the target language, and words that have
    the capital from beginning a quotation. Beside another capital it belongs to a longer name.
    """
    word = match[0]
    if not draft.is_weak or not word[0].isupper() or not word[1:].islower():
        return False
    opens = match.start() > 0 and draft.target[match.start() - 1] in _OPENING
    if not (word in load_capitalised(draft.source_language) or (opens and _is_ordinary(word, draft))):
        return False
    forms = load_forms(draft.source_language, draft.target_language).get(word.lower(), ())
    if not forms or forms[0].mean < SURE or any(each.form.lower() == word.lower() for each in forms):
        return False
    before, after = _look_around(match, draft.target)
    return not (_CAPITAL_BEFORE.search(before) or _CAPITAL_AFTER.match(after))


def _look_around(match: re.Match[str], text: str) -> tuple[str, str]:
    """What stands just before and behind the word at *match*."""
    start, end = match.span()
    return text[max(0, start - _LONGEST_NAME) : start], text[end : end + 2]


#: What stands before a word that has its capital from there: nothing, an opening mark, the end of a sentence.
_BEGINNING = re.compile(r"(?:^|[\"“«„‘¿¡(\[]|[.?!:…][\"”»’)]*\s+)[-—–]?\s?$")


def _is_made_up(match: re.Match[str], text: str, said: frozenset[str]) -> bool:
    """Whether the capitalised word at *match* begins something, is in no table, and like no word *said*."""
    word = match[0]
    if len(word) < 4 or not word[0].isupper() or not word[1:].islower():
        return False
    if not _BEGINNING.search(text[max(0, match.start() - 6) : match.start()]):
        return False
    small = word.lower()
    if evidence(small).known or is_known(small, "es") or is_known(small, "en"):
        return False
    (first, *_) = fold_words(word) or [small]
    return first[:_NAMESAKE] not in said


def _is_ordinary(word: str, draft: Draft) -> bool:
    """Whether *word* is one of the source's language alone, and no name."""
    is_name = bool(evidence(word.lower()).flags & NAME)
    return not is_name and not is_listed(word.lower(), draft.target_language)


def _find_kept(draft: Draft) -> frozenset[int]:
    """Where words stand that belong to a name or title which was kept: three words and more as in the source.

    One of them at least has a capital that does not come from beginning the sentence. What a weak engine left
    before and behind the capitals ("astronaut Mark Kelly") belongs to none.
    People's names are kept, however short.
    """
    said = [match[0] for match in WORD.finditer(draft.source)]
    threes = set(zip(said, said[1:], said[2:], strict=False))
    words = list(WORD.finditer(draft.target))
    texts = [match[0] for match in words]
    same = [False] * len(words)
    for number, three in enumerate(zip(texts, texts[1:], texts[2:], strict=False)):
        if three in threes:
            same[number : number + 3] = [True] * 3
    kept = _find_people(draft)
    for is_same, run in groupby(range(len(words)), key=same.__getitem__):
        places = list(run)
        large = [number for number in places if number and not texts[number].islower()]
        if is_same and large:
            name = range(large[0], large[-1] + 1) if draft.is_weak else places
            kept += [words[number].start() for number in name]
    return frozenset(kept)


def _find_people(draft: Draft) -> list[int]:
    """Where the words of people's names stand that the translation has as the source does."""
    begins: list[int] = []
    for start, end in find_full_names(draft.source, draft.source_language)[:_MOST_NAMES]:
        place = draft.target.find(draft.source[start:end])
        if place >= 0:
            begins += [match.start() for match in WORD.finditer(draft.target, place, place + end - start)]
    return begins


def _find_opening(draft: Draft) -> int:
    """Where the word stands that begins both sentences and is no name; -1 where there is none."""
    ours, theirs = WORD.search(draft.source), WORD.search(draft.target)
    if not ours or not theirs or ours[0] != theirs[0] or not theirs[0][1:].islower():
        return -1
    flags = evidence(ours[0].lower()).flags
    is_word = flags & DICTIONARY[draft.source_language] and not flags & (NAME | GIVEN | SURNAME)
    return theirs.start() if is_word else -1


def _judge(word: str, is_said: bool, draft: Draft) -> Kind | None:
    source, target = draft.source_language, draft.target_language
    if is_said:
        is_wrong = is_foreign(word, source, target) or (is_known(word, source) and not is_known(word, target))
        return "copied" if is_wrong else None
    if draft.is_weak and is_strange(word, target):
        return "copied" if is_listed(word, source) else "invented"
    if is_listed(word, target) or (not draft.is_weak and is_known(word, target)):
        return None
    return "copied" if is_listed(word, source) else "invented"


def _is_attached(draft: Draft, start: int, end: int) -> bool:
    """Whether the word is part of an address or the like; of a compound, unless the engine is weak."""
    text = draft.target
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    if _ATTACHED & {before, after} or (not draft.is_weak and "-" in (before, after)):
        return True
    return (before == "." and text[start - 2 : start - 1].isalnum()) or (
        after == "." and text[end + 1 : end + 2].isalnum()
    )


def _is_inside_name(text: str, start: int, end: int) -> bool:
    """Whether the word is a particle of a name: "Juan de la Cruz", "Bank of England"."""
    if text[start:end] not in PARTICLES:
        return False
    before = text[max(0, start - _LONGEST_NAME) : start].rsplit(maxsplit=1)[-1:]
    after = text[end : end + _LONGEST_NAME].split(maxsplit=1)[:1]
    return any(word[:1].isupper() or word in PARTICLES for word in (*before, *after))

"""Words that exclude each other, as "rose" and "fell" or "Monday" and "Tuesday", one said for the other.

A translation says another thing where it lacks such a word of its source and has one that excludes it,
neither being the translation of some other word; and where it has nothing for an exception or a refusal.
"""

from collections.abc import Sequence
from functools import lru_cache

from translations.alignment.lexicon import lexicon
from translations.alignment.words import fold_words
from translations.opposed_times import DAYS, EXCHANGED_TIMES
from translations.opposed_words import KEPT, POLAR, Member, Opposites

#: Strength from which a word of the lexicon is the translation of another.
_TRANSLATES = 0.04
#: Characters of a text that are looked at; a longer one is no sentence.
_MOST = 4000


def find_turned(
    source: str, target: str, languages: tuple[str, str], *, is_negated: bool = False
) -> tuple[str, str] | None:
    """A word of *source* and the one of *target* that turns it round ("rose", "cayó"); None for none.

    *is_negated* says that one side negates more than the other: "not guilty" is "inocente".
    """
    sets = [each for each in POLAR if not (is_negated and each.turns)]
    return _find_exchanged(source, target, languages, sets)


def find_other_time(source: str, target: str, languages: tuple[str, str]) -> tuple[str, ...]:
    """A day, month or part of the day that only one side says, with what the other has instead.

    Empty for other languages than English and Spanish.
    """
    if {*languages} != {"en", "es"}:
        return ()
    if exchanged := _find_exchanged(source, target, languages, EXCHANGED_TIMES):
        return exchanged
    lost = _find_lost(source, target, languages, DAYS)
    return (lost,) if lost else ()


def find_left_out(source: str, target: str, languages: tuple[str, str]) -> str:
    """An exception, refusal or denial of one side, for which the other has nothing; empty for none."""
    return _find_lost(source, target, languages, KEPT)


def _find_lost(source: str, target: str, languages: tuple[str, str], members: Sequence[Member]) -> str:
    sides = (_fold(source), languages[0]), (_fold(target), languages[1])
    for (text, language), (other, another) in (sides, sides[::-1]):
        for member in members:
            match = member.said[language].search(text)
            if match and not member.meant[another].search(other):
                return match[0]
    return ""


def _find_exchanged(
    source: str, target: str, languages: tuple[str, str], sets: Sequence[Opposites]
) -> tuple[str, str] | None:
    ours, theirs = _fold(source), _fold(target)
    for each in sets:
        for member in each.members:
            lost = _find_unsaid(member, ours, theirs, *languages)
            for other in each.members if lost else ():
                made_up = other is not member and _find_unsaid(other, theirs, ours, *reversed(languages))
                if made_up:
                    return lost, made_up
    return None


@lru_cache(maxsize=64)
def _fold(text: str) -> str:
    return " ".join(fold_words(text[:_MOST]))


def _find_unsaid(member: Member, text: str, other: str, language: str, other_language: str) -> str:
    """What says *member* in *text* where nothing of *other* may stand for it; empty for none."""
    found = [match[0] for match in member.said[language].finditer(text)]
    if not found or member.meant[other_language].search(other):
        return ""
    words = frozenset(other.split(" "))
    return next((each for each in found if not _is_translated(each, words, language, other_language)), "")


def _is_translated(word: str, others: frozenset[str], language: str, other_language: str) -> bool:
    renderings = lexicon(language, other_language).get(word, ())
    return any(each in others for each, strength in renderings if strength >= _TRANSLATES)

"""Abbreviations that no table holds, told by their letters: "Trib." and "Srtas." before a name."""

import re
from functools import lru_cache

from pipelines.languages.table import ENGLISH, GIVEN, LISTED, NAME, SPANISH, SURNAME
from pipelines.languages.tokens import evidence

#: Letters of an abbreviation, and of a word cut off behind a consonant.
_LONGEST, _LONGEST_CUT_OFF = 9, 8
#: Fewest of one without a vowel in Spanish, where acronyms may have but one capital ("Pld").
_SHORTEST = 4
_VOWEL = re.compile("[aeiouáéíóúüy]")
#: Letters that only foreign names have, and nobody's title.
_FOREIGN = re.compile("[^a-jl-vx-zñáéíóú]|sch|tz|j[^aeiouáéíóú]|^s[^aeiouáéíóúr]")
#: How no Spanish word ends, and consonants that none begins with or has side by side.
_NO_ENDING = re.compile(r"[bcfgmpqtv]$|[^aeiouáéíóúy][^aeiouáéíóúylr]$")
_UNSPEAKABLE = re.compile(
    r"^(?![bcfgp][lr]|[dt]r|ch|ll|ps)[^aeiouáéíóúy]{2}"
    r"|[^aeiouáéíóúyrlh][^aeiouáéíóúyrlh]{2}|[^aeiouáéíóúymnslrxbh][^aeiouáéíóúyrlhtcg]"
)


@lru_cache(maxsize=2048)
def is_shortened(token: str, language: str, *, is_behind: bool = False) -> bool:
    """Whether *token*, with a capital, is no name and can be no whole word of *language* by its letters.

    In Spanish it ends on a consonant that no word ends on ("Trib") or has some together that no word has
    ("Srtas"); in English it has no vowel ("Mfg"). Where it *is_behind* another abbreviation it may be a word
    of the other language: "Trib. Sup."
    """
    if not 1 < len(token) <= _LONGEST or not token.istitle() or not token.isalpha():
        return False
    lower = token.lower()
    flags = evidence(lower).flags
    if flags & (LISTED | GIVEN | SURNAME):
        return False
    if language == "en":
        return not _VOWEL.search(lower)
    words = SPANISH | NAME if is_behind else SPANISH | ENGLISH | NAME
    if language != "es" or flags & words or _FOREIGN.search(lower):
        return False
    if len(lower) < _SHORTEST and not _VOWEL.search(lower):
        return False
    is_cut_off = len(lower) <= _LONGEST_CUT_OFF and bool(_NO_ENDING.search(lower))
    return is_cut_off or bool(_UNSPEAKABLE.search(lower))

"""Words as the aligner compares them: small letters, no accents, numbers by their digits."""

import re
import unicodedata
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")
#: Accents that tell no words apart for an aligner; ñ stays, or "año" would be "ano".
_ACCENTS = str.maketrans("áàâäãéèêëíìîïóòôöõúùûüç", "aaaaaeeeeiiiiooooouuuuc")
#: English spellings that Spanish writes otherwise in words of the same origin, in the order of application.
_SPELLINGS = (
    ("ph", "f"),
    ("th", "t"),
    ("tion", "cion"),
    ("qu", "c"),
    ("ck", "c"),
    ("k", "c"),
    ("y", "i"),
    ("w", "v"),
)
_DOUBLED = re.compile(r"(.)\1")
#: Spanish sets an e before s and these: "estado", "state".
_AFTER_S = frozenset("cptmnqfl")


def fold_words(text: str) -> list[str]:
    """The words of *text* in order, in small letters without accents; "1.500" is "1500"."""
    folded = unicodedata.normalize("NFC", text).lower().translate(_ACCENTS)
    return [_digits(word) if word[0].isdigit() else word for word in _WORD.findall(folded)]


def _digits(word: str) -> str:
    return word.replace(".", "").replace(",", "")


def stem(word: str) -> str:
    """The first five letters of a longer *word*; short words and numbers have none (empty)."""
    return word[:5] if len(word) > 5 and not word[0].isdigit() else ""


@lru_cache(maxsize=100_000)
def cognate_key(word: str) -> str:
    """What a folded *word* shares with its cognate, e.g. "democ"; empty when it is too short to tell."""
    if word[0].isdigit():
        return ""
    for english, spanish in _SPELLINGS:
        word = word.replace(english, spanish)
    word = _DOUBLED.sub(r"\1", word)
    if word.startswith("es") and len(word) > 3 and word[2] in _AFTER_S:
        word = word[1:]
    return word[:5] if len(word) >= 4 else ""

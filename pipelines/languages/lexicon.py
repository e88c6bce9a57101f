"""The lexicon of site furniture: what news sites and their software print around an article."""

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

from pipelines.languages.table import ENGLISH, SPANISH, table

#: Characters of a text that may be a phrase; the longest phrase has 92.
_LONGEST = 200
_INSIDE = re.compile(r"[\w%](?:.*[\w%])?")


def normalise(text: str) -> str:
    """The form under which *text* is looked up: lower case, composed, single spaces, no marks at its ends."""
    text = unicodedata.normalize("NFC", text.replace("’", "'").replace("…", "...").lower())
    inside = _INSIDE.search(" ".join(text.split()))
    return inside[0] if inside else ""


@cache
def phrases() -> dict[str, dict[str, str]]:
    """The phrasebook: ``phrases()["es"]`` turns normalised Spanish furniture into English, ``["en"]`` back.

    Where a phrase stands in several lines the first one says how it is translated.
    """
    book: dict[str, dict[str, str]] = {"es": {}, "en": {}}
    for section in _sections():
        for spanish, english in section:
            book["es"].setdefault(normalise(spanish), english)
            book["en"].setdefault(normalise(english), spanish)
    return book


def _sections() -> list[list[tuple[str, str]]]:
    text = files("pipelines.languages").joinpath("furniture.toml").read_text(encoding="utf-8")
    return [[(es, en) for es, en in pairs] for pairs in tomllib.loads(text).values()]


@cache
def _languages() -> dict[str, str]:
    book = phrases()
    return {
        phrase: code
        for code, other in (("es", "en"), ("en", "es"))
        for phrase in book[code]
        if phrase not in book[other] and not _shared(phrase)
    }


def _shared(phrase: str) -> bool:
    """Whether a phrase is one word of both dictionaries ("agenda"), which then speaks for itself."""
    both = SPANISH | ENGLISH
    return " " not in phrase and table().word(phrase).flags & both == both


def furniture_language(text: str) -> str | None:
    """``es`` or ``en`` when *text* is furniture of that language alone, None otherwise."""
    return _languages().get(normalise(text)) if len(text) <= _LONGEST else None

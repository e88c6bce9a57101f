"""English titles ("Jack Black Hit by Car") as sentences, before an engine reads them."""

import re

from dosvoces.core.months import MONTH_NAMES
from pipelines.languages.table import ENGLISH, NAME
from pipelines.languages.tokens import evidence
from translations.dates import find_dates
from translations.postediting.full_names import find_full_names

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
#: Words that English writes with a capital in any sentence.
_DAYS = frozenset({"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"})
_ALWAYS = _DAYS | (frozenset(MONTH_NAMES["en"]) - {"may"}) | {"i"}

#: What a sentence begins behind.
_OPENING = frozenset('?!:“"')


def lower_title(text: str) -> str:
    """The title-cased *text* as a sentence.

    Ordinary words in lower case; names of people, dates, acronyms and the first word kept.

    A word is ordinary when the English dictionary has it and it is no commoner as a name.
    """
    kept = {
        place
        for start, end in (
            *find_full_names(text, "en"),
            *((when.start, when.end) for when in find_dates(text, "en")),
        )
        for place in range(start, end)
    }
    letters, last = list(text), 0
    for match in _WORD.finditer(text):
        word, before = match[0], text[last : match.start()].rstrip()[-1:]
        first = before in _OPENING if before else not last
        is_lowered = word[0].isupper() and not word.isupper() and _is_ordinary(word)
        if is_lowered and not first and match.start() not in kept:
            letters[match.start()] = word[0].lower()
        last = match.end()
    return "".join(letters)


def _is_ordinary(word: str) -> bool:
    flags = evidence(word.lower()).flags
    return bool(flags & ENGLISH and not flags & NAME) and word.lower() not in _ALWAYS

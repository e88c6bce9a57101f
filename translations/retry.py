"""The second attempt at a sentence whose first translation failed a check."""

import re

from translations.clauses import split_clauses
from translations.entities import find_entities
from translations.masking import ProtectedSpan
from translations.numbers import compare_numbers, write_number
from translations.quality import missing_names

_QUOTE = re.compile(r"[“”«»„\"]")
#: Characters of a piece that a sentence is cut into for another try: about the mean sentence of newstest2012.
PIECE = 90


def find_lost(source: str, target: str, source_language: str, target_language: str) -> list[ProtectedSpan]:
    """What got lost on the way from *source* to *target*, to be kept apart in the next try.

    Numbers and names.
    """
    found = []
    missing = compare_numbers(source, target, source_language, target_language).missing
    inside = find_entities(source)
    for number in missing:
        if not any(entity.start <= number.start < entity.end for entity in inside):
            written = write_number(source[number.start : number.end], source_language, target_language)
            found.append(ProtectedSpan(number.start, number.end, written))
    for name in dict.fromkeys(missing_names(source, target, source_language)):
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", source):
            found.append(ProtectedSpan(match.start(), match.end(), name))
    return sorted(found, key=lambda stretch: stretch.start)


def find_quotes(sentence: str) -> list[ProtectedSpan]:
    """The quotation marks of *sentence*, to be kept where they are."""
    return [ProtectedSpan(match.start(), match.end(), match[0]) for match in _QUOTE.finditer(sentence)]


def split_for_retry(sentence: str) -> list[str]:
    """*sentence* in clauses; a short one is one piece."""
    return [sentence[start:end] for start, end in split_clauses(sentence, lambda part: len(part) <= PIECE)]

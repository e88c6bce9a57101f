"""Small repairs of a translation that need no engine: quotation marks, ellipses, numbers."""

import re
from collections.abc import Sequence

from dosvoces.record import WordLink
from translations.numbers import Number, unmatched_numbers
from translations.quality import find_names, is_unheard_of

_CURLY = re.compile(r"[“”«»„]")
_ANY_QUOTE = re.compile(r"[“”«»„\"]")


def restore_typography(source: str, target: str) -> str:
    """*target* with the source's kind of quotation marks and ellipsis, where an engine flattened them.

    Marks are exchanged only when there are as many as the source has.
    """
    curly = _CURLY.findall(source)
    if curly and len(_ANY_QUOTE.findall(target)) == len(curly):
        marks = iter(curly)
        target = _ANY_QUOTE.sub(lambda _: next(marks), target)
    if "…" in source and "..." not in source:
        target = target.replace("...", "…")
    if "’" in source and "'" not in source:
        target = target.replace("'", "’")
    return target


def repair_numbers(
    source: str, target: str, links: Sequence[WordLink], source_language: str, target_language: str
) -> str:
    """*target* with a number that came out wrong put right, where it is certain which one it is.

    That is when one number of the source is missing and the target has one of its own instead, or
    when the word links say from which number of the source a wrong one came.
    """
    missing, added = unmatched_numbers(source, target, source_language, target_language)
    if not missing or not added:
        return target
    changes: list[tuple[Number, Number]] = []
    if len(missing) == 1 and len(added) == 1:
        changes = [(missing[0], added[0])]
    else:
        for wrong in added:
            linked = [number for number in missing if _are_linked(number, wrong, links)]
            if len(linked) == 1:
                changes.append((linked[0], wrong))
    repaired = target
    for right, wrong in sorted(changes, key=lambda change: -change[1].start):
        repaired = (
            repaired[: wrong.start]
            + write_number(right.text, source_language, target_language)
            + repaired[wrong.end :]
        )
    after = unmatched_numbers(source, repaired, source_language, target_language)
    return repaired if len(after[0]) + len(after[1]) < len(missing) + len(added) else target


def repair_names(source: str, target: str, links: Sequence[WordLink]) -> str:
    """*target* with misspelt names put right: words in no dictionary that the links say a name became."""
    names = [name for name in dict.fromkeys(find_names(source)) if name not in target]
    if not names or not links:
        return target
    changes: dict[tuple[int, int], str] = {}
    for link in links:
        name, word = source[slice(*link.source)], target[slice(*link.target)]
        if name in names and name not in changes.values() and word[:1].isupper() and is_unheard_of(word):
            changes[link.target] = name
    for (start, end), name in sorted(changes.items(), reverse=True):
        target = target[:start] + name + target[end:]
    return target


def _are_linked(number: Number, other: Number, links: Sequence[WordLink]) -> bool:
    return any(
        link.source[0] < number.end
        and number.start < link.source[1]
        and link.target[0] < other.end
        and other.start < link.target[1]
        for link in links
    )


def write_number(digits: str, source_language: str, target_language: str) -> str:
    """*digits* with the separators of the target language: ``3,500.5`` is ``3.500,5`` in Spanish."""
    if {source_language, target_language} != {"en", "es"}:
        return digits
    return digits.translate(str.maketrans(".,", ",."))

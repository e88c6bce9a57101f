"""Repairs of a translation that need no engine: quotation marks, ellipses, numbers."""

import re
from collections.abc import Sequence

from dosvoces.core.record import WordLink
from translations.numbers import Comparison, Number, compare_numbers, write_number
from translations.numbers.units import name_scale
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

    That is when a number has the right digits in the source's notation ("47.000 million"), or the right ones
    with a wrong word after them ("1,5 billones" for "1.5 billion"); when one number of the source is missing
    and the target has one of its own instead; or when the word links say from which number a wrong one came.
    """
    found = compare_numbers(source, target, source_language, target_language)
    if found.units and target_language == "en":
        target = _mend_pesos(found, target)
        found = compare_numbers(source, target, source_language, target_language)
    for find in (_find_other_writing, _find_other_number):
        if not found.missing or not found.added:
            break
        repaired = target
        edits = find(found, links, source_language, target_language)
        for start, end, text in sorted(edits, reverse=True):
            repaired = repaired[:start] + text + repaired[end:]
        after = compare_numbers(source, repaired, source_language, target_language)
        if after.differences < found.differences:
            target, found = repaired, after
    return target


#: "Peso" is weight too, which small models take it for.
_WEIGHT = re.compile(r"(\s+)weights?\b")


def _mend_pesos(found: Comparison, target: str) -> str:
    """*target* with pesos where "2 millones de pesos" became "2 million weights"."""
    for number, other in sorted(found.units, key=lambda pair: -pair[1].start):
        match = _WEIGHT.match(target, max(other.end, other.scale[1]))
        if number.unit == "peso" and match:
            target = f"{target[: match.start()]}{match[1]}pesos{target[match.end() :]}"
    return target


#: Characters of the translation and what is to stand there.
Edit = tuple[int, int, str]


def _find_other_writing(
    found: Comparison, links: Sequence[WordLink], source_language: str, target_language: str
) -> list[Edit]:
    """The edits that write numbers as the target language does, where the digits are those of the source."""
    edits: list[Edit] = []
    missing = list(found.missing)
    for wrong in found.added:
        right = next((number for number in missing if _is_written_like(number, wrong)), None)
        if right is None:
            continue
        missing.remove(right)
        edits.append((wrong.start, wrong.end, write_number(right.text, source_language, target_language)))
        name = name_scale(right.factor, target_language)
        if name and wrong.factor > 1 and wrong.factor != right.factor:
            edits.append((*wrong.scale, name))
    return edits


def _is_written_like(number: Number, other: Number) -> bool:
    """Whether both have the same digits, whatever marks stand between them."""
    return re.sub(r"\D", "", number.text) == re.sub(r"\D", "", other.text)


def _find_other_number(
    found: Comparison, links: Sequence[WordLink], source_language: str, target_language: str
) -> list[Edit]:
    """The edits that exchange a wrong number for the one it must come from."""
    missing, added = found.missing, found.added
    changes: list[tuple[Number, Number]] = []
    if len(missing) == 1 and len(added) == 1:
        changes = [(missing[0], added[0])]
    else:
        for wrong in added:
            linked = [number for number in missing if _are_linked(number, wrong, links)]
            if len(linked) == 1:
                changes.append((linked[0], wrong))
    return [
        (wrong.start, wrong.end, write_number(right.text, source_language, target_language))
        for right, wrong in changes
    ]


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

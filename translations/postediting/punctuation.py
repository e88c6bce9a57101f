"""Marks, capitals, figures and doubled words put right that small models get wrong among any words."""

import re

from pipelines.languages.table import GRAMMAR
from pipelines.languages.tokens import evidence
from translations.drafts import Draft, Edit

_INVERTED = {"?": "¿", "!": "¡"}
#: What ends a sentence inside a text, or begins another in it: behind the last an inverted mark goes.
_BOUNDARY = re.compile(
    r"[.?!…:;]+[\"”»’')]*\s+|[\"“«(]|[,;]\s+(?=(?:qué|quién|cuál|cuándo|cómo|dónde|por qué)\b)"
)
_TRAILING = "\"”»’') "
_DOTS = re.compile(r"\.{2,}")
_DOUBLED = re.compile(r"(?<!\w)([^\W\d_]{2,})(\s+\1)+(?!\w)")
_ARTEFACT = re.compile(r"(?<=[\"“«])In['’]t\s+(\w)")
_OPENING = re.compile(r"(\w)(\s*)([\"“«])(?=\w)")
_CAPITAL = re.compile(r"(?<=[a-záéíóúñü,] )([A-ZÁÉÍÓÚÑ])[a-záéíóúñ]*(?= [a-záéíóúñ])")


def repair_marks(draft: Draft) -> Draft:
    """*draft* of a weak engine after all of this module's repairs."""
    if not draft.is_weak:
        return draft
    for find in (
        _find_artefacts,
        _find_doubled,
        _find_dots,
        _find_inverted,
        _find_commas,
        _find_capitals,
        _find_figures,
    ):
        draft = draft.edit(find(draft))
    return draft


#: A century's number, and the sign of a Spanish ordinal that came apart from its figure.
_CENTURY = re.compile(r"\b[Ss]iglos? ([ivx]+)\b(?:(?: [ya]|,) ([ivx]+)\b)?")
_ORDINAL = re.compile(r"(?<=\d) (?=[ºª](?!\w| ?[CF]\b))")
#: A sum that has its currency as a sign and as a word.
_SUM = re.compile(
    r"(?:\bUS ?)?[$£€] ?(?=\d[\d.,]* (?:(?:mil )?millones|millón|billones) de (?:dólares|libras|euros)\b)"
)


def _find_figures(draft: Draft) -> list[Edit]:
    """Spanish centuries in capitals ("siglo XXI"), ordinals whole ("25.º"), sums with their currency once."""
    if draft.target_language != "es":
        return []
    centuries = [
        (*match.span(group), match[group].upper())
        for match in _CENTURY.finditer(draft.target)
        for group in (1, 2)
        if match[group]
    ]
    sums = ((*match.span(), "") for match in _SUM.finditer(draft.target))
    return [*centuries, *((*match.span(), ".") for match in _ORDINAL.finditer(draft.target)), *sums]


def _find_artefacts(draft: Draft) -> list[Edit]:
    """The embedded model's "In't" at the beginning of a quotation, where the source has no such word."""
    if draft.target_language != "en" or re.search(r"in['’]t\b", draft.source, re.IGNORECASE):
        return []
    return [(match.start(), match.end(), match[1].upper()) for match in _ARTEFACT.finditer(draft.target)]


def _find_doubled(draft: Draft) -> list[Edit]:
    """Words that stand twice in a row, unless the source has one that does."""
    if _DOUBLED.search(draft.source.lower()):
        return []
    return [
        (match.end(1), match.end(), "")
        for match in _DOUBLED.finditer(draft.target)
        if match[1].lower() not in _MAY_DOUBLE
    ]


#: "He had had", "that that"; "nos nos" is never right.
_MAY_DOUBLE = frozenset(("had", "that", "is", "her", "no", "sí", "muy", "very", "so"))


def _find_dots(draft: Draft) -> list[Edit]:
    """Runs of dots that are no ellipsis, as one dot or as the source's ellipsis."""
    wanted = "..." if "..." in draft.source or "…" in draft.source else "."
    runs = (match for match in _DOTS.finditer(draft.target) if len(match[0]) != 3)
    return [(match.start(), match.end(), wanted) for match in runs]


def _find_inverted(draft: Draft) -> list[Edit]:
    """The marks that open a question or an exclamation in Spanish, and those that end it as in the source."""
    if draft.target_language != "es":
        return []
    text = draft.target.rstrip(_TRAILING)
    edits: list[Edit] = []
    mark = draft.source.rstrip(_TRAILING)[-1:]
    if mark in _INVERTED and text[-1:] in (".", "?", "!") and text[-1] != mark and mark not in draft.target:
        edits.append((len(text) - 1, len(text), mark))
        text = text[:-1] + mark
    if text[-1:] in _INVERTED and not draft.source.lstrip().startswith(("¿", "¡")):
        start = max((match.end() for match in _BOUNDARY.finditer(text, 0, len(text) - 1)), default=0)
        while start < len(text) and not text[start].isalnum() and text[start] not in "¿¡":
            start += 1
        opening = _INVERTED[text[-1]]
        if opening not in text[start:] and text.count(opening) < text.count(text[-1]):
            edits.append((start, start, opening))
    return edits


def _find_commas(draft: Draft) -> list[Edit]:
    """The comma before a quotation that the source has and the translation lost."""
    edits: list[Edit] = []
    ours = [match.end() for match in re.finditer(r"[\"“«](?=\w)", draft.source)]
    theirs = list(_OPENING.finditer(draft.target))
    if len(ours) != 1 or len(theirs) != 1 or draft.target.count('"') % 2:
        return edits
    (match,) = theirs
    before = draft.source[: ours[0] - 1].rstrip()[-1:]
    if before in (",", ":") and before and not draft.target[: match.end(1)].endswith(("that", "que")):
        edits.append((match.end(1), match.start(3), f"{before} "))
    elif not match[2]:
        edits.append((match.end(1), match.start(3), " "))
    return edits


def _find_capitals(draft: Draft) -> list[Edit]:
    """Capitals of common little words in mid-sentence, where the pieces of a sentence were rejoined."""
    return [
        (match.start(1), match.end(1), match[1].lower())
        for match in _CAPITAL.finditer(draft.target)
        if 1 < len(match[0]) < 5
        and evidence(match[0].lower()).flags & GRAMMAR
        and not re.search(rf"\b{match[0]}\b", draft.source)
        and draft.target[: match.start()].split()[-1].strip(",").islower()
    ]

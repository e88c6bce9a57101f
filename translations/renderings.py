"""Renderings of one sentence, and those that need no engine."""

import re
from collections.abc import Sequence

import msgspec

from dosvoces.core.record import Flag, Origin
from pipelines.languages import Span
from pipelines.languages.table import ENGLISH, NAME, SPANISH
from pipelines.languages.tokens import evidence
from translations.entities import find_entities
from translations.masking import ProtectedSpan, has_letters


class Rendering(msgspec.Struct, frozen=True):
    """A sentence in the target language, where it comes from and how good it is."""

    text: str
    origin: Origin
    score: float | None = None
    flags: tuple[Flag, ...] = ()
    #: Word links, four numbers each: start and end in the sentence, start and end in *text*.
    links: tuple[int, ...] = ()
    #: Words written in place of invented or copied ones, two numbers each: start and end in *text*.
    repairs: tuple[int, ...] = ()


#: Characters without a blank above which there is no word: encoded data, rulers, keyboards fallen asleep on.
LONGEST_WORD = 100
NO_WORD = re.compile(rf"\S{{{LONGEST_WORD},}}")

#: Confidence from which a stretch in the target language is copied.
SURE = 0.9
#: Words from which a stretch in the target language is a passage wherever it stands; shorter ones are
#: passages between marks only, since names of places and parties look like words of their language.
PASSAGE_WORDS = 5
_MARK = re.compile(r"[^\w\s]")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_NOT_IN_NAMES = re.compile(r"[^\w\s.'’-]|\d")
#: Little words inside Spanish, Portuguese, Dutch and German names.
_PARTICLES = frozenset(("de", "del", "la", "las", "los", "y", "da", "do", "dos", "van", "von", "der", "den"))


def is_nothing_to_translate(text: str) -> bool:
    """Whether *text* has no word outside of addresses, handles and hashtags."""
    if len(text) > LONGEST_WORD:
        text = NO_WORD.sub(" ", text)
    if not has_letters(text):
        return True
    for entity in reversed(find_entities(text)):
        text = text[: entity.start] + text[entity.end :]
    return not has_letters(text)


def is_only_names(text: str) -> bool:
    """Whether *text* is the name of a person or a firm: two to five capitalised words, none ordinary.

    A single name may be a place, and places have names in each language.
    """
    words = [word for word in _WORD.findall(text) if word not in _PARTICLES]
    return 2 <= len(words) <= 5 and not _NOT_IN_NAMES.search(text) and all(map(_is_name, words))


def _is_name(word: str) -> bool:
    """Whether *word* is in no dictionary, or is commoner as a name than as the word that it is too."""
    flags = evidence(word.lower()).flags
    return word[0].isupper() and not word.isupper() and bool(flags & NAME or not flags & (ENGLISH | SPANISH))


def is_in_target(text: str, found: Sequence[Span], target: str) -> bool:
    """Whether all that *text* tells of its language says the *target* language, surely."""
    return bool(found) and all(span.language == target and span.confidence >= SURE for span in found)


def find_passages(text: str, found: Sequence[Span], target: str) -> list[ProtectedSpan]:
    """The stretches of a mixed *text* that are in the *target* language already.

    Quotations, titles, credits.
    """
    if not any(span.language == target for span in found) or all(span.language == target for span in found):
        return []
    return [
        ProtectedSpan(span.start, span.end, text[span.start : span.end])
        for span in found
        if span.language == target and span.confidence >= SURE and _is_passage(text, span)
    ]


def _is_passage(text: str, span: Span) -> bool:
    words = len(text[span.start : span.end].split())
    before, after = text[: span.start].rstrip()[-1:], text[span.end :].lstrip()[:1]
    apart = (not before or _MARK.match(before)) and (not after or _MARK.match(after))
    # At the very beginning or end of a sentence only a mark on the other side sets a stretch apart.
    return words >= PASSAGE_WORDS or bool(apart and words >= 2 and (before or after))

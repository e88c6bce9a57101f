"""What no engine may touch: terms of the glossary, addresses, handles, hashtags and ordinals.

They are taken out of a sentence before anything else happens to it and put back at the very end. In between
each is one character that stands for nothing else, the same in the sentence and in its translation, so that
no engine, no second try, no change of capitals, no repair and no check meets them.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

import msgspec

from translations.drafts import Edit
from translations.entities import Entity, find_entities
from translations.glossary import Glossary
from translations.masking import ProtectedSpan, merge_spans
from translations.numbers.ordinals import find_spanish_ordinals
from translations.renderings import NO_WORD

#: The first character that stands for a span, and for one at which the sentence is cut; Unicode gives both
#: planes to private use.
FIRST, FIRST_CUT = 0xF0000, 0x100000
#: Spans of one sentence, as many as a plane has characters.
MOST = 0xFFFD
#: Entities that are somebody's name for something, whatever words they are made of.
_NAMES = frozenset(("url", "email", "domain", "handle", "hashtag", "cashtag"))
_PLACEHOLDER = re.compile("[\U000f0000-\U0010fffd]")
#: Characters that nobody sees and no dictionary has: soft hyphens, blanks of no width, private use.
_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\U000f0000-\U0010fffd]")


class Protected(msgspec.Struct, frozen=True):
    """A sentence with a placeholder for each protected span, and what the spans become in the translation."""

    text: str
    replacements: tuple[str, ...] = ()

    def find_replacements(self, text: str) -> list[Edit]:
        """The edits of *text*, made of the protected one, that put replacements in place of placeholders."""
        if not self.replacements:
            return []
        found = _PLACEHOLDER.finditer(text)
        return [(*match.span(), self.replacements[ord(match[0]) & 0xFFFF]) for match in found]


def protect(sentence: str, glossary: Glossary, source: str = "", target: str = "") -> Protected:
    """*sentence* with all that has to come through set aside; a term wins over an address that it is.

    Spanish ordinals become English ones: engines read "5.ª" as "5.a".
    """
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", sentence))
    entities = find_entities(text)
    kept = [ProtectedSpan(entity.start, entity.end, entity.text) for entity in entities]
    if (source, target) == ("es", "en"):
        kept = merge_spans(kept, [ProtectedSpan(*found) for found in find_spanish_ordinals(text)])
    spans = merge_spans(_leave_out_parts(glossary.find(text), entities), kept)
    blobs = _find_blobs(text, spans)
    spans = merge_spans(spans, blobs)[:MOST]
    if not spans:
        return Protected(text)
    # At what is no part of a sentence the sentence is cut.
    cuts = {entity.start for entity in entities if entity.kind == "symbol"} | {blob.start for blob in blobs}
    parts, position = [], 0
    for number, span in enumerate(spans):
        first = FIRST_CUT if span.start in cuts else FIRST
        parts += [text[position : span.start], chr(first + number)]
        position = span.end
    return Protected("".join(parts) + text[position:], tuple(span.replacement for span in spans))


def _leave_out_parts(terms: Iterable[ProtectedSpan], entities: Sequence[Entity]) -> Iterator[ProtectedSpan]:
    """Those *terms* that are no part of a longer name: not "CFE" in "#CFE"."""
    names = [entity for entity in entities if entity.kind in _NAMES]
    starts = [name.start for name in names]
    for term in terms:
        at = bisect_right(starts, term.start) - 1
        is_part = (
            at >= 0 and term.end <= names[at].end and (term.start, term.end) != (starts[at], names[at].end)
        )
        if not is_part:
            yield term


def _find_blobs(text: str, spans: list[ProtectedSpan]) -> list[ProtectedSpan]:
    """What stands between *spans* and is too long for a word: encoded data, rulers."""
    edges = [0, *(edge for span in spans for edge in (span.start, span.end)), len(text)]
    return [
        ProtectedSpan(*match.span(), match[0])
        for start, end in zip(edges[::2], edges[1::2], strict=True)
        for match in NO_WORD.finditer(text, start, end)
    ]


def find_placeholders(text: str) -> tuple[list[ProtectedSpan], list[ProtectedSpan]]:
    """The placeholders of a protected *text*: those to be masked, and those at which it is to be cut."""
    found = [ProtectedSpan(match.start(), match.end(), match[0]) for match in _PLACEHOLDER.finditer(text)]
    cuts = [span for span in found if ord(span.replacement) >= FIRST_CUT]
    return [span for span in found if ord(span.replacement) < FIRST_CUT], cuts

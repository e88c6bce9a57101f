"""Fragments: stretches of an article in another language than the article's, and their kinds."""

import re
from collections.abc import Sequence

from dosvoces.core.language_tags import base_language
from dosvoces.core.record import Block, Fragment, FragmentKind
from pipelines.languages.label import LEXICON
from pipelines.languages.lexicon import furniture_language
from pipelines.languages.spans import Span, spans
from pipelines.languages.table import ENGLISH, LANGUAGES, SPANISH
from pipelines.languages.tokens import PARTICLES, evidence, is_adopted, tokens

#: A span less sure than this is left alone: one in six of them is wrong, of all the others one in fifty.
LEAST = 0.9
#: The same for a block of furniture that is not in the lexicon.
FURNITURE = 0.8
#: Shortest borrowed word, letters: shorter ones are variables, abbreviations and cries.
SHORTEST = 3
#: A stretch of up to this many words needs one that is of its language alone.
FEW = 3
#: Longest run of words that still counts as a borrowed expression ("fake news", "coup de théâtre").
BORROWED = 2
#: Longest label before a colon ("Photo:", "Related content:"), words.
LABEL = 3
#: Longest title, words.
TITLE = 12

_QUOTED = re.compile(r"“([^“”\n]+)”|«([^«»\n]+)»|\"([^\"\n]+)\"|‘([^‘’\n]{8,})’|(?<!\w)'([^'\n]{8,})'(?!\w)")
_DICTIONARY = {"es": SPANISH, "en": ENGLISH}
_LABEL = re.compile(r"^\s*[^\W\d_][\w ]{0,24}[:|/]\s*$")
#: Words that announce the title of a work.
_WORKS = (
    "película|filme?|libro|novela|serie|canción|álbum|disco|obra|documental|cinta|ensayo|poema|revista|programa|"
    "sencillo|tema|titulad[oa]|llamad[oa]|movie|book|novel|series|song|album|show|play|documentary|essay|poem|"
    "magazine|single|track|titled|called"
)
_WORK = re.compile(rf"\b(?:{_WORKS})\W*$", re.IGNORECASE)


def find_fragments(blocks: Sequence[Block], language: str) -> tuple[Fragment, ...]:
    """The stretches of *blocks* in another language than *language*, the article's, in reading order."""
    own = base_language(language)
    found: list[Fragment] = []
    for block in blocks:
        found.extend(_of_block(block, own))
    return tuple(found)


def _of_block(block: Block, own: str) -> list[Fragment]:
    text = block.text
    known = furniture_language(text)
    if block.role == "furniture" or known:
        return _whole(block, own, known)
    if own not in LANGUAGES:
        # Words of a language that the table does not weigh look like any other's.
        return []
    quoted = [match.span(match.lastindex or 0) for match in _QUOTED.finditer(text)]
    found = []
    for span in spans(text, own):
        if span.language in {own, "und"} or span.confidence < LEAST:
            continue
        start, end = _exact(text, span, quoted)
        kind = _kind(block, start, end, span.language, (start, end) in quoted)
        if _counts(kind, text[start:end], span.language, own):
            found.append(_fragment(block, start, end, span.language, kind, span.confidence))
    return found


def _whole(block: Block, own: str, known: str | None) -> list[Fragment]:
    """A block of furniture, when it is surely in another language."""
    code = known or base_language(block.language)
    confidence = LEXICON if known else block.confidence
    if code in {own, "und"} or confidence < FURNITURE or (own not in LANGUAGES and not known):
        return []
    start, end = len(block.text) - len(block.text.lstrip()), len(block.text.rstrip())
    return [_fragment(block, start, end, code, "furniture", confidence)] if end > start else []


def _counts(kind: FragmentKind, text: str, language: str, own: str) -> bool:
    """Whether a fragment is worth telling.

    A borrowed word counts when the article's own dictionary lacks it, a name or anything short when one of
    its words is of its language's dictionary alone; names in a third language never do.
    """
    words = tokens(text)
    mine, theirs = _DICTIONARY.get(own, 0), _DICTIONARY.get(language, 0)
    flags = [evidence(token.word).flags for token in words if len(token.word) >= SHORTEST]
    if kind in {"anglicism", "hispanism"}:
        if own == "es" and len(words) == 1 and is_adopted(words[0].word):
            return True
        return len(flags) == len(words) and not any(flag & mine for flag in flags)
    if kind == "name" or (theirs and len(words) <= FEW):
        return any(flag & theirs and not flag & mine for flag in flags)
    return True


def _fragment(
    block: Block, start: int, end: int, language: str, kind: FragmentKind, confidence: float
) -> Fragment:
    return Fragment(
        block=block.position,
        start=start,
        end=end,
        language=language,
        kind=kind,
        confidence=round(confidence, 3),
    )


def _exact(text: str, span: Span, quoted: Sequence[tuple[int, int]]) -> tuple[int, int]:
    """The span, or the whole quotation when it holds the span's words and no other but names."""
    for start, end in quoted:
        if start <= span.start < end or start < span.end <= end:
            rest = text[start : max(start, span.start)] + " " + text[min(end, span.end) : end]
            spill = text[span.start : max(start, span.start)] + text[min(end, span.end) : span.end]
            if all(token.capital for token in tokens(rest)) and not tokens(spill):
                return start, end
    return span.start, span.end


def _kind(block: Block, start: int, end: int, language: str, quoted: bool) -> FragmentKind:
    text = block.text
    words = tokens(text[start:end])
    content = [token for token in words if token.word not in PARTICLES] or words
    capitals = sum(token.capital for token in content)
    before = text[:start].rstrip(" \"'“«‘(")
    borrowed: FragmentKind = (
        "anglicism" if language == "en" else "hispanism" if language == "es" else "passage"
    )
    whole = not tokens(text[:start]) and not tokens(text[end:])
    if quoted or (_WORK.search(before) and words and words[0].capital):
        if (
            len(words) <= TITLE
            and words
            and words[0].capital
            and (_WORK.search(before) or (len(content) > 1 and capitals == len(content)))
        ):
            return "title"
        if len(words) <= BORROWED and not capitals and borrowed != "passage":
            return borrowed
        return "quotation" if quoted else "title"
    if text[end:].lstrip().startswith(":") and not tokens(text[:start]) and len(words) <= LABEL:
        return "furniture"
    if block.role == "quote":
        return "quotation"
    if block.role in {"credit", "byline"} or (
        content and capitals == len(content) and not (whole and len(words) > TITLE)
    ):
        return "name"
    if _LABEL.match(text[:start]) and words and words[0].capital and len(words) <= 8:
        return "name"
    if len(words) <= BORROWED and not whole and borrowed != "passage":
        return borrowed
    return "passage"

"""The other way in which a sentence is translated when its first translation failed a check."""

import re
from collections.abc import Callable, Collection
from itertools import pairwise

import msgspec

from dosvoces.core.quotation_marks import QUOTATION_MARK
from dosvoces.core.record import Flag
from translations.casing import is_all_capitals
from translations.clauses import split_clauses
from translations.drafts import Draft
from translations.masking import ProtectedSpan, Request, merge_spans
from translations.names import missing_names
from translations.numbers import compare_numbers, write_number
from translations.people import find_people

#: Flags that a second try in another way can do something about.
RETRYABLE_FLAGS: frozenset[Flag] = frozenset(
    {
        "number-mismatch",
        "url-mismatch",
        "name-mismatch",
        "quote-mismatch",
        "polarity-mismatch",
        "untranslated",
        "repetition",
        "length-ratio",
        "wrong-language",
        "truncated",
    }
)
#: Characters of a piece that a sentence is cut into for another try: about the mean sentence of newstest2012.
PIECE = 90

#: Another way to ask for what gave a draft with flags; None where it does not apply.
Strategy = Callable[[Request, Draft, Collection[Flag]], Request | None]


def choose_retry(request: Request, draft: Draft, flags: Collection[Flag]) -> Request:
    """The first other way to ask that applies to a *draft* with *flags*."""
    for strategy in STRATEGIES:
        if other := strategy(request, draft, flags):
            return other
    return msgspec.structs.replace(request, greedy=True)


def mask_what_got_lost(request: Request, draft: Draft, flags: Collection[Flag]) -> Request | None:
    """Numbers and names that got lost, masked."""
    if not {"number-mismatch", "name-mismatch", "url-mismatch"} & set(flags):
        return None
    cuts = frozenset(request.cuts)
    lost = merge_spans(_find_lost_numbers(request, draft), _find_lost_names(request, draft))
    merged = merge_spans((*request.masked, *request.cuts), lost)
    masked = tuple(span for span in merged if span not in cuts)
    return msgspec.structs.replace(request, masked=masked) if lost else None


def _find_lost_numbers(request: Request, draft: Draft) -> list[ProtectedSpan]:
    languages = draft.source_language, draft.target_language
    return [
        ProtectedSpan(number.start, number.end, write_number(number.text, *languages))
        for number in compare_numbers(request.text, draft.target, *languages).missing
    ]


def _find_lost_names(request: Request, draft: Draft) -> list[ProtectedSpan]:
    names = set(missing_names(draft.source, draft.target, draft.source_language))
    if not names:
        return []
    # A given name alone would become a word beside its surname's mark.
    names.update(*(person for person in find_people(draft.source) if not names.isdisjoint(person)))
    # Of a text in capitals the request is in small letters.
    flags = re.IGNORECASE if is_all_capitals(draft.source) else re.NOFLAG
    pattern = re.compile(
        rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})(?!\w)", flags
    )
    return [ProtectedSpan(*match.span(), match[0]) for match in pattern.finditer(request.text)]


def cut_at_quotation_marks(request: Request, draft: Draft, flags: Collection[Flag]) -> Request | None:
    """What stands between quotation marks, translated by itself."""
    marks = [ProtectedSpan(*match.span(), match[0]) for match in QUOTATION_MARK.finditer(request.text)]
    return _cut(request, marks) if marks and "quote-mismatch" in flags else None


def cut_into_clauses(request: Request, draft: Draft, flags: Collection[Flag]) -> Request | None:
    """The clauses of a longer sentence, each translated by itself."""
    clauses = split_clauses(request.text, lambda part: len(part) <= PIECE)
    blanks = [
        ProtectedSpan(end, start, request.text[end:start]) for (_, end), (start, _) in pairwise(clauses)
    ]
    return _cut(request, blanks) if blanks else None


def _cut(request: Request, places: list[ProtectedSpan]) -> Request:
    masked = frozenset(request.masked)
    merged = merge_spans((*request.masked, *request.cuts), places)
    cuts = tuple(span for span in merged if span not in masked)
    return msgspec.structs.replace(request, cuts=cuts)


#: Other ways in the order in which they are considered; where none applies, the engine is asked greedily.
STRATEGIES: tuple[Strategy, ...] = (mask_what_got_lost, cut_at_quotation_marks, cut_into_clauses)

"""Finding every counterpart among many articles, or in a store, where only new articles are compared."""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from dosvoces.core.language_tags import base_language
from dosvoces.core.record import Article
from dosvoces.store import Store, edition_features
from dosvoces.store.edition_features import Compared, Features
from translations.alignment import ALIGNER
from translations.counterparts.candidates import (
    Candidate,
    find_alike,
    find_declared,
    make_features,
)
from translations.counterparts.pairing import Counterpart, mirror, pair_articles

#: An outlet's translation of its own story appears within this time of the original.
WINDOW = timedelta(days=2)

#: New articles that are compared together, and seconds between the first and the last of them.
_AT_ONCE, _SPAN = 200, 86_400

#: Articles that new ones are compared with at most: memory is bounded whatever is stored.
_MOST_NEAR = 20_000

_log = logging.getLogger(__name__)

#: Gives the article of which these are the features.
Load = Callable[[Features], Article | None]


class Linked(msgspec.Struct, frozen=True):
    """What linking found: pairs, pairs refused because neither text translates the other, segments."""

    pairs: int = 0
    refused: int = 0
    segments: int = 0
    #: How many of both were aligned this time; the others were known from an earlier one.
    aligned: int = 0


class _Comparison(NamedTuple):
    """What came of comparing a candidate."""

    candidate: Candidate
    #: None: refused.
    segments: int | None
    #: What was aligned; None when it was refused or known.
    pair: Counterpart | None = None
    known: bool = False


class _Partner(NamedTuple):
    """With which article one is paired, and how alike they looked; None: one names the other."""

    id: str
    likeness: float | None


class _Matching:
    """Decides which candidates are compared: an article has one counterpart at most, the likest.

    *known* is what came of earlier comparisons of these articles.
    """

    def __init__(self, load: Load, known: Iterable[Compared] = ()) -> None:
        self._load = load
        self._known = {
            (each.article_id, each.version, each.counterpart_id, each.counterpart_version): each
            for each in known
        }
        self._partners: dict[str, _Partner] = {}
        for each in self._known.values():
            if each.segments is not None:
                self._partners[each.article_id] = _Partner(each.counterpart_id, each.likeness)
                self._partners[each.counterpart_id] = _Partner(each.article_id, each.likeness)
        self._refused: set[tuple[str, str]] = set()

    def is_free(self, article: Features) -> bool:
        """Whether the article may have a likelier counterpart than it has."""
        partner = self._partners.get(article.id)
        return partner is None or partner.likeness is not None

    def compare(self, candidates: Iterable[Candidate]) -> Iterator[_Comparison]:
        """What came of those of *candidates* that are worth it."""
        for candidate in candidates:
            key = (candidate.one.id, candidate.other.id)
            if key in self._refused or not self._is_worth_it(candidate):
                continue
            comparison = self._recall(candidate) or _align(candidate, self._load)
            if comparison is None:
                continue
            if comparison.segments is None:
                self._refused.add(key)
            yield comparison

    def _is_worth_it(self, candidate: Candidate) -> bool:
        for article, other in (candidate[:2], candidate[1::-1]):
            partner = self._partners.get(article.id)
            if partner is None or partner.id == other.id:
                continue
            if partner.likeness is None or (candidate.likeness or 1.0) <= partner.likeness:
                return False
        return True

    def pair(self, candidate: Candidate) -> set[tuple[str, str]]:
        """Note that *candidate* is a pair; the pairs that are none any more."""
        parted = set()
        for article, other in (candidate[:2], candidate[1::-1]):
            partner = self._partners.get(article.id)
            if partner and partner.id != other.id:
                parted.add((article.id, partner.id))
                self._partners.pop(partner.id, None)
            self._partners[article.id] = _Partner(other.id, candidate.likeness)
        return parted

    def _recall(self, candidate: Candidate) -> _Comparison | None:
        one, other, _ = candidate
        known = self._known.get((one.id, one.version, other.id, other.version))
        return _Comparison(candidate, known.segments, known=True) if known else None


def _align(candidate: Candidate, load: Load) -> _Comparison | None:
    one, other, likeness = candidate
    article, counterpart = load(one), load(other)
    if article is None or counterpart is None:
        return None
    try:
        pair = pair_articles(article, counterpart, "declared" if likeness is None else "similarity")
    except Exception as error:  # one article must not keep all others from being paired, on every run
        _log.error("%s and %s cannot be compared", article.url, counterpart.url, exc_info=error)
        return None
    return _Comparison(candidate, len(pair.segments) if pair else None, pair)


def _match(
    articles: Sequence[Features], fresh: frozenset[str], window: timedelta, matching: _Matching
) -> Iterator[_Comparison]:
    """What came of comparing the *fresh* ones of an outlet's *articles* with each other and with the rest."""
    yield from matching.compare(find_declared(articles, fresh))
    free = [article for article in articles if matching.is_free(article)]
    yield from matching.compare(find_alike(free, fresh, window))


def find_counterparts(articles: Iterable[Article], window: timedelta = WINDOW) -> list[Counterpart]:
    """The counterparts among *articles*, each pair once with the English article first.

    Editions are sought within one outlet: those that name each other first, then those published within
    *window* that say the same. Each article has one counterpart at most, the one with which it was paired
    first.
    """
    by_id = {article.id: article for article in articles}
    ordered = sorted(by_id.values(), key=lambda article: (article.outlet, article.id))
    found: list[Counterpart] = []
    for _, group in groupby(ordered, key=attrgetter("outlet")):
        features = [made for article in group if (made := make_features(article))]
        matching = _Matching(lambda one: by_id[one.id])
        for comparison in _match(features, frozenset(one.id for one in features), window, matching):
            if comparison.pair:
                matching.pair(comparison.candidate)
                found.append(comparison.pair)
    return found


def link_store(
    store: Store,
    *,
    outlet: str | None = None,
    since: datetime | None = None,
    window: timedelta = WINDOW,
    progress: Callable[[Linked], None] = lambda _: None,
) -> Linked:
    """Finds the counterparts in *store* and saves each from both sides; running it again changes nothing.

    What finding them needs is kept of every article, so that only new and changed ones are compared, with
    those that they name and those published within *window*; memory does not grow with their number.
    *since* leaves out articles stored earlier: both editions must have been stored since. *progress* is told
    the counts after every pair looked at; those that come back are of all pairs there are.
    """
    _keep_features(store, outlet, since)
    linked = Linked()
    with store.editions() as connection:
        waiting = edition_features.list_waiting(connection, ALIGNER, outlet, since)
    for part in _divide(waiting):
        for comparison in _link(store, part, since, window):
            linked = Linked(
                linked.pairs + (comparison.segments is not None),
                linked.refused + (comparison.segments is None),
                linked.segments + (comparison.segments or 0),
                linked.aligned + (not comparison.known),
            )
            progress(linked)
    with store.editions() as connection:
        counts = edition_features.count_comparisons(connection, ALIGNER, outlet, since)
    linked = Linked(*counts, aligned=linked.aligned)
    progress(linked)
    return linked


def _keep_features(store: Store, outlet: str | None, since: datetime | None) -> None:
    """Has *store* keep the features of every article of which it has none yet."""
    while True:
        with store.editions() as connection:
            missing = edition_features.load_missing(connection, ALIGNER, _AT_ONCE, outlet, since)
        if not missing:
            return
        made = [_make_features(empty, article) for empty, article in missing]
        with store.editions() as connection:
            edition_features.save(connection, ALIGNER, made)


def _make_features(empty: Features, article: Article | None) -> Features:
    try:
        made = make_features(article) if article else None
    except Exception as error:  # one article must not keep all others from being paired, on every run
        _log.error("%s cannot be compared with others", article and article.url, exc_info=error)
        made = None
    return replace(made, version=empty.version, stored=empty.stored) if made else empty


def _divide(waiting: Sequence[tuple[str, int | None, str]]) -> Iterator[list[tuple[str, int | None, str]]]:
    """The articles that wait, in parts that are compared together: of one outlet and of one day."""
    part: list[tuple[str, int | None, str]] = []
    for row in waiting:
        outlet, published, _ = row
        if part:
            first = part[0][1]
            together = (published is None and first is None) or (
                published is not None and first is not None and published - first <= _SPAN
            )
            if outlet != part[0][0] or not together or len(part) == _AT_ONCE:
                yield part
                part = []
        part.append(row)
    if part:
        yield part


def _link(
    store: Store, part: Sequence[tuple[str, int | None, str]], since: datetime | None, window: timedelta
) -> Iterator[_Comparison]:
    """Compares new articles of one outlet with those that may be their counterparts, and saves it."""
    fresh = [key for _, _, key in part]
    articles, known = _load_surroundings(store, part, since, window)
    matching = _Matching(lambda one: store.article(one.id, one.version), known)
    for comparison in _match(articles, frozenset(fresh), window, matching):
        parted = matching.pair(comparison.candidate) if comparison.segments is not None else set()
        _save(store, comparison, parted)
        yield comparison
    if since is None:  # else they are still to be compared with the earlier ones
        with store.editions() as connection:
            edition_features.mark_compared(connection, fresh)


def _load_surroundings(
    store: Store, part: Sequence[tuple[str, int | None, str]], since: datetime | None, window: timedelta
) -> tuple[list[Features], list[Compared]]:
    """The features of new articles and of all that they are compared with, and what is known of these."""
    outlet, first, _ = part[0]
    ids = {key for _, _, key in part}
    with store.editions() as connection:
        fresh = edition_features.load(connection, ALIGNER, ids)
        addresses = {address for one in fresh for address in one.urls | one.declared}
        ids |= set(edition_features.find_by_addresses(connection, addresses))
        if first is not None:
            begin, end = first - int(window.total_seconds()), (part[-1][1] or first)
            end += int(window.total_seconds())
            near = edition_features.find_near(connection, ALIGNER, outlet, begin, end, _MOST_NEAR)
            ids |= set(near)
        known = edition_features.load_comparisons(connection, ALIGNER, ids)
        ids |= {key for each in known for key in (each.article_id, each.counterpart_id)}
        articles = edition_features.load(connection, ALIGNER, ids)
    versions = {one.id: one.version for one in articles}
    known = [
        each
        for each in known
        if versions.get(each.article_id) == each.version
        and versions.get(each.counterpart_id) == each.counterpart_version
    ]
    begun = int(since.timestamp()) if since else None
    return [
        one
        for one in articles
        if one.outlet == outlet and (begun is None or (one.stored and one.stored.timestamp() >= begun))
    ], known


def _save(store: Store, comparison: _Comparison, parted: Iterable[tuple[str, str]]) -> None:
    one, other, likeness = comparison.candidate
    for pair in parted:
        _part(store, *pair)
    if comparison.known:
        return
    if comparison.pair:
        for view in (comparison.pair, mirror(comparison.pair)):
            _save_view(store, view)
    else:
        # An earlier aligner may have taken them for a pair.
        store.drop_counterpart(one.id, other.id)
        store.drop_counterpart(other.id, one.id)
    compared = Compared(
        article_id=one.id,
        version=one.version,
        counterpart_id=other.id,
        counterpart_version=other.version,
        segments=comparison.segments,
        likeness=likeness,
    )
    with store.editions() as connection:
        edition_features.save_comparison(connection, compared, ALIGNER)


def _part(store: Store, one: str, other: str) -> None:
    """Two articles are no editions of one story, since one of them has a likelier counterpart."""
    store.drop_counterpart(one, other)
    store.drop_counterpart(other, one)
    with store.editions() as connection:
        edition_features.drop_comparisons(connection, one, other)
        edition_features.mark_compared(connection, [other], waiting=True)


def _save_view(store: Store, pair: Counterpart) -> None:
    store.save_counterpart(
        pair.article.id,
        pair.article.version,
        pair.other.id,
        pair.other.version,
        base_language(pair.other.in_language),
        pair.segments,
    )

"""Linking of counterparts among many articles, or in a store."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

import msgspec

from dosvoces.core.record import Article
from dosvoces.store import Store
from translations.alignment import ALIGNER
from translations.counterparts.candidates import (
    LANGUAGES,
    Card,
    find_alike,
    find_declared,
    fingerprint,
    read_card,
)
from translations.counterparts.pairing import Counterpart, Evidence, base_language, mirror, pair_articles

#: An outlet's translation of its own story appears within this time of the original.
WINDOW = timedelta(days=2)

#: Gives the article of a card.
Load = Callable[[Card], Article | None]


class Linked(msgspec.Struct, frozen=True):
    """What linking found: pairs, pairs refused because neither text translates the other, segments."""

    pairs: int = 0
    refused: int = 0
    segments: int = 0
    #: How many of both were aligned this time; the others were known from an earlier one.
    aligned: int = 0


class _Verdict(NamedTuple):
    """What became of a proposal."""

    one: Card
    other: Card
    #: None: refused.
    segments: int | None
    #: What was aligned; None when it was refused or known.
    pair: Counterpart | None = None
    known: bool = False


#: What is known of two cards from an earlier time.
_Recall = Callable[[Card, Card], _Verdict | None]


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
        cards = [card for article in group if (card := read_card(article))]
        verdicts = _match(cards, lambda card: by_id[card.id], window, lambda *_: None)
        found += [verdict.pair for verdict in verdicts if verdict.pair]
    return found


def link_store(
    store: Store,
    *,
    outlet: str | None = None,
    since: datetime | None = None,
    window: timedelta = WINDOW,
    progress: Callable[[Linked], None] | None = None,
) -> Linked:
    """Finds the counterparts in *store* and saves each from both sides; running it again changes nothing.

    What was compared is noted: unchanged articles are not aligned again by the same aligner.
    *since* leaves out articles stored earlier, so that a regular run looks at recent ones only: both editions
    must have been stored since. *progress* is told the counts after every pair looked at.
    """
    linked = Linked()
    articles = store.articles(outlet=outlet, since=since)
    for _, group in groupby(articles, key=attrgetter("outlet")):
        cards = [card for article in group if (card := read_card(article))]
        known = store.verdicts(ALIGNER, [card.id for card in cards if card.language == LANGUAGES[0]])
        for verdict in _match(
            cards, lambda card: store.article(card.id, card.version), window, partial(_recall, known)
        ):
            if not verdict.known:
                _save(store, verdict)
            linked = Linked(
                linked.pairs + (verdict.segments is not None),
                linked.refused + (verdict.segments is None),
                linked.segments + (verdict.segments or 0),
                linked.aligned + (not verdict.known),
            )
            if progress:
                progress(linked)
    return linked


def _recall(known: Mapping[tuple[str, int, str, int], int | None], one: Card, other: Card) -> _Verdict | None:
    key = (one.id, one.version, other.id, other.version)
    return _Verdict(one, other, known[key], known=True) if key in known else None


def _save(store: Store, verdict: _Verdict) -> None:
    if verdict.pair:
        for view in (verdict.pair, mirror(verdict.pair)):
            _save_view(store, view)
    one, other = ((card.id, card.version) for card in (verdict.one, verdict.other))
    if not verdict.pair:
        # An earlier aligner may have taken them for a pair.
        store.drop_counterpart(one, other)
        store.drop_counterpart(other, one)
    store.save_verdict(one, other, ALIGNER, verdict.segments)


def _save_view(store: Store, pair: Counterpart) -> None:
    store.save_counterpart(
        pair.article.id,
        pair.article.version,
        pair.other.id,
        pair.other.version,
        base_language(pair.other.in_language),
        pair.segments,
    )


def _match(cards: list[Card], load: Load, window: timedelta, recall: _Recall) -> Iterator[_Verdict]:
    """The counterparts among the *cards* of one outlet and the proposals that were refused."""
    if len({card.language for card in cards}) < 2:
        return
    taken: set[str] = set()
    refused: set[tuple[str, str]] = set()

    def judge(pairs: Iterable[tuple[Card, Card]], found_by: Evidence) -> Iterator[_Verdict]:
        for one, other in pairs:
            if taken & {one.id, other.id} or (one.id, other.id) in refused:
                continue
            verdict = recall(one, other) or _compare(one, other, load, found_by)
            if verdict is None:
                continue
            if verdict.segments is None:
                refused.add((one.id, other.id))
            else:
                taken.update((one.id, other.id))
            yield verdict

    yield from judge(find_declared(cards), "declared")
    free = [card for card in cards if card.id not in taken and card.published]
    if len({card.language for card in free}) == 2:
        fingerprints = {card.id: fingerprint(article) for card in free if (article := load(card))}
        yield from judge(
            find_alike([card for card in free if card.id in fingerprints], fingerprints, window), "similarity"
        )


def _compare(one: Card, other: Card, load: Load, found_by: Evidence) -> _Verdict | None:
    article, counterpart = load(one), load(other)
    if article is None or counterpart is None:
        return None
    pair = pair_articles(article, counterpart, found_by)
    return _Verdict(one, other, len(pair.segments) if pair else None, pair)

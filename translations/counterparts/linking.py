"""Finding every counterpart among many articles, or in a store."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter

import msgspec

from dosvoces.record import Article
from dosvoces.store import Store
from translations.counterparts.candidates import Card, find_alike, find_declared, read_card, sign
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
        found += [pair for pair in _match(cards, lambda card: by_id[card.id], window) if pair]
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

    *since* leaves out articles stored earlier, so that a regular run looks at recent ones only: both editions
    must have been stored since. *progress* is told the counts after every pair looked at.
    """
    linked = Linked()
    articles = store.articles(outlet=outlet, since=since)
    for _, group in groupby(articles, key=attrgetter("outlet")):
        cards = [card for article in group if (card := read_card(article))]
        for pair in _match(cards, lambda card: store.article(card.id, card.version), window):
            if pair is None:
                linked = msgspec.structs.replace(linked, refused=linked.refused + 1)
            else:
                for view in (pair, mirror(pair)):
                    _save(store, view)
                linked = Linked(linked.pairs + 1, linked.refused, linked.segments + len(pair.segments))
            if progress:
                progress(linked)
    return linked


def _save(store: Store, pair: Counterpart) -> None:
    store.save_counterpart(
        pair.article.id,
        pair.article.version,
        pair.other.id,
        pair.other.version,
        base_language(pair.other.in_language),
        pair.segments,
    )


def _match(cards: list[Card], load: Load, window: timedelta) -> Iterator[Counterpart | None]:
    """The counterparts among the *cards* of one outlet, and None for every proposal that was refused."""
    if len({card.language for card in cards}) < 2:
        return
    taken: set[str] = set()
    refused: set[tuple[str, str]] = set()

    def judge(pairs: Iterable[tuple[Card, Card]], found_by: Evidence) -> Iterator[Counterpart | None]:
        for one, other in pairs:
            if taken & {one.id, other.id} or (one.id, other.id) in refused:
                continue
            article, counterpart = load(one), load(other)
            if article is None or counterpart is None:
                continue
            pair = pair_articles(article, counterpart, found_by)
            if pair:
                taken.update((one.id, other.id))
            else:
                refused.add((one.id, other.id))
            yield pair

    yield from judge(find_declared(cards), "declared")
    free = [card for card in cards if card.id not in taken and card.published]
    if len({card.language for card in free}) == 2:
        signs = {card.id: sign(article) for card in free if (article := load(card))}
        yield from judge(find_alike([card for card in free if card.id in signs], signs, window), "similarity")

"""Settling versions and twins: the articles of archived pages into a store, as if a crawl had met them."""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from dosvoces.core.identity import article_id
from dosvoces.core.record import Article
from dosvoces.operations.extraction import Extracted
from dosvoces.store import Store
from dosvoces.store.payloads import pack, unpack
from dosvoces.store.values import BOILERPLATE, REMOVED
from pipelines.duplicates import digest_story
from spiders.canonical import find_sibling, has_story
from spiders.follow_up import readdress
from spiders.moved import join_moved


class Noncanonical:
    """Pages that declared another address to be their story's own, on disk until all others are stored.

    Which of the two is kept shows only then. A page fetched twice is one page.
    """

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115
        self._places: dict[tuple[str, str], tuple[int, int]] = {}

    def keep(self, page: Extracted) -> None:
        """Keep *page*."""
        payload = pack(page)
        offset = self._file.seek(0, 2)
        self._file.write(payload)
        self._places.pop((page.url, page.body_hash), None)
        self._places[page.url, page.body_hash] = offset, len(payload)

    def __iter__(self) -> Iterator[Extracted]:
        for offset, length in self._places.values():
            self._file.seek(offset)
            yield unpack(self._file.read(length), Extracted)

    def close(self) -> None:
        """Give the disk back."""
        self._file.close()


def settle(store: Store, noncanonical: Noncanonical, pages: Sequence[Extracted]) -> Counter[str]:
    """Stores what *pages* gave, in their order; counts what became of each: ``articles/new`` ...

    Those that declared another address are put into *noncanonical*, for :func:`decide`.
    """
    counts = Counter(page.reason for page in pages if page.reason)
    for page in pages:
        if page.canonical:
            noncanonical.keep(page)
    kept = [page for page in pages if page.led_from or (page.article and not page.canonical)]
    for is_moved, some in groupby(kept, lambda page: bool(page.led_from)):
        if is_moved:
            for page in some:
                counts.update(_settle_moved(store, page))
        else:
            for part in divide([page.article for page in some if page.article]):
                counts.update(save_newer(store, part))
    return counts


def _settle_moved(store: Store, page: Extracted) -> list[str]:
    """Stores the article of *page*, to which other addresses lead for good, as the story it was there.

    A redirect has none of its own: the story that is stored where it leads is meant.
    """
    article = page.article or (store.article(page.leads_to) if page.leads_to else None)
    if article is None:
        return []
    join_moved(store, article, page.led_from)
    return save_newer(store, [article]) if page.article and not page.canonical else []


def divide(articles: Sequence[Article]) -> Iterator[list[Article]]:
    """*articles* in parts, in order, none of which has two versions of one, or two addresses of one path."""
    part: list[Article] = []
    met: set[str] = set()
    for article in articles:
        names = {article.id, article.canonical_url.partition("?")[0]}
        if met & names:
            yield part
            part, met = [], set()
        part.append(article)
        met |= names
    if part:
        yield part


def save_newer(store: Store, articles: Sequence[Article]) -> list[str]:
    """Stores *articles* in one transaction; says what became of those that were, and of those that were not.

    The latest version is the latest state of the story; an older page cannot replace it.
    """
    newer = [article for article in articles if not _has_newer(store, article)]
    fresh = [article for article in newer if not find_sibling(store, article)]
    saved = store.save_articles(fresh) if fresh else []
    older, twins = len(articles) - len(newer), len(newer) - len(fresh)
    families = {REMOVED: "skipped", BOILERPLATE: "not_article"}
    outcomes = [f"{families.get(each.outcome, 'articles')}/{each.outcome}" for each in saved]
    return [*outcomes, *["skipped/older"] * older, *["skipped/twin"] * twins]


def _has_newer(store: Store, article: Article) -> bool:
    known = store.article(article.id)
    return known is not None and known.retrieved_at > article.retrieved_at


def decide(store: Store, page: Extracted) -> list[str]:
    """Keeps a page that declared another address when that is not stored, or has another story.

    It goes with a story that was taken down there.
    """
    article = page.article
    if article is None:
        return []
    canonical = article_id(article.outlet, page.canonical)
    if store.is_removed(canonical):
        return ["skipped/removed"]
    if has_story(store, canonical, digest_story(article)):
        return ["skipped/twin"]
    return save_newer(store, [readdress(article, page.url)])


def decide_all(
    store: Store, noncanonical: Noncanonical, each: Callable[[], None] = lambda: None
) -> Counter[str]:
    """Decides on all that *noncanonical* has; calls *each* after every page."""
    counts: Counter[str] = Counter()
    for page in noncanonical:
        counts.update(decide(store, page))
        each()
    return counts

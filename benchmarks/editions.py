"""Finding editions among many articles of which few are new: time and memory, beside reading them all.

``python -m benchmarks.editions [ARTICLES [NEW]]`` fills a store with articles of one bilingual outlet that
were compared already, adds new ones and aligns, once with the new ones and once more with nothing new. Each
step runs in a process of its own. The peer is reading every article once, which finding editions without
stored features would have to do. Ends with 1 when the new articles take more than LONGEST or MOST.
"""

import multiprocessing
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from msgspec.structs import replace

from dosvoces.core.record import Article, Block
from dosvoces.store import Store, edition_features, tables
from dosvoces.store.edition_features import Compared, Features
from dosvoces.store.payloads import pack
from translations.alignment import ALIGNER
from translations.counterparts import link_store
from translations.counterparts.candidates import find_features, make_features, make_fingerprint

#: Articles a day, of both editions.
A_DAY = 200
BEGIN = datetime(2024, 1, 1, tzinfo=UTC)
#: Articles filled in at once, and how many of them have their features made from the text, as a check.
AT_ONCE, CHECKED = 2_000, 5
#: What aligning a hundred new articles may take: seconds, and megabytes.
LONGEST, MOST = 5.0, 200


def _words(number: int) -> list[str]:
    """The words of article *number*; articles 20n and 20n+1 are the two editions of one story."""
    random_words = random.Random(number // 2 if number % 20 < 2 else f"x{number}")
    return random_words.choices(_VOCABULARY, k=250)


_VOCABULARY = [f"w{number}" for number in range(60_000)]


def make_article(number: int) -> Article:
    """Article *number*: English and Spanish in turn, words of its own, every tenth pair of one story."""
    language, words = ("en", "es")[number % 2], _words(number)
    blocks = tuple(
        Block(
            position=at,
            role="paragraph",
            text=" ".join(words[at * 25 : at * 25 + 25]) + ".",
            language=language,
        )
        for at in range(10)
    )
    url = f"https://diario.example/{number}"
    return Article(
        id=f"diario-{number:07}", url=url, canonical_url=url, outlet="diario", edition=language,
        headline=blocks[0].text, in_language=language, date_published=BEGIN + timedelta(days=number / A_DAY),
        blocks=blocks, retrieved_at=BEGIN, content_hash=str(number), extractor_version="1",
    )  # fmt: skip


@cache
def _features_of(word: str, language: str) -> frozenset[str]:
    return find_features([word], language)


def _make_features(number: int, article: Article) -> Features:
    """The features of *article*, put together from those of its words, which takes a tenth of the time."""
    made = make_features(replace(article, blocks=()))
    assert made
    words = frozenset().union(*(_features_of(word, article.in_language) for word in _words(number)))
    made = replace(made, stored=BEGIN, fingerprint=make_fingerprint(words))
    if number % AT_ONCE < CHECKED and replace(made, stored=None) != make_features(article):
        sys.exit(f"the features of article {number} are not those of its text")
    return made


def _make_row(article: Article) -> dict[str, Any]:
    return {
        "id": article.id, "version": 1, "outlet": article.outlet, "edition": article.edition,
        "language": article.in_language, "base_language": article.in_language, "url": article.url,
        "canonical_url": article.url, "headline": article.headline, "day": str(article.day_published),
        "content_hash": article.content_hash, "latest": True, "pending": "", "stored_at": BEGIN,
        "payload": pack(article), "cluster": article.id, "reservations": "",
    }  # fmt: skip


def fill(path: str, articles: int) -> str:
    """Fills a store with articles as they are after they were aligned, without search and its sentences."""
    with Store(path) as store:
        for begin in range(0, articles, AT_ONCE):
            made = [(number, make_article(number)) for number in range(begin, min(begin + AT_ONCE, articles))]
            with store.editions() as connection:
                connection.execute(tables.articles.insert(), [_make_row(article) for _, article in made])
                edition_features.save(connection, ALIGNER, [_make_features(*each) for each in made])
                edition_features.mark_compared(connection, [article.id for _, article in made])
                for compared in _comparisons(article for number, article in made if number % 20 < 2):
                    edition_features.save_comparison(connection, compared, ALIGNER)
    return f"{articles} articles"


def _comparisons(editions: Iterable[Article]) -> Iterable[Compared]:
    """What came of comparing *editions*, each followed by its other one."""
    each = iter(editions)
    for one, other in zip(each, each, strict=True):
        yield Compared(
            article_id=one.id, version=1, counterpart_id=other.id, counterpart_version=1,
            segments=10, likeness=0.9,
        )  # fmt: skip


def add(path: str, first: int, last: int) -> str:
    """Stores the articles *first* to *last* as a crawl does."""
    with Store(path) as store:
        store.save_articles(make_article(number) for number in range(first, last))
    return f"{last - first} articles"


def align(path: str) -> str:
    """Finds editions; says what was found."""
    with Store(path) as store:
        linked = link_store(store)
    return f"{linked.pairs} pairs, {linked.aligned} compared anew"


def read(path: str) -> str:
    """Reads every article."""
    with Store(path) as store:
        return f"{sum(1 for _ in store.articles())} articles"


def _run(work: Callable[..., str], arguments: tuple[object, ...], results: Any) -> None:
    begun = time.perf_counter()
    said = work(*arguments)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    results.put((time.perf_counter() - begun, peak, said))


def measure(what: str, work: Callable[..., str], *arguments: object) -> tuple[float, float]:
    """Seconds and peak megabytes that *work* takes in a process of its own; prints them."""
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    process = context.Process(target=_run, args=(work, arguments, results))
    process.start()
    process.join()
    if process.exitcode:
        sys.exit(f"{what}: failed")
    seconds, peak, said = results.get()
    print(f"{what:<32}{seconds:8.2f} s {peak:6.0f} MB   {said}", flush=True)
    return float(seconds), float(peak)


def main() -> int:
    """Measure with the numbers given."""
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    new = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/store.sqlite"
        measure("filling, compared already", fill, path, articles)
        measure("storing new ones", add, path, articles, articles + new)
        peer, _ = measure("reading every article", read, path)
        seconds, peak = measure(f"align, {new} new", align, path)
        measure("align, nothing new", align, path)
    print(f"align of {new} new takes {seconds / peer:.2f} of the time of reading {articles} articles")
    return int(seconds > LONGEST or peak > MOST)


if __name__ == "__main__":
    sys.exit(main())

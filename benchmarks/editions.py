"""Finding editions among many articles of which few are new: time and memory, beside reading them all.

``python -m benchmarks.editions [ARTICLES [NEW]]`` fills a store with articles of one bilingual outlet, aligns
it, adds new ones and aligns again; each step in a process of its own. The peer is reading every article once,
which finding editions without stored features would have to do.
"""

import multiprocessing
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from dosvoces.core.record import Article, Block
from dosvoces.store import Store
from translations.counterparts import link_store

#: Articles a day, of both editions.
A_DAY = 200
BEGIN = datetime(2024, 1, 1, tzinfo=UTC)


def make_article(number: int) -> Article:
    """Article *number*: English and Spanish in turn, words of its own, every tenth pair of one story."""
    language = ("en", "es")[number % 2]
    random_words = random.Random(number // 2 if number % 20 < 2 else f"x{number}")
    words = [f"w{random_words.randrange(60_000)}" for _ in range(250)]
    texts = [" ".join(words[at : at + 25]) + f" {random_words.randrange(9999)}." for at in range(0, 250, 25)]
    blocks = tuple(
        Block(position=at, role="paragraph", text=text, language=language) for at, text in enumerate(texts)
    )
    url = f"https://diario.example/{number}"
    return Article(
        id=f"diario-{number}", url=url, canonical_url=url, outlet="diario", edition=language,
        headline=texts[0], in_language=language, date_published=BEGIN + timedelta(days=number / A_DAY),
        blocks=blocks, retrieved_at=BEGIN, content_hash=str(number), extractor_version="1",
    )  # fmt: skip


def fill(path: str, first: int, last: int) -> str:
    """Stores the articles *first* to *last*."""
    with Store(path) as store:
        for begin in range(first, last, 500):
            store.save_articles(make_article(number) for number in range(begin, min(begin + 500, last)))
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


def measure(what: str, work: Callable[..., str], *arguments: object) -> float:
    """The seconds that *work* takes in a process of its own; prints them and its peak of memory."""
    context = multiprocessing.get_context("spawn")
    results = context.Queue()
    process = context.Process(target=_run, args=(work, arguments, results))
    process.start()
    process.join()
    if process.exitcode:
        sys.exit(f"{what}: failed")
    seconds, peak, said = results.get()
    print(f"{what:<32}{seconds:8.2f} s {peak:6.0f} MB   {said}", flush=True)
    return float(seconds)


def main() -> None:
    """Measure with the numbers given."""
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    new = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/store.sqlite"
        measure("storing", fill, path, 0, articles)
        measure("align, all new", align, path)
        measure("storing", fill, path, articles, articles + new)
        peer = measure("reading every article", read, path)
        some = measure(f"align, {new} new", align, path)
        measure("align, nothing new", align, path)
        print(f"align of {new} new takes {some / peer:.2f} of the time of reading {articles} articles")


if __name__ == "__main__":
    main()

"""A store of invented articles that is translated by a process, which is killed half way and resumed."""

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from dosvoces.core.record import Article, Block
from dosvoces.store import Store

_NOUNS = (
    "mayor",
    "council",
    "teacher",
    "company",
    "river",
    "school",
    "bridge",
    "minister",
    "union",
    "market",
)
_VERBS = ("saw", "paid", "closed", "opened", "praised", "sold", "built", "left")


def make_article(number: int) -> Article:
    """An invented article of twenty different short sentences, in four paragraphs."""
    chance = random.Random(number)
    sentences = [
        " ".join(("The", chance.choice(_NOUNS), chance.choice(_VERBS), "the", chance.choice(_NOUNS)))
        + f" {number * 20 + place}."
        for place in range(20)
    ]
    blocks = tuple(
        Block(
            position=place,
            role="paragraph",
            text=" ".join(sentences[place * 5 : place * 5 + 5]),
            language="en",
        )
        for place in range(4)
    )
    return Article(
        id=f"invented-{number:06d}",
        url=f"https://invented.test/{number}",
        canonical_url=f"https://invented.test/{number}",
        outlet="invented",
        edition="en",
        headline="",
        in_language="en",
        blocks=blocks,
        retrieved_at=datetime(2026, 1, 1, tzinfo=UTC),
        content_hash=f"{number:064d}",
        extractor_version="benchmark",
    )


#: The process that is measured, killed and started again; prints its memory after each batch.
_TRANSLATE = """
import resource, sys
from dosvoces.store import Store
from translations.batches import translate_store
def report(progress):
    with open("/proc/self/statm") as statm:
        resident = int(statm.read().split()[1]) * resource.getpagesize() >> 20
    print(progress.articles, progress.sentences, round(progress.rate), resident, flush=True)
with Store(sys.argv[1]) as store:
    translate_store(store, sys.argv[2], progress=report)
"""


def run_store(args: argparse.Namespace) -> None:
    """All through the store with one engine; killed with SIGKILL at half, resumed, and counted."""
    articles = args.sentences // 20
    with tempfile.TemporaryDirectory() as folder:
        address = f"{folder}/store.sqlite"
        with Store(address) as store:
            for start in range(0, articles, 500):
                store.save_articles(
                    make_article(number) for number in range(start, min(start + 500, articles))
                )
        began = time.perf_counter()
        translated = follow(address, args.engine, stop_at=articles // 2)
        print(f"killed after {translated} articles", flush=True)
        follow(address, args.engine, stop_at=None)
        seconds = time.perf_counter() - began
        check_store(address, articles)
        print(
            f"{articles * 20 / seconds:,.0f} sentences/s in all, "
            f"{Path(address).stat().st_size >> 20} MiB of store"
        )


def follow(address: str, engine: str, stop_at: int | None) -> int:
    """Run the translation, print its memory a dozen times, kill it once *stop_at* articles are done."""
    process = subprocess.Popen(
        [sys.executable, "-c", _TRANSLATE, address, engine], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout
    done, printed = 0, 0
    for line in process.stdout:
        done, sentences, rate, resident = map(int, line.split())
        if sentences - printed >= 10_000 or not printed:
            printed = sentences
            print(f"  {sentences:8,} sentences  {rate:6,}/s  {resident:5} MiB", flush=True)
        if stop_at is not None and done >= stop_at:
            process.send_signal(signal.SIGKILL)
            break
    process.wait()
    if stop_at is None and process.returncode:
        sys.exit(f"the translation ended with {process.returncode}")
    return done


def check_store(address: str, articles: int) -> None:
    """Every sentence has one segment, none is missing, doubled or out of its place."""
    seen = 0
    with Store(address) as store:
        for record in store.records():
            blocks = {block.position: block.text for block in record.translation}
            assert len(record.segments) == 20, record.article.id
            assert len({segment.id for segment in record.segments}) == 20
            for segment in record.segments:
                (span,) = segment.target.spans
                assert blocks[span.block][span.start : span.end] == segment.target.text
            seen += 1
    assert seen == articles, (seen, articles)
    print(f"{seen * 20:,} segments, each there once")

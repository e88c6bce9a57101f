"""Store and datasets on a hundred thousand synthetic articles: ``python -m benchmarks.store [COUNT]``.

Prints rates, sizes, search times and the peak of memory after each step, which has to stay flat. One process,
one thread; times include the disk's. The generator runs in the same process and is timed apart.
"""

import argparse
import resource
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

from benchmarks.postgres import Server
from benchmarks.synthetic import NAMES, make_story
from dosvoces.exports import dataset
from dosvoces.exports.manifest import Request
from dosvoces.store import Selection, Store

#: Articles in one transaction, about what a crawl stores in a second.
_BATCH = 200

FORMATS = ("jsonl", "parquet", "csv", "tmx", "moses", "hashes")

#: Common and rare words, several at once, phrases, beginnings, exclusions, both languages.
SEARCHES = (
    "gobierno", "inflación", "elections", NAMES[3], NAMES[800], NAMES[4000], "litio cobre",
    "huelga sindicato tren", '"nuevo acuerdo"', '"medical industry"', "café -maíz", "terremot*",
    "migrant* border", "drought harvest exports", "universidad investigación satélite",
    f"{NAMES[10]} {NAMES[20]}", "senado reforma pensiones", "glacier", '"río importante"', "periodistas",
)  # fmt: skip


def peak() -> str:
    """The most memory this process has had, MiB."""
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB"


class Clock:
    """Seconds gone by and seconds of this process's own: on a busy machine the second tells more."""

    def __init__(self) -> None:
        self.passed = self.spent = 0.0
        self.resume()

    def resume(self) -> None:
        self._at = (time.perf_counter(), time.process_time())

    def stop(self) -> None:
        self.passed += time.perf_counter() - self._at[0]
        self.spent += time.process_time() - self._at[1]


def report(what: str, clock: Clock, number: int, more: str = "") -> None:
    print(
        f"{what:<28}{clock.passed:>9.1f} s{number / clock.passed:>9.0f} /s{clock.spent:>9.1f} s of CPU"
        f"   peak {peak():>9}  {more}",
        flush=True,
    )


def timed(work: Callable[[], int], what: str) -> None:
    clock = Clock()
    number = work()
    clock.stop()
    report(what, clock, number)


def ingest(store: Store, first: int, count: int) -> Clock:
    """Stores articles with their translations; the clock stands still while they are made up."""
    clock = Clock()
    for begin in range(first, first + count, _BATCH):
        stories = [make_story(number) for number in range(begin, min(begin + _BATCH, first + count))]
        clock.resume()
        store.save_articles([article for article, _ in stories])
        store.save_translations([translation for _, translation in stories])
        clock.stop()
    return clock


def measure_ingest(store: Store, count: int) -> None:
    whole, tenth = Clock(), max(_BATCH, count // 10)
    for begin in range(0, count, tenth):
        part = ingest(store, begin, min(tenth, count - begin))
        whole.passed, whole.spent = whole.passed + part.passed, whole.spent + part.spent
        report(f"  ingest from {begin}", part, min(tenth, count - begin))
    report("ingest", whole, count)


def measure_searches(store: Store) -> None:
    times = []
    for text in SEARCHES:
        start = time.perf_counter()
        hits = store.search(text)
        times.append(time.perf_counter() - start)
        print(f"  {text:<36}{times[-1] * 1000:>8.1f} ms  {len(hits)} hits")
    print(
        f"20 searches: median {statistics.median(times) * 1000:.1f} ms, slowest {max(times) * 1000:.1f} ms",
        flush=True,
    )


def measure_exports(store: Store, folder: Path) -> None:
    for name in FORMATS:
        clock = Clock()
        made = dataset.export(store, folder / name, Request(formats=(name,), selection=Selection()))
        clock.stop()
        size = sum(file.bytes for file in made.files)
        records = made.counts["records"]
        report(f"export {name}", clock, records, f"{size / 2**20:.0f} MiB, {len(made.files)} files")
        shutil.rmtree(folder / name)


def measure_since(store: Store, folder: Path, count: int) -> None:
    last = store.last_change()
    assert last is not None
    ingest(store, count, 1000)
    clock = Clock()
    chosen = Selection(since=last + timedelta(microseconds=1))
    made = dataset.export(store, folder / "since", Request(formats=("jsonl",), selection=chosen))
    clock.stop()
    report("export --since (1,000 new)", clock, made.counts["records"])


def measure(url: str, count: int, folder: Path) -> None:
    with Store(url) as store:
        print(f"before: peak {peak()}")
        measure_ingest(store, count)
        timed(lambda: sum(1 for _ in store.records()), "read every record")
        measure_searches(store)
        measure_exports(store, folder)
        measure_since(store, folder, count)
        print({name: number for name, number in store.counts().items() if number})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("count", nargs="?", type=int, default=100_000)
    parser.add_argument("--postgres", action="store_true", help="measure PostgreSQL instead of SQLite")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = stack.enter_context(Server()).create() if options.postgres else str(folder / "store.sqlite")
        print(f"{options.count} articles, {'PostgreSQL' if options.postgres else 'SQLite'}")
        measure(url, options.count, folder)
        if not options.postgres:
            print(f"the store: {(folder / 'store.sqlite').stat().st_size / 2**20:.0f} MiB")


if __name__ == "__main__":
    main()

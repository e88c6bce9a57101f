"""Store and datasets on synthetic articles: ``python -m benchmarks.store [COUNT ...] [--postgres]``.

Prints rates, search times and, for each step, the peak of memory at each of the counts, 20,000 and 100,000
when none are given: memory is flat where they are the same. Every step is a process of its own with one
thread; times include the disk's. PostgreSQL's own time and memory are not in these figures.
"""

import argparse
import re
import shutil
import statistics
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from datetime import datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import dosvoces
from benchmarks.postgres import Server
from benchmarks.synthetic import NAMES, make_story
from dosvoces.exports import dataset
from dosvoces.exports.manifest import Request
from dosvoces.exports.rebuild import rebuild
from dosvoces.store import Selection, Store

#: How many articles, when nobody says: memory is flat if it is the same for both.
COUNTS = (20_000, 100_000)

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


def peak() -> int:
    """The most memory this process has had, MiB; not what its parent had when it was forked."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(re.findall(r"VmHWM:\s+(\d+)", status)[0]) // 1024


def report(what: str, clock: Clock, number: int, more: str = "") -> None:
    print(
        f"{what:<28}{clock.passed:>9.1f} s{number / clock.passed:>9.0f} /s{clock.spent:>9.1f} s of CPU"
        f"   peak {peak():>6} MiB  {more}",
        flush=True,
    )


def ingest(url: str, _folder: Path, first: int, last: int) -> None:
    """Stores articles with their translations; the clock stands still while they are made up."""
    with Store(url) as store:
        clock = Clock()
        for begin in range(first, last, _BATCH):
            stories = [make_story(number) for number in range(begin, min(begin + _BATCH, last))]
            clock.resume()
            store.save_articles([article for article, _ in stories])
            store.save_translations([translation for _, translation in stories])
            clock.stop()
        report(f"ingest from {first}", clock, last - first)


def read_records(url: str, _folder: Path) -> None:
    """Reads every record."""
    with Store(url) as store:
        clock = Clock()
        number = sum(1 for _ in store.records())
        clock.stop()
        report("read every record", clock, number)


def search(url: str, _folder: Path) -> None:
    """Twenty searches, one after the other."""
    times = []
    with Store(url) as store:
        for text in SEARCHES:
            start = time.perf_counter()
            hits = store.search(text)
            times.append(time.perf_counter() - start)
            print(f"  {text:<36}{times[-1] * 1000:>8.1f} ms  {len(hits)} hits")
    median, slowest = statistics.median(times) * 1000, max(times) * 1000
    print(f"20 searches: median {median:.1f} ms, slowest {slowest:.1f} ms", flush=True)


def export(url: str, folder: Path, name: str, since: datetime | None = None) -> None:
    """Writes the whole store, or what came after *since*, in one format."""
    with Store(url) as store:
        clock = Clock()
        request = Request(formats=(name,), selection=Selection(since=since))
        made = dataset.export(store, folder / name, request)
        clock.stop()
    size = sum(file.bytes for file in made.files)
    what = f"export {name}" if since is None else "export --since (1,000 new)"
    report(what, clock, made.counts["records"], f"{size / 2**20:.0f} MiB, {len(made.files)} files")


def export_refined(url: str, folder: Path) -> None:
    """JSON Lines with splits, near-duplicates once and nobody's name."""
    with Store(url) as store:
        clock = Clock()
        chosen = Selection(once=True)
        splits = dataset.find_splits(store, chosen, 0.05, 0.05)
        request = Request(formats=("jsonl",), selection=chosen, splits=splits, anonymised=True)
        made = dataset.export(store, folder / "refined", request)
        clock.stop()
    report("  --split --once --anonymise", clock, made.counts["records"])


def read_back(_url: str, folder: Path, name: str) -> None:
    """Reads an export with ``dosvoces.read``."""
    clock = Clock()
    number = sum(1 for _ in dosvoces.read(folder / name))
    clock.stop()
    report(f"  read {name}", clock, number)


def rebuild_texts(url: str, folder: Path) -> None:
    """Makes the texts of the digests again."""
    with Store(url) as store:
        clock = Clock()
        number = sum(1 for _ in rebuild(folder / "hashes", store, Counter()))
        clock.stop()
    report("  rebuild", clock, number)


def _observe(step: Callable[..., None], *given: object) -> int:
    step(*given)
    return peak()


class Bench:
    """Steps on one store, each in a process of its own, and the memory that each needed at each size."""

    def __init__(self, url: str, folder: Path) -> None:
        self._url, self._folder = url, folder
        self._stored = self._count = 0
        #: By step, at each count.
        self.peaks: dict[str, dict[int, int]] = {}

    def run(self, step: Callable[..., None], *given: object) -> None:
        """Takes *step* in a new process and keeps the peak of its memory."""
        with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
            used = pool.submit(_observe, step, self._url, self._folder, *given).result()
        named = (str(part) for part in given if isinstance(part, str))
        peaks = self.peaks.setdefault(" ".join([step.__name__, *named]), {})
        peaks[self._count] = max(used, peaks.get(self._count, 0))

    def _ingest(self, last: int, parts: int) -> None:
        size = -(-(last - self._stored) // parts)
        for first in range(self._stored, last, size):
            self.run(ingest, first, min(first + size, last))
        self._stored = last

    def measure(self, count: int) -> None:
        """Stores articles up to *count* and does everything with them, and with 1,000 more."""
        self._count = count
        self._ingest(count, 10)
        self.run(read_records)
        self.run(search)
        for name in FORMATS:
            self.run(export, name)
            self.run(*((rebuild_texts,) if name == "hashes" else (read_back, name)))
            shutil.rmtree(self._folder / name)
        self.run(export_refined)
        shutil.rmtree(self._folder / "refined")
        with Store(self._url) as store:
            last = store.last_change()
        assert last is not None
        self._ingest(count + 1000, 1)
        self.run(export, "jsonl", last + timedelta(microseconds=1))
        shutil.rmtree(self._folder / "jsonl")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", nargs="*", type=int, default=COUNTS, metavar="COUNT")
    parser.add_argument("--postgres", action="store_true", help="measure PostgreSQL instead of SQLite")
    options = parser.parse_args()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = stack.enter_context(Server()).create() if options.postgres else str(folder / "store.sqlite")
        bench = Bench(url, folder)
        for count in options.counts:
            print(f"{count} articles, {'PostgreSQL' if options.postgres else 'SQLite'}", flush=True)
            bench.measure(count)
            if not options.postgres:
                print(f"the store: {(folder / 'store.sqlite').stat().st_size / 2**20:.0f} MiB")
    print("peak of memory, MiB, at " + " and ".join(str(count) for count in options.counts))
    for step, peaks in bench.peaks.items():
        print(f"  {step:<26}" + "".join(f"{used:>7}" for used in peaks.values()))


if __name__ == "__main__":
    main()

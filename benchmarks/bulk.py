"""Work in bulk by its drivers, beside plain worker processes: speed, memory, bytes, and what kills do.

``python -m benchmarks.bulk [--files 40] [--pages 100] [--workers 2] [--drivers local,cluster,ray]`` writes so
many WARC files of made-up pages, has plain processes call the function that extracts a file, then each
driver. It prints pages a second and milliseconds of processors a page, both without the start (while all
workers have some), what the latter costs beside the plain processes, the memory of all
processes together in each quarter of the time, and whether the bytes are the same. Workers of a queue are
processes of ``dosvoces worker`` on a PostgreSQL of the benchmark's own; Ray is a cluster of two nodes here.

With ``--kills N`` the whole command ``dosvoces bulk extract`` is run instead, its driver killed (SIGKILL) at
N random moments and started again, and with each kill a worker or a node too; the dataset and all parts must
have the bytes that one undisturbed run of local processes gave, or the status is 1. ``--step translate`` and
``--step align`` do the same with a dataset of files × pages made-up stories in two editions, ``--kills 0``
without kills.

A long run is made in pieces with ``--folder F``: what is made up and what the undisturbed run gave stay there
and are used again. ``--folder F --files 200 --pages 500 --kills 5 --drivers ''`` makes both, and the same
with ``--drivers local``, then ``cluster``, then ``ray``, sets one driver beside it.
"""

import argparse
import hashlib
import multiprocessing
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import linear_regression
from typing import NamedTuple

import msgspec
import scrapy
from scrapy.http import HtmlResponse

from benchmarks.bulk_places import PLACES, Memory, Moment, Place, adopt_orphans, digest, hide_main, now
from benchmarks.synthetic import make_stories
from dosvoces.bulk import runs
from dosvoces.bulk.drivers import find_driver
from dosvoces.bulk.driving import Options
from dosvoces.bulk.extract import Extract, extract_file, make_step
from dosvoces.bulk.jobs import find_folder
from dosvoces.bulk.parts import Piece, Source
from dosvoces.core.outlets import catalogue
from dosvoces.core.record import Article
from dosvoces.exports import dataset
from dosvoces.exports.manifest import Request
from dosvoces.newsstand.variants import VariantSite, path_of
from dosvoces.store import Selection, Store, Translation
from spiders.archive import Archive

_BASE = "https://variants.example"
_BEGAN = datetime(2026, 1, 1, tzinfo=UTC)


def write_archive(folder: Path, files: int, pages: int) -> list[Path]:
    """So many WARC files of so many pages each, fetched a second after each other."""
    site, made = VariantSite(_BASE, files * pages), []
    for number in range(files):
        archive = Archive(str(folder / "new"))
        for page in range(number * pages, number * pages + pages):
            reply = site.look_up(path_of(page))
            assert reply
            url = _BASE + path_of(page)
            response = HtmlResponse(url, body=reply.body, headers={"Content-Type": "text/html"})
            fields = {"outlet": "variants", "role": "page"}
            archive.write(scrapy.Request(url), response, _BEGAN + timedelta(seconds=page), fields)
        archive.close()
        (path,) = (folder / "new").glob("*.warc.gz")
        made.append(path.rename(folder / f"{number:05}.warc.gz"))
        shutil.rmtree(folder / "new")
    return made


class Speed(NamedTuple):
    """What pages take while all workers have some."""

    pages_a_second: float
    cpu_ms: float


def measure(moments: Sequence[Moment], pages: int, workers: int) -> Speed:
    """The speed of *moments*, one for each file of *pages*, by the line through those at which all work.

    A line, since at each moment other files are half done, which two moments alone would be wrong by.
    """
    steady = moments[workers - 1 : len(moments) - workers + 1]
    done = [pages * number for number in range(len(steady))]
    seconds = linear_regression(done, [moment.time for moment in steady]).slope
    cpu = linear_regression(done, [moment.cpu for moment in steady]).slope
    return Speed(1 / seconds, 1000 * cpu)


def run_plainly(paths: Sequence[Path], folder: Path, step: Extract, workers: int) -> list[Moment]:
    """Has processes extract *paths* and nothing else; gives when each was done."""
    folder.mkdir()
    with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as executor:
        done = [executor.submit(extract_file, path, folder / path.name, step) for path in paths]
        return [(each.result(), now())[1] for each in as_completed(done)]


def run_driver(name: str, paths: Sequence[Path], folder: str, workers: int) -> list[Moment]:
    """Has the driver *name* extract *paths* into the step's *folder*; gives when each was done."""
    moments: list[Moment] = []

    def progress(done: int, total: int | None, what: str) -> None:
        if done:
            moments.append(now())

    runner = runs.Runner(find_driver(name), Options(workers=workers), progress)
    runner.run(folder, [(path.stem, Source(pieces=(Piece(str(path)),))) for path in paths])
    assert not runner.failed, runner.failed
    return moments


def compare(folder: Path, paths: Sequence[Path], pages: int, drivers: Sequence[str], workers: int) -> bool:
    """Prints the speed of plain processes and of *drivers*; whether all gave the same bytes."""
    step = make_step(tuple(catalogue().values()), known_only=False, languages=())
    same, wanted = True, dict[str, str]()
    with Memory() as memory:
        plain = measure(run_plainly(paths, folder / "plain", step, workers), pages, workers)
    print(f"plain: {plain.pages_a_second:.1f} pages/s, {plain.cpu_ms:.1f} ms of a core, {memory}", flush=True)
    for name in drivers:
        begun = time.monotonic()
        place = PLACES[name](folder, workers)
        try:
            step_folder = find_folder(str(folder / name), step)
            ready = time.monotonic()
            with Memory() as memory:
                moments = run_driver(name, paths, step_folder, workers)
        finally:
            place.close()
        speed = measure(moments, pages, workers)
        made = digest(Path(step_folder))
        wanted = wanted or made
        same &= made == wanted
        print(
            f"{name}: {speed.pages_a_second:.1f} pages/s, {speed.cpu_ms:.1f} ms of a core "
            f"({100 * (speed.cpu_ms / plain.cpu_ms - 1):+.0f} %), start {ready - begun:.0f} s and "
            f"{moments[0].time - ready:.0f} s to the first file, {memory}, "
            f"{'same' if made == wanted else 'OTHER'} bytes",
            flush=True,
        )
    return same


def make_dataset(folder: Path, stories: int) -> Path:
    """A dataset of so many stories in two editions each, in three splits."""
    chosen = Selection(translated_only=False)
    with Store(str(folder / "store")) as store:
        for article, translation in make_stories(stories):
            store.save_articles([article, make_edition(article, translation)])
        splits = dataset.find_splits(store, chosen, 0.3, 0.3)
        dataset.export(
            store, folder / "dataset", Request(formats=("parquet",), selection=chosen, splits=splits)
        )
    return folder / "dataset"


def make_edition(article: Article, translation: Translation) -> Article:
    """The edition of *article* in the language of its *translation*."""
    text = "\n".join(block.text for block in translation.translation)
    return msgspec.structs.replace(
        article,
        id=f"{article.id}-2",
        url=f"{article.url}-2",
        canonical_url=f"{article.url}-2",
        edition=translation.target_language,
        in_language=translation.target_language,
        headline=translation.translation[0].text,
        blocks=translation.translation,
        content_hash=hashlib.sha256(text.encode()).hexdigest(),
    )


def kill(
    folder: Path, words: Sequence[str], drivers: Sequence[str], workers: int, kills: int, seed: int
) -> bool:
    """Kills drivers of the command *words* and what works for them, or nobody when *kills* is 0.

    Whether all came to what an undisturbed run gives.
    """

    def start(name: str, out: Path) -> "subprocess.Popen[bytes]":
        options = ["--driver", name, "--workers", str(workers)]
        command = [sys.executable, "-m", "dosvoces", "--quiet", "bulk", *words, str(out), *options]
        return subprocess.Popen(command)

    seconds = folder / "whole.seconds"
    if not seconds.exists():
        begun = time.monotonic()
        assert start("local", folder / "whole").wait() == 0
        seconds.write_text(str(time.monotonic() - begun))
        print(f"undisturbed: {seconds.read_text():.6} s", flush=True)
    wanted, usual = [digest(folder / each) for each in ("whole", "whole.parts")], float(seconds.read_text())
    same, chance = True, random.Random(seed)
    for name in drivers:
        begun, out = time.monotonic(), folder / name
        for old in (out, Path(f"{out}.parts")):
            shutil.rmtree(old, ignore_errors=True)
        place = PLACES[name](folder, workers)
        try:
            killed, status = disturb(partial(start, name, out), place, chance, kills, usual)
        finally:
            place.close()
        made = [digest(out), digest(Path(f"{out}.parts"))]
        same &= made == wanted and status == 0
        print(
            f"{name}: driver killed {killed} times, status {status}, {time.monotonic() - begun:.0f} s "
            f"({usual:.0f} undisturbed), {'same' if made == wanted else 'OTHER'} bytes",
            flush=True,
        )
        for before, after in zip(wanted, made, strict=True):
            for path in sorted(dict(before.items() ^ after.items())):
                print(f"  other: {path}", file=sys.stderr)
    return same


def disturb(
    start: Callable[[], "subprocess.Popen[bytes]"],
    place: Place,
    chance: random.Random,
    kills: int,
    usual: float,
) -> tuple[int, int]:
    """Kills what *start* began and what works for it at random moments; gives how often, and the status.

    Now and then the driver lives on, and has to do without what was killed; one that has ended, well or not,
    is started again, as after each kill.
    """
    driver, killed = start(), 0
    while killed < kills:
        with suppress(subprocess.TimeoutExpired):
            driver.wait(chance.uniform(0.2, 0.7 * usual))
        place.kill_one(chance)
        if driver.poll() is None and chance.random() < 0.3:
            continue
        driver.kill()
        driver.wait()
        killed += 1
        driver = start()
    return killed, driver.wait()


@contextmanager
def working_in(folder: Path | None) -> Iterator[Path]:
    """The *folder*, or one that is gone afterwards."""
    if folder:
        folder.mkdir(parents=True, exist_ok=True)
        yield folder.absolute()
        return
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=40)
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--drivers", default="local,cluster")
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--step", choices=("extract", "translate", "align"), default="extract")
    parser.add_argument("--engine", default="apertium")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where what is made stays for the next run")
    options = parser.parse_args()
    drivers = [name for name in options.drivers.split(",") if name]
    adopt_orphans()
    hide_main()
    with working_in(options.folder) as folder:
        made = folder / f"{options.step}-{options.files}-{options.pages}"
        if options.step == "extract":
            if not made.exists():
                write_archive(folder / "writing", options.files, options.pages)
                (folder / "writing").rename(made)
            paths, words = sorted(made.glob("*.warc.gz")), ["extract", str(made)]
        else:
            if not made.exists():
                make_dataset(folder, options.files * options.pages).rename(made)
            words = [options.step, str(made)]
            words += ["--engine", options.engine] if options.step == "translate" else []
        if options.step == "extract" and not options.kills:
            same = compare(folder, paths, options.pages, drivers, options.workers)
        else:
            same = kill(folder, words, drivers, options.workers, options.kills, options.seed)
    sys.exit(not same)


if __name__ == "__main__":
    main()

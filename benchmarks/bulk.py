"""Work in bulk by its drivers, beside plain worker processes: speed, memory, bytes, and what kills do.

``python -m benchmarks.bulk [--files 40] [--pages 100] [--workers 2] [--drivers local,cluster,ray]`` writes so
many WARC files of made-up pages, has plain processes call the function that extracts a file, then each
driver. It prints pages a second and milliseconds of processors a page, both without the start (from the first
file of each worker to the last of all), what the latter costs beside the plain processes, the memory of all
processes together in both halves, and whether the bytes are the same. Workers of a queue are processes of
``dosvoces worker`` on a PostgreSQL of the benchmark's own; Ray is a cluster of two nodes on this machine.

With ``--kills N`` the whole command ``dosvoces bulk extract`` is run instead, its driver killed (SIGKILL) at
N random moments and started again, and with each kill a worker or a node too; the dataset and all parts must
have the bytes that one undisturbed run of local processes gave, or the status is 1.
"""

import argparse
import hashlib
import multiprocessing
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from scrapy import Request
from scrapy.http import HtmlResponse

from benchmarks.cluster import Worker
from benchmarks.postgres import Server
from dosvoces.bulk import runs
from dosvoces.bulk.drivers import find_driver
from dosvoces.bulk.driving import Options
from dosvoces.bulk.extract import Extract, extract_file, make_step
from dosvoces.bulk.jobs import find_folder
from dosvoces.bulk.parts import Piece, Source
from dosvoces.core.outlets import catalogue
from dosvoces.newsstand.variants import VariantSite, path_of
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
            archive.write(Request(url), response, _BEGAN + timedelta(seconds=page), fields)
        archive.close()
        (path,) = (folder / "new").glob("*.warc.gz")
        made.append(path.rename(folder / f"{number:05}.warc.gz"))
        shutil.rmtree(folder / "new")
    return made


class Memory:
    """Measures what all processes below this one have in memory together, once a second."""

    def __enter__(self) -> "Memory":
        self.samples: list[float] = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._ended.wait(1):
            self.samples.append(sum(map(_proportional, _below(os.getpid()))))

    def __str__(self) -> str:
        half = len(self.samples) // 2
        first, second = (max(part, default=0) for part in (self.samples[:half], self.samples[half:]))
        return f"{first:.0f} MB in the first half, {second:.0f} in the second"


def _below(top: int) -> set[int]:
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(entry.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        children.setdefault(parent, []).append(int(entry.parent.name))
    found, waiting = set[int](), [top]
    while waiting:
        new = children.get(waiting.pop(), [])
        found.update(new)
        waiting.extend(new)
    return found


def _proportional(process: int) -> float:
    """Megabytes of *process*, what it shares with others divided among them."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


class Moment(NamedTuple):
    """When a file was done, and the processors' seconds that all processes had taken by then."""

    time: float
    cpu: float


def now() -> Moment:
    """This moment."""
    ticks = 0
    for process in (os.getpid(), *_below(os.getpid())):
        with suppress(OSError):
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            # Its own, and that of its children which have ended.
            ticks += sum(map(int, fields[11:15]))
    return Moment(time.monotonic(), ticks / os.sysconf("SC_CLK_TCK"))


class Speed(NamedTuple):
    """What pages take between the end of the first file of each worker and that of the last."""

    pages_a_second: float
    cpu_ms: float


def measure(moments: Sequence[Moment], pages: int, workers: int) -> Speed:
    """The speed of *moments*, one for each file of *pages*."""
    first, last = moments[workers - 1], moments[-1]
    done = pages * (len(moments) - workers)
    return Speed(done / (last.time - first.time), 1000 * (last.cpu - first.cpu) / done)


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


def digest(folder: Path) -> dict[str, str]:
    """The SHA-256 of the files in *folder*, by their names; what is written down for workers left out."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".lock" and path.suffix != ".job"
    }


class Queue:
    """Workers on a PostgreSQL of their own."""

    def __init__(self, home: Path, workers: int) -> None:
        self._server = Server()
        os.environ["DOSVOCES_STORE"] = address = self._server.create()
        self._workers = [Worker(address, home, number, 1, "bulk") for number in range(workers)]

    def kill_one(self, chance: random.Random) -> None:
        """Kills a worker and starts another one."""
        worker = chance.choice(self._workers)
        worker.kill()
        worker.start()

    def close(self) -> None:
        """Ends all."""
        for worker in self._workers:
            worker.kill()
            worker.log.close()
        self._server.stop()
        del os.environ["DOSVOCES_STORE"]


class RayCluster:
    """A cluster of a head and a node, or more, on this machine."""

    def __init__(self, home: Path, workers: int) -> None:
        os.environ |= {"RAY_USAGE_STATS_ENABLED": "0", "RAY_AUTH_MODE": "disabled"}
        from ray.cluster_utils import Cluster

        self._node = {"num_cpus": 1, "include_dashboard": False, "object_store_memory": 150 * 2**20}
        self._cluster: Any = Cluster(initialize_head=True, head_node_args=self._node)
        self._nodes = [self._cluster.add_node(**self._node) for _ in range(workers - 1)]
        os.environ["RAY_ADDRESS"] = self._cluster.address

    def kill_one(self, chance: random.Random) -> None:
        """Kills a node that is not the head, and adds another one."""
        if self._nodes:
            self._cluster.remove_node(self._nodes.pop(), allow_graceful=False)
        self._nodes.append(self._cluster.add_node(**self._node))

    def close(self) -> None:
        """Ends all."""
        import ray

        library: Any = ray
        library.shutdown()
        self._cluster.shutdown()
        del os.environ["RAY_ADDRESS"]


class Processes:
    """Processes of this machine, of which the driver is the parent."""

    def __init__(self, home: Path, workers: int) -> None:
        pass

    def kill_one(self, chance: random.Random) -> None:
        """Kills one of the driver's processes, whichever it is."""
        below = sorted(_below(os.getpid()))
        if below:
            with suppress(ProcessLookupError):
                os.kill(chance.choice(below), signal.SIGKILL)

    def close(self) -> None:
        """Nothing is left to end."""


class Place(Protocol):
    """Where a driver's jobs are done."""

    def __init__(self, home: Path, workers: int) -> None: ...

    def kill_one(self, chance: random.Random) -> None:
        """Kills one of those who do jobs."""

    def close(self) -> None:
        """Ends all."""


_PLACES: dict[str, type[Place]] = {"local": Processes, "cluster": Queue, "ray": RayCluster}


def compare(folder: Path, paths: Sequence[Path], pages: int, drivers: Sequence[str], workers: int) -> bool:
    """Prints the speed of plain processes and of *drivers*; whether all gave the same bytes."""
    step = make_step(tuple(catalogue().values()), known_only=False, languages=())
    same, wanted = True, dict[str, str]()
    with Memory() as memory:
        plain = measure(run_plainly(paths, folder / "plain", step, workers), pages, workers)
    print(f"plain: {plain.pages_a_second:.1f} pages/s, {plain.cpu_ms:.1f} ms of a core, {memory}", flush=True)
    for name in drivers:
        begun = time.monotonic()
        place = _PLACES[name](folder, workers)
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


def kill(folder: Path, archive: Path, drivers: Sequence[str], workers: int, kills: int, seed: int) -> bool:
    """Kills drivers and what works for them; whether all came to what an undisturbed run gives."""

    def start(name: str, out: Path) -> "subprocess.Popen[bytes]":
        words = ["--quiet", "bulk", "extract", str(archive), str(out), "--driver", name]
        return subprocess.Popen([sys.executable, "-m", "dosvoces", *words, "--workers", str(workers)])

    begun = time.monotonic()
    assert start("local", folder / "whole").wait() == 0
    wanted, usual = [digest(folder / each) for each in ("whole", "whole.parts")], time.monotonic() - begun
    same, chance = True, random.Random(seed)
    for name in drivers:
        begun, killed, out = time.monotonic(), 0, folder / name
        place = _PLACES[name](folder, workers)
        try:
            driver = start(name, out)
            while killed < kills:
                with suppress(subprocess.TimeoutExpired):
                    driver.wait(chance.uniform(0.2, usual))
                place.kill_one(chance)
                # Now and then the driver lives on, and has to do without what was killed.
                if driver.poll() is None and chance.random() < 0.7:
                    driver.kill()
                    driver.wait()
                    killed += 1
                    driver = start(name, out)
                elif driver.poll() is not None:
                    break
            status = driver.wait()
        finally:
            place.close()
        made = [digest(out), digest(Path(f"{out}.parts"))]
        same &= made == wanted and status == 0
        print(
            f"{name}: driver killed {killed} times, status {status}, {time.monotonic() - begun:.0f} s "
            f"({usual:.0f} undisturbed), {'same' if made == wanted else 'OTHER'} bytes",
            flush=True,
        )
    return same


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=40)
    parser.add_argument("--pages", type=int, default=100)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--drivers", default="local,cluster")
    parser.add_argument("--kills", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    drivers = options.drivers.split(",")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = write_archive(folder / "archive", options.files, options.pages)
        if options.kills:
            same = kill(folder, folder / "archive", drivers, options.workers, options.kills, options.seed)
        else:
            same = compare(folder, paths, options.pages, drivers, options.workers)
    sys.exit(not same)


if __name__ == "__main__":
    main()

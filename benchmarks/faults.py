"""Workers on one PostgreSQL through what goes wrong: does anything run twice, loop, or get lost?

``python -m benchmarks.faults [--only away,paused,killer,jobs,bulk] [--seconds 8]`` follows made-up sites with
a schedule and two workers while the database is away for so many seconds, more than a worker may be silent;
while a worker stands still as long and goes on; has a crawl whose worker dies whenever it is taken; has a
back-fill in parts and an export done; and extracts WARC files by the driver ``cluster`` while the database is
away. Prints what is not as promised, by fault, and what was logged as a warning or an error in between, and
ends with status 1 when anything is not as promised.
"""

import argparse
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from benchmarks.bulk import write_archive
from benchmarks.bulk_places import digest
from benchmarks.cluster import Sites, Worker, judge
from benchmarks.postgres import Server
from dosvoces.exports.reading import read
from dosvoces.operations.cluster.jobs import backfill
from dosvoces.operations.cluster.queue import Job, defer
from dosvoces.operations.cluster.scheduler import ClusterScheduler
from dosvoces.store import Store
from dosvoces.store.jobs import find_names, install, list_jobs
from dosvoces.store.schedule import load_plans

#: Seconds for which a worker stands still: more than twice those that one may be silent; and for which all
#: that has to be done is waited for.
_FAULT, _LONGEST = 8.0, 300.0

_DELAY = 0.4

#: What the workers take: the schedule adds translations too when a scene lasts.
_QUEUES = ("crawl", "export", "bulk")


class Scene:
    """Sites, a store and two workers."""

    def __init__(
        self,
        folder: Path,
        server: Server,
        sites: Sites,
        *,
        workers: int = 2,
        more: Sequence[str] = (),
        seconds: float = _FAULT,
    ) -> None:
        self.folder, self.server, self.sites = folder, server, sites
        #: For how long the database is away.
        self.seconds = seconds
        self.address = server.create()
        self.store = Store(self.address)
        install(self.store)
        self.scheduler = ClusterScheduler(self.store, sites.outlets)  # type: ignore[arg-type]
        self.workers = [
            Worker(self.address, folder, number, 2, ",".join(_QUEUES), more) for number in range(workers)
        ]

    def wait(self, until: Callable[[], bool], what: str, mistakes: list[str]) -> None:
        """Waits for a fact; a mistake when it does not come."""
        end = time.monotonic() + _LONGEST
        while not until():
            if time.monotonic() > end:
                mistakes.append(f"{what} did not come")
                return
            time.sleep(0.1)

    def deaths(self) -> int | None:
        """How many workers the job under way has lost; None when there is none."""
        under_way = list_jobs(self.store, "doing")
        return under_way[0].attempts if under_way else None

    def count(self) -> int:
        """How many stories are stored."""
        return self.store.counts()["articles"]

    def halt_for_a_while(self) -> None:
        """Takes the database away."""
        self.server.halt()
        time.sleep(self.seconds)
        self.server.start()

    @contextmanager
    def command(self, name: str, *words: str) -> Iterator["subprocess.Popen[bytes]"]:
        """A command of dosvoces on the store, with a log of its own; it is gone after the block."""
        environment = os.environ | {"DOSVOCES_STORE": self.address, "DOSVOCES_HOME": str(self.folder)}
        with (self.folder / f"worker-{name}.log").open("ab") as log:
            command = [sys.executable, "-m", "dosvoces", *words]
            with subprocess.Popen(command, env=environment, stdout=log, stderr=log) as process:
                try:
                    yield process
                finally:
                    process.kill()

    def settle(self, mistakes: list[str]) -> None:
        """Waits until no job is left."""
        self.wait(
            lambda: not any(find_names(self.store, queue) for queue in _QUEUES),
            "the end of all jobs",
            mistakes,
        )

    def judge(self, stories: int) -> list[str]:
        """What is not as promised in the end."""
        mistakes = judge(self.sites, self.store, stories, _DELAY)
        mistakes += [f"{job.name} was given up" for job in list_jobs(self.store, "failed")]
        mistakes += [
            f"worker {number} ended with {worker.process.poll()}"
            for number, worker in enumerate(self.workers)
            if worker.process.poll() is not None
        ]
        return mistakes

    def close(self) -> None:
        """Ends the workers."""
        for worker in self.workers:
            worker.kill()
            worker.log.close()
        self.store.close()


def away(scene: Scene) -> list[str]:
    """The database is away while outlets are crawled as a schedule, a process of its own, has it."""
    mistakes: list[str] = []
    outlets = [place for place, _ in scene.sites.outlets.values()]
    with scene.command("schedule", "schedule", *outlets) as schedule:
        scene.wait(lambda: len(scene.sites.log.requests) > 6, "the first crawls", mistakes)
        scene.halt_for_a_while()
        scene.wait(lambda: scene.count() == 10 * len(outlets), "all stories", mistakes)
        stop(schedule, "the schedule", mistakes)
    scene.settle(mistakes)
    return mistakes + scene.judge(10)


def stop(process: "subprocess.Popen[bytes]", what: str, mistakes: list[str]) -> None:
    """Tells *process* to stop, which has to be there and to end well."""
    if process.poll() is not None:
        mistakes.append(f"{what} ended by itself with {process.returncode}")
    process.terminate()
    if process.wait(120):
        mistakes.append(f"{what} that was told to stop ended with {process.returncode}")


def bulk(scene: Scene) -> list[str]:
    """The database is away while workers extract WARC files."""
    mistakes: list[str] = []
    write_archive(scene.folder / "archive", 6, 12)
    for driver in ("local", "cluster"):
        words = ("bulk", "extract", str(scene.folder / "archive"), str(scene.folder / driver))
        with scene.command(driver, *words, "--driver", driver) as process:
            if driver == "cluster":
                scene.wait(lambda: scene.deaths() is not None, "the first file", mistakes)
                scene.halt_for_a_while()
            if process.wait(_LONGEST):
                mistakes.append(f"the driver {driver} ended with {process.returncode}")
    made, wanted = (digest(scene.folder / driver) for driver in ("cluster", "local"))
    if made != wanted or not wanted:
        mistakes.append("other bytes")
    scene.settle(mistakes)
    return mistakes + [each for each in scene.judge(0) if "stories" not in each]


def paused(scene: Scene) -> list[str]:
    """A worker stands still while its crawls go on, and others take its jobs up."""
    mistakes: list[str] = []
    scene.scheduler.tick()
    scene.wait(lambda: len(scene.sites.log.requests) > 6, "the first crawls", mistakes)
    scene.workers[0].process.send_signal(signal.SIGSTOP)
    time.sleep(_FAULT)
    scene.workers[0].process.send_signal(signal.SIGCONT)
    scene.settle(mistakes)
    return mistakes + scene.judge(10)


def killer(scene: Scene) -> list[str]:
    """A crawl's worker dies whenever it is taken."""
    mistakes: list[str] = []
    scene.scheduler.tick()
    (victim,) = scene.workers
    for death in range(3):
        scene.wait(lambda lost=death: scene.deaths() == lost, "the taking of the crawl", mistakes)  # type: ignore[misc]
        victim.kill()
        victim.start()
    scene.settle(mistakes)
    scene.wait(lambda: load_plans(scene.store)["site-00"].failures == 1, "another plan", mistakes)
    if [job.name for job in list_jobs(scene.store, "failed")] != ["crawl/site-00"]:
        mistakes.append("the crawl was not given up")
    return mistakes + [each for each in scene.judge(10) if "stories" not in each and "given up" not in each]


def jobs(scene: Scene) -> list[str]:
    """A back-fill in parts of three pages, whose worker is told to stop in the midst; then an export."""
    mistakes: list[str] = []
    ((key, (place, outlet)),) = scene.sites.outlets.items()
    defer(scene.store, [backfill(outlet, place, "2020-01-01", f"host/{key}")])  # type: ignore[arg-type]
    scene.wait(lambda: len(scene.sites.log.requests) > 4, "the first pages", mistakes)
    (worker,) = scene.workers
    worker.process.terminate()
    if worker.process.wait(120):
        mistakes.append(f"the worker that was told to stop ended with {worker.process.returncode}")
    worker.start()
    scene.settle(mistakes)
    out = scene.folder / "records.jsonl"
    words = ("export", str(out), "--untranslated")
    defer(scene.store, [Job(queue="export", name="export/all", words=words)])
    scene.settle(mistakes)
    if not out.exists() or len(list(read(out))) != 10:
        mistakes.append("the export has not all stories")
    crawls = sum(request["path"] == "/robots.txt" for request in scene.sites.log.requests)
    if not 4 <= crawls <= 7:
        mistakes.append(f"ten pages in parts of three took {crawls} crawls")
    return mistakes + scene.judge(10)


#: By the fault: what happens, and with how many sites and workers.
FAULTS: dict[str, tuple[Callable[[Scene], list[str]], int, int]] = {
    "away": (away, 3, 2),
    "paused": (paused, 3, 2),
    "killer": (killer, 1, 1),
    "jobs": (jobs, 1, 1),
    "bulk": (bulk, 1, 2),
}


def summarise(text: str) -> list[str]:
    """The lines of a log, without numbers: the first of each kind, and how many there are."""
    kinds = Counter(re.sub(r"\d+", "0", line) for line in text.splitlines() if line.strip())
    return [f"{number} × {line[:200]}" for line, number in kinds.most_common(8)]


def run(names: Sequence[str], seconds: float) -> dict[str, list[str]]:
    """What was not as promised, by fault."""
    found = {}
    for name in names:
        happen, sites, workers = FAULTS[name]
        with (
            tempfile.TemporaryDirectory() as folder,
            Server() as server,
            Sites(sites, 10, Path(folder), _DELAY) as serving,
        ):
            more = ("DOSVOCES_MAX_PAGES=3",) if name == "jobs" else ()
            scene = Scene(Path(folder), server, serving, workers=workers, more=more, seconds=seconds)
            begun = time.monotonic()
            try:
                found[name] = happen(scene)
            finally:
                scene.close()
            logs = {path.stem: path.read_text() for path in sorted(Path(folder).glob("worker-*.log"))}
        told = found[name] or "as promised"
        print(f"{name}: {told}, {time.monotonic() - begun:.0f} s", flush=True)
        for log, text in logs.items():
            print(*(f"  {log}: {line}" for line in summarise(text)), sep="\n")
            if found[name]:
                print(text[-3000:], file=sys.stderr)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default=",".join(FAULTS))
    parser.add_argument("--seconds", type=float, default=_FAULT)
    options = parser.parse_args()
    sys.exit(any(run(options.only.split(","), options.seconds).values()))


if __name__ == "__main__":
    main()

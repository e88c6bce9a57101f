"""Where the jobs of work in bulk are done, and what all processes below this one take meanwhile."""

import ctypes
import hashlib
import os
import random
import signal
import sys
import threading
import time
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from benchmarks.cluster import Worker
from benchmarks.postgres import Server

_PR_SET_CHILD_SUBREAPER = 36


class Memory:
    """Measures what all processes below this one have in memory together, once a second."""

    #: The processors' seconds that measuring took, which are nobody's.
    cpu = 0.0

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
            begun = time.thread_time()
            self.samples.append(sum(map(_proportional, below(os.getpid()))))
            Memory.cpu += time.thread_time() - begun

    def __str__(self) -> str:
        ends = [len(self.samples) * quarter // 4 for quarter in range(5)]
        parts = [self.samples[begin:end] for begin, end in pairwise(ends)]
        return f"{', '.join(f'{max(part, default=0):.0f}' for part in parts)} MB at most in each quarter"


def below(top: int) -> set[int]:
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


def adopt_orphans() -> None:
    """Makes what processes leave behind this one's, as they end: what it took is counted to the end."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1)


def hide_main() -> None:
    """Has processes that are started not import the benchmark, which the command would spare them."""
    main = sys.modules["__main__"]
    main.__spec__ = None
    del main.__file__


class Moment(NamedTuple):
    """When a file was done, and the processors' seconds that all processes had taken by then."""

    time: float
    cpu: float


def now() -> Moment:
    """This moment."""
    ticks = 0
    for process in (os.getpid(), *below(os.getpid())):
        with suppress(OSError):
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
            # Its own, and that of its children which have ended.
            ticks += sum(map(int, fields[11:15]))
    return Moment(time.monotonic(), ticks / os.sysconf("SC_CLK_TCK") - Memory.cpu)


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
        self._workers = [Worker(address, home, number, 1, "bulk,translate") for number in range(workers)]

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
        if processes := sorted(below(os.getpid())):
            with suppress(ProcessLookupError):
                os.kill(chance.choice(processes), signal.SIGKILL)

    def close(self) -> None:
        """Nothing is left to end."""


class Place(Protocol):
    """Where a driver's jobs are done."""

    def __init__(self, home: Path, workers: int) -> None: ...

    def kill_one(self, chance: random.Random) -> None:
        """Kills one of those who do jobs."""

    def close(self) -> None:
        """Ends all."""


PLACES: dict[str, type[Place]] = {"local": Processes, "cluster": Queue, "ray": RayCluster}

"""Tasks of a Ray cluster, or of Ray on this machine where no cluster is named (``RAY_ADDRESS``)."""

import os
from collections import deque
from collections.abc import Sequence
from typing import Any

from dosvoces.bulk.driving import TRIES, Options, Report
from dosvoces.bulk.jobs import Failed, Job, attempt
from dosvoces.core.errors import BulkError

#: Tasks given to Ray at once, for each one that runs.
_AHEAD = 2

#: How often Ray is started: on a busy machine it gives up after half a minute.
_STARTS = 2

#: Bytes that Ray sets apart when it is started here.
_MEMORY = 200 * 1024 * 1024


def run_on_ray(jobs: Sequence[Job], options: Options, report: Report) -> None:
    """Runs *jobs* as tasks, each on one core, or on one GPU where the cluster has some and they run a model.

    Ray begins a task again whose node or process dies. All nodes need dosvoces and the folder of the outputs.
    """
    ray = _start()
    gpus = int(ray.cluster_resources().get("GPU", 0)) if options.uses_gpu else 0
    at_once = options.workers or gpus or int(ray.cluster_resources().get("CPU", 1))
    task = ray.remote(num_cpus=1, num_gpus=1 if gpus else 0, max_retries=TRIES - 1)(attempt)
    waiting, pending = deque(jobs), dict[Any, Job]()
    while waiting or pending:
        while waiting and len(pending) < at_once * (1 if options.workers else _AHEAD):
            job = waiting.popleft()
            pending[task.remote(job)] = job
        ready, _ = ray.wait(list(pending), num_returns=1)
        for reference in ready:
            job = pending.pop(reference)
            try:
                outcome = ray.get(reference)
            except ray.exceptions.RayError as error:
                outcome = Failed(f"Ray gave it up: {' '.join(str(error).split())[:500]}")
            report(job, outcome)


def _start() -> Any:
    """Ray, connected to its cluster."""
    # Before it is imported: it reports to its makers otherwise.
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
    except ImportError as error:
        raise BulkError("the driver ray needs its library: install dosvoces[bulk]") from error
    if not ray.is_initialized():
        for trial in range(1, _STARTS + 1):
            try:
                _connect(ray)
                break
            except Exception as error:  # Ray raises plain ones when a node does not come up
                if trial == _STARTS:
                    raise BulkError(f"Ray cannot be reached: {error}") from error
                ray.shutdown()
    return ray


def _connect(ray: Any) -> None:
    threads = {"OMP_NUM_THREADS": "1", "DOSVOCES_THREADS": os.environ.get("DOSVOCES_THREADS", "1")}
    # Jobs and their outcomes are all that goes through Ray's memory; of a cluster that has its own, no size.
    own = {} if os.environ.get("RAY_ADDRESS") else {"object_store_memory": _MEMORY}
    ray.init(include_dashboard=False, log_to_driver=False, runtime_env={"env_vars": threads}, **own)

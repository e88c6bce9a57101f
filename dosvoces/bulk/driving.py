"""What drivers share: they run the jobs of a step and know nothing of what a job does."""

import os
from collections.abc import Callable, Sequence
from typing import Protocol

import msgspec

from dosvoces.bulk.jobs import Done, Failed, Job

#: How often a job is begun whose process dies.
TRIES = 3


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """How much runs at once."""

    #: Processes on this machine, or tasks in a cluster; 0: one for each core.
    workers: int = 0
    #: Whether the jobs run a model, on a GPU where there are some.
    uses_gpu: bool = False


#: Told of every job once, when it is done or given up.
Report = Callable[[Job, Done | Failed], None]


class Driver(Protocol):
    """Runs jobs, each at least once, and reports each once."""

    def __call__(self, jobs: Sequence[Job], options: Options, report: Report) -> None:
        """Run *jobs*."""


def count_workers(options: Options) -> int:
    """How many jobs run at once on this machine."""
    return options.workers or os.cpu_count() or 1

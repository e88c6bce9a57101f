"""What drivers share: they run the jobs of a step and know nothing of what a job does."""

import logging
import os
from collections.abc import Callable, Sequence
from typing import Protocol

import msgspec

from dosvoces.bulk.jobs import Done, Job, perform
from dosvoces.core.errors import DosvocesError

_log = logging.getLogger(__name__)

#: How often a job is begun whose process dies.
TRIES = 3


class Failed(msgspec.Struct, frozen=True):
    """Why a job could not be done."""

    reason: str


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


def attempt(job: Job) -> Done | Failed:
    """What came of *job*; whatever is wrong with it stops no other."""
    try:
        return perform(job)
    except DosvocesError as error:
        return Failed(str(error))
    except Exception as error:
        _log.exception("%s failed", job.name)
        return Failed(f"{type(error).__name__}: {error}")


def count_workers(options: Options) -> int:
    """How many jobs run at once on this machine."""
    return options.workers or os.cpu_count() or 1

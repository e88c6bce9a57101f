"""Jobs: one input of one step, done once, whoever runs it and however often.

The folder of a step has ``step.json``, which says all that its outputs depend on, ``run.json``, which says
what the latest run was to do and whether it came to its end, and for each job its output and then
``NAME.json``, which says that the output is whole. The folder's name holds the version and a digest of
``step.json``, so that what was made in another way is never taken for done.
"""

import hashlib
import logging
import tempfile
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import msgspec

from dosvoces.bulk import storage
from dosvoces.bulk.align import Align
from dosvoces.bulk.extract import Extract
from dosvoces.bulk.parts import Made, Source
from dosvoces.bulk.translate import Translate
from dosvoces.core.errors import BulkError, DosvocesError, PermanentJobError

Step = Extract | Translate | Align

#: What describes the step whose folder it is in, and its latest run.
STEP, RUN = "step.json", "run.json"

_log = logging.getLogger(__name__)


class Job(msgspec.Struct, frozen=True, kw_only=True):
    """One input of the step in *folder*, and the name of its output there."""

    folder: str
    name: str
    source: Source


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """The marker of a job that is done."""

    name: str
    source: Source
    #: Bytes of the input, where that can be told: another file under the same name is another input.
    source_bytes: int | None
    bytes: int
    sha256: str
    made: Made


class Failed(msgspec.Struct, frozen=True):
    """Why a job could not be done."""

    reason: str


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """What a run was to do, and whether all of it was tried."""

    #: The names of its jobs.
    jobs: tuple[str, ...]
    ended: bool = False
    #: Why jobs could not be done, by name.
    failed: dict[str, str] = {}


def write_run(folder: str, run: Run) -> None:
    """Writes down the latest *run* of the step in *folder*."""
    storage.put_bytes(
        msgspec.json.format(msgspec.json.encode(run), indent=1) + b"\n", storage.join(folder, RUN)
    )


def read_run(folder: str) -> Run | None:
    """The latest run of the step in *folder*; None when nobody wrote one down."""
    text = storage.read(storage.join(folder, RUN))
    try:
        return None if text is None else msgspec.json.decode(text, type=Run)
    except msgspec.MsgspecError as error:
        raise BulkError(f"{folder}/{RUN}: written by another version: {error}") from error


def read_done(folder: str, name: str) -> Done | None:
    """The marker of the job *name* of the step in *folder*; None when there is none that can be read."""
    marker = storage.read(_beside(folder, name, "json"))
    try:
        return None if marker is None else msgspec.json.decode(marker, type=Done)
    except msgspec.MsgspecError:
        return None


def find_folder(out: str, step: Step) -> str:
    """The folder of *step* beside the dataset *out*; it has the step's description."""
    kind = type(step).__name__.lower()
    text = msgspec.json.format(msgspec.json.encode(step, order="deterministic"), indent=1) + b"\n"
    digest = hashlib.sha256(text).hexdigest()[:12]
    folder = storage.join(parts_of(out), f"{kind}-{step.version}-{digest}")
    if storage.read(storage.join(folder, STEP)) != text:
        storage.put_bytes(text, storage.join(folder, STEP))
    return folder


def parts_of(out: str) -> str:
    """The folder beside the dataset *out* that holds what goes into it."""
    head, mark, query = out.partition("?")
    return f"{head.rstrip('/')}.parts{mark}{query}"


def output_of(job: Job) -> str:
    """The address of the output of *job*."""
    return _beside(job.folder, job.name, "parquet")


def find_done(job: Job) -> Done | None:
    """The marker of *job* when it is done: its output is there as a whole, and the input is the same."""
    done = read_done(job.folder, job.name)
    if done is None:
        return None
    same = done.source == job.source and done.source_bytes == measure_source(job.source)
    return done if same and storage.measure(output_of(job)) == done.bytes else None


def perform(job: Job) -> Done:
    """Does *job*, unless it is done: the output is written whole, then its marker.

    The same job gives the same bytes, so that doing it twice at once does no harm. Raises
    :exc:`~dosvoces.core.errors.DosvocesError` when the input cannot be read at all.
    """
    if done := find_done(job):
        return done
    with tempfile.TemporaryDirectory(prefix="dosvoces-") as folder:
        out = Path(folder) / "part.parquet"
        made = _load_step(job.folder).run(job.source, out)
        with out.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        done = Done(
            name=job.name,
            source=job.source,
            source_bytes=measure_source(job.source),
            bytes=out.stat().st_size,
            sha256=digest,
            made=made,
        )
        storage.put(out, output_of(job))
    storage.put_bytes(msgspec.json.encode(done) + b"\n", _beside(job.folder, job.name, "json"))
    return done


def attempt(job: Job) -> Done | Failed:
    """What came of *job*; whatever is wrong with it stops no other."""
    try:
        return perform(job)
    except DosvocesError as error:
        return Failed(str(error))
    except Exception as error:
        _log.exception("%s failed", job.name)
        return Failed(f"{type(error).__name__}: {error}")


def measure_source(source: Source) -> int | None:
    """Bytes of the files of *source*; None when their servers do not say."""
    sizes = [storage.measure(piece.address) for piece in source.pieces]
    return sum(size for size in sizes if size is not None) if any(sizes) else None


@lru_cache(maxsize=4)
def _load_step(folder: str) -> Step:
    text = storage.read(storage.join(folder, STEP))
    if text is None:
        raise BulkError(f"{folder}: there is no {STEP}, so nobody knows what is to be done")
    try:
        step: Step = msgspec.json.decode(text, type=Step)
        return step
    except msgspec.MsgspecError as error:
        raise BulkError(f"{folder}/{STEP}: written by another version: {error}") from error


def describe(job: Job) -> None:
    """Writes down what *job* is, for :func:`perform_described`, and forgets how an earlier try ended."""
    storage.put_bytes(msgspec.json.encode(job) + b"\n", _beside(job.folder, job.name, "job"))
    if storage.measure(address := _beside(job.folder, job.name, "failed")) is not None:
        storage.remove(address)


def perform_described(folder: str, names: Sequence[str]) -> None:
    """Does the described jobs *names* of the step in *folder*; writes down why any cannot be done.

    Raises :exc:`~dosvoces.core.errors.BulkError` when there is no such job, and
    :exc:`~dosvoces.core.errors.PermanentJobError` when one cannot be done; all others are done before.
    """
    failed = []
    for name in names:
        text = storage.read(_beside(folder, name, "job"))
        if text is None:
            raise BulkError(f"{folder}: no job {name} was described there")
        outcome = attempt(msgspec.json.decode(text, type=Job))
        if isinstance(outcome, Failed):
            storage.put_bytes(msgspec.json.encode(outcome) + b"\n", _beside(folder, name, "failed"))
            failed.append(f"{name}: {outcome.reason}")
    if failed:
        raise PermanentJobError("; ".join(failed))


def find_failure(job: Job) -> Failed | None:
    """Why *job* could not be done by whoever tried last; None when nobody wrote that down."""
    text = storage.read(_beside(job.folder, job.name, "failed"))
    return None if text is None else msgspec.json.decode(text, type=Failed)


def _beside(folder: str, name: str, what: str) -> str:
    return storage.join(folder, f"{name}.{what}")

"""The commands: what each plans, has done by a driver, and puts together to a dataset."""

import hashlib
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec

from dosvoces.bulk import storage
from dosvoces.bulk.align import Align
from dosvoces.bulk.driving import Driver, Options
from dosvoces.bulk.extract import Extract
from dosvoces.bulk.jobs import (
    RUN,
    STEP,
    Done,
    Failed,
    Job,
    Run,
    Step,
    find_folder,
    output_of,
    parts_of,
    write_run,
)
from dosvoces.bulk.merging import merged
from dosvoces.bulk.parts import Piece, Source
from dosvoces.bulk.records import cut, cut_by_outlet, local_dataset
from dosvoces.bulk.removed import Remaining, TakenDown
from dosvoces.bulk.source import Additions, Records
from dosvoces.bulk.translate import Translate
from dosvoces.core.errors import BulkError
from dosvoces.exports import dataset, manifest
from dosvoces.exports.manifest import Manifest, Request
from dosvoces.exports.replacing import locked
from dosvoces.store import Selection

#: Called with what is done, how much there is, and of what.
Progress = Callable[[int, int | None, str], None]


class BulkReport(msgspec.Struct, frozen=True, kw_only=True):
    """What a command did."""

    to: str
    #: Inputs that are done, and how many of them an earlier run had done.
    inputs: int
    resumed: int
    #: Why inputs could not be read at all, by address; the dataset is made of the others.
    failed: dict[str, str]
    #: What was lost of inputs that were read, by address.
    problems: dict[str, tuple[str, ...]]
    #: How many of what: of pages and articles, and of records in the dataset.
    counts: dict[str, int]
    dataset: dict[str, int]
    left_out: dict[str, int]
    seconds: float


class Runner:
    """Has the jobs of a step done and keeps account of it."""

    def __init__(
        self, driver: Driver, options: Options, progress: Progress, taken_down: TakenDown | None = None
    ) -> None:
        self._driver = driver
        self._options = options
        self._progress = progress
        #: What is left out of the dataset.
        self.taken_down = taken_down or TakenDown()
        self._began = time.monotonic()
        self.counts: Counter[str] = Counter()
        self.failed: dict[str, str] = {}
        self.problems: dict[str, tuple[str, ...]] = {}
        self.done: list[tuple[Job, Done]] = []

    def run(self, folder: str, sources: Sequence[tuple[str, Source]]) -> None:
        """Has a job done for each of *sources*, given with their names; in :attr:`done` they have that order.

        Raises :exc:`~dosvoces.core.errors.BulkError` when none could be done.
        """
        storage.clean(folder)
        jobs = [Job(folder=folder, name=name, source=source) for name, source in sources]
        outcomes: dict[str, Done | Failed] = {}

        def report(job: Job, outcome: Done | Failed) -> None:
            outcomes[job.name] = outcome
            self._progress(len(outcomes), len(jobs), "files")

        run = Run(jobs=tuple(job.name for job in jobs))
        write_run(folder, run)
        self._progress(0, len(jobs), "files")
        self._driver(jobs, self._options, report)
        failed = {job.name: each.reason for job in jobs if isinstance(each := outcomes[job.name], Failed)}
        write_run(folder, msgspec.structs.replace(run, ended=True, failed=failed))
        for job in jobs:
            self._take(job, outcomes[job.name])
        if jobs and not self.done:
            raise BulkError(f"nothing could be done: {next(iter(self.failed.values()))}")

    def _take(self, job: Job, outcome: Done | Failed) -> None:
        where = " ".join(dict.fromkeys(piece.address for piece in job.source.pieces))
        if isinstance(outcome, Failed):
            self.failed[where] = outcome.reason
            return
        self.done.append((job, outcome))
        self.counts.update(outcome.made.counts)
        if outcome.made.problems:
            self.problems[where] = (*self.problems.get(where, ()), *outcome.made.problems)

    def advance(self, what: str) -> Callable[[int, int | None], None]:
        """What moves the progress of *what*."""
        return lambda done, total: self._progress(done, total, what)

    def report(self, to: str, made: Manifest, resumed: int) -> BulkReport:
        """What was done."""
        return BulkReport(
            to=to,
            inputs=len(self.done),
            resumed=resumed,
            failed=self.failed,
            problems=self.problems,
            counts=dict(sorted(self.counts.items())),
            dataset=made.counts,
            left_out=made.left_out,
            seconds=round(time.monotonic() - self._began, 3),
        )


def extract(inputs: Sequence[str], to: str, step: Extract, request: Request, runner: Runner) -> BulkReport:
    """Extracts the WARC files that *inputs* name into the dataset *to* that *request* describes.

    Run again, it goes on where it was killed and gives the same bytes.
    """
    sources = [(_name(address), Source(pieces=(Piece(address),))) for address in storage.find_inputs(inputs)]
    to = storage.absolute(to)
    with _working(to, step) as folder:
        before = _count_done(folder)
        runner.run(folder, sources)
        with (
            _temporary(to) as scratch,
            merged(runner.done, scratch / "store", runner.advance("pages")) as (store, counts),
        ):
            runner.counts += counts
            made = _write(store, to, request, runner)
        return runner.report(to, made, before)


def _name(address: str) -> str:
    digest = hashlib.sha256(address.encode()).hexdigest()[:8]
    return f"{storage.name_of(address).removesuffix('.gz').removesuffix('.warc')}-{digest}"


def translate(dataset_: str, to: str, step: Translate, request: Request, runner: Runner) -> BulkReport:
    """Translates the records of a dataset into the dataset *to*; as :func:`extract`."""
    return _add(dataset_, to, step, request, runner, cut(storage.absolute(dataset_)))


def align(dataset_: str, to: str, step: Align, request: Request, runner: Runner) -> BulkReport:
    """Pairs and aligns the editions in a dataset into the dataset *to*; as :func:`extract`."""
    return _add(dataset_, to, step, request, runner, cut_by_outlet(storage.absolute(dataset_)))


def _add(
    dataset_: str,
    to: str,
    step: Step,
    request: Request,
    runner: Runner,
    sources: Sequence[tuple[str, Source]],
) -> BulkReport:
    to = storage.absolute(to)
    with _working(to, step) as folder:
        before = _count_done(folder)
        runner.run(folder, sources)
        by_split: dict[str, list[str]] = {}
        for job, _ in runner.done:
            split = "" if job.source.outlets else job.name.partition("-")[0]
            by_split.setdefault(split, []).append(output_of(job))
        with local_dataset(dataset_) as here:
            records = Records(here, Additions(by_split), surveyed=request.splits is not None)
            made = _write(records, to, request, runner)
        return runner.report(to, made, before)


def export(
    dataset_: str,
    to: str,
    request: Request,
    shares: tuple[float, float] | None,
    runner: Runner,
) -> BulkReport:
    """Writes what *request* describes of a dataset into the dataset *to*; divides it when there are *shares*.

    One process reads and writes it, so that memory does not grow; there is nothing that drivers could do.
    """
    with local_dataset(dataset_) as here:
        records = Records(here, surveyed=bool(shares or request.splits))
        if shares:
            splits = dataset.find_splits(records, request.selection, *shares)
            request = msgspec.structs.replace(request, splits=splits)
        made = _write(records, to, request, runner)
    return runner.report(to, made, 0)


def digest_dataset(folder: str) -> str:
    """The digest of the manifest of the dataset *folder*, which has those of all its files."""
    data = storage.read(storage.join(folder, manifest.NAME))
    if data is None:
        raise BulkError(f"{folder}: no dataset of dosvoces: it has no {manifest.NAME}")
    return hashlib.sha256(data).hexdigest()


def read_selection(folder: str) -> Selection:
    """What was asked for of the dataset *folder*."""
    data = storage.read(storage.join(folder, manifest.NAME))
    try:
        return msgspec.json.decode(data or b"", type=Manifest).request.selection
    except msgspec.MsgspecError as error:
        raise BulkError(f"{folder}: its {manifest.NAME} is none of this version's: {error}") from error


def _count_done(folder: str) -> int:
    return sum(name.endswith(".json") for name in {*storage.list_names(folder)} - {STEP, RUN})


@contextmanager
def _working(to: str, step: Step) -> Iterator[str]:
    """The folder of *step*, which nobody else on this machine works in."""
    if storage.is_remote(to):
        yield find_folder(to, step)
        return
    parts = Path(parts_of(to))
    parts.mkdir(parents=True, exist_ok=True)
    with locked(parts, Path(to)):
        for left in parts.glob("merging-*"):
            shutil.rmtree(left, ignore_errors=True)
        yield find_folder(to, step)


@contextmanager
def _temporary(to: str) -> Iterator[Path]:
    where = None if storage.is_remote(to) else parts_of(to)
    with tempfile.TemporaryDirectory(prefix="merging-", dir=where) as folder:
        yield Path(folder)


def _write(source: dataset.RecordSource, to: str, request: Request, runner: Runner) -> Manifest:
    """Writes the dataset *to*; an S3 address gets its manifest last, when all else is there."""
    advance = runner.advance("outlets")
    source = Remaining(source, runner.taken_down)
    if not storage.is_remote(to):
        return dataset.export(source, Path(to), request, advance)
    with tempfile.TemporaryDirectory(prefix="dosvoces-") as name:
        here = Path(name) / "dataset"
        made = dataset.export(source, here, request, advance)
        before = storage.read(storage.join(to, manifest.NAME))
        for file in made.files:
            storage.put(here / file.path, storage.join(to, file.path))
        storage.put(here / manifest.NAME, storage.join(to, manifest.NAME))
        if before is not None:
            _remove_old(before, made, to)
        return made


def _remove_old(before: bytes, made: Manifest, to: str) -> None:
    """Removes the files that an earlier dataset at *to* had and the new one has not."""
    try:
        old = {file.path for file in msgspec.json.decode(before, type=Manifest).files}
    except msgspec.MsgspecError:
        return
    for path in sorted(old - {file.path for file in made.files}):
        storage.remove(storage.join(to, path))

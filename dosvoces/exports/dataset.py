"""A dataset: one folder with records in several formats, a card, a description and a manifest."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Protocol

import msgspec

from dosvoces.core.errors import ExportError
from dosvoces.core.record import SCHEMA_VERSION, BilingualRecord, TextSpan
from dosvoces.core.schema import render
from dosvoces.core.version import __version__
from dosvoces.exports import card, croissant, formats, manifest, removed
from dosvoces.exports.manifest import Manifest, Request
from dosvoces.exports.privacy import anonymise
from dosvoces.exports.rows import Exported
from dosvoces.exports.splits import Splits, choose_days
from dosvoces.exports.workspace import Workspace, working
from dosvoces.store import Entry, RemovedStory, Selection

#: Called with the number of outlets done and of all.
Advance = Callable[[int, int], None]


class RecordSource(Protocol):
    """Where the records of a dataset come from; a :class:`~dosvoces.store.Store` is one."""

    def one_moment(self) -> AbstractContextManager[None]:
        """All that is read in the block belongs to one moment."""

    def last_change(self) -> datetime | None:
        """When the newest part of it was stored or removed."""

    def entries(self, chosen: Selection, *, skip: Collection[str] = ()) -> Iterator[Entry]:
        """The records that *chosen* describes, by outlet, day and id, but for those of the outlets *skip*."""

    def damaged(self) -> dict[str, str]:
        """What of the entries read last could not be read and was left out: why, by its name."""

    def outlets(self, chosen: Selection) -> list[str]:
        """The outlets that have any of them."""

    def left_out(self, chosen: Selection) -> dict[str, int]:
        """How many articles *chosen* leaves out, by reason."""

    def first_days(self, chosen: Selection) -> list[tuple[str, int]]:
        """How many clusters of *chosen* begin on each day, in order."""

    def removed(self, since: datetime | None = None) -> list[RemovedStory]:
        """The articles that were taken down since then, by id."""


def _prepare(exported: Exported, anonymised: bool) -> Exported:
    return msgspec.structs.replace(exported, record=anonymise(exported.record)) if anonymised else exported


#: Of an article and its counterpart, where the pairs stand that were given; None for all that there are.
_Given = dict[tuple[str, str], frozenset[tuple[tuple[TextSpan, ...], tuple[TextSpan, ...]]] | None]


def _leave_repeated(entry: Entry, aligned: _Given, counts: Counter[str]) -> BilingualRecord:
    """The record of *entry* without the pairs that its counterpart's record gave the other way round.

    *aligned* has what the records before it gave; what this one gives joins them.
    """
    record = entry.record
    human = [segment for segment in record.segments if segment.origin == "human"]
    if record.counterpart is None or not human:
        return record
    ids = (record.article.id, record.counterpart.id)
    if ids[::-1] not in aligned:
        is_whole = len(human) == sum(segment.origin == "human" for segment in entry.dividing)
        places = frozenset((segment.source.spans, segment.target.spans) for segment in human)
        # Of most records all are taken, and need not be kept one by one.
        aligned[ids] = None if is_whole else places
        return record
    given = aligned[ids[::-1]]
    segments = tuple(
        segment
        for segment in record.segments
        if segment.origin != "human"
        or (given is not None and (segment.target.spans, segment.source.spans) not in given)
    )
    counts["human pairs given with the other edition"] += len(record.segments) - len(segments)
    return msgspec.structs.replace(record, segments=segments)


def _write_outlet(
    entries: Iterable[Entry], writers: Sequence[formats.Format], request: Request, counts: Counter[str]
) -> None:
    aligned: _Given = {}
    for entry in entries:
        split = request.splits.find(entry.first_day) if request.splits else "all"
        record = _leave_repeated(entry, aligned, counts)
        if request.selection.takes_some_segments and not record.segments:
            continue
        exported = _prepare(Exported(record, entry.cluster, split, entry.dividing), request.anonymised)
        for writer in writers:
            writer.add(exported)
        manifest.count(exported, counts)
    for writer in writers:
        writer.end_outlet()


def _write_records(
    store: RecordSource, request: Request, workspace: Workspace, advance: Advance
) -> Counter[str]:
    counts = Counter(workspace.journal.counts)
    writers = [formats.make(name, workspace) for name in request.formats]
    done, outlets = workspace.journal.done, store.outlets(request.selection)
    entries = store.entries(request.selection, skip=frozenset(done))
    for outlet, some in groupby(entries, key=lambda entry: entry.record.article.outlet):
        _write_outlet(some, writers, request, counts)
        workspace.journal.counts = dict(counts)
        workspace.journal.damaged |= store.damaged()
        workspace.checkpoint(outlet)
        advance(len(done), len(outlets))
    workspace.journal.damaged |= store.damaged()
    for writer in writers:
        writer.finish()
    workspace.close()
    return counts


def _describe(store: RecordSource, request: Request, workspace: Workspace, counts: Counter[str]) -> Manifest:
    folder = workspace.folder
    if set(request.formats) & {"jsonl"}:
        (folder / "bilingual-record.schema.json").write_text(render(), encoding="utf-8")
    gone = store.removed(request.selection.since)
    if gone:
        (folder / removed.NAME).write_bytes(removed.encode(gone))
    damaged = {"damaged": number} if (number := len(workspace.journal.damaged)) else {}
    files = tuple(manifest.describe(path, folder) for path in workspace.clean())
    made = Manifest(
        dosvoces=__version__,
        schema_version=SCHEMA_VERSION,
        request=request,
        until=request.selection.until,
        counts=dict(sorted(counts.items())),
        left_out=store.left_out(request.selection) | damaged,
        removed=len(gone),
        files=files,
    )
    described = {
        "README.md": card.render(made),
        "croissant.json": croissant.render(made),
    }
    for name, text in described.items():
        (folder / name).write_text(text, encoding="utf-8")
    made = msgspec.structs.replace(
        made, files=(*files, *(manifest.describe(folder / name, folder) for name in sorted(described)))
    )
    manifest.write(made, folder)
    return made


def find_splits(store: RecordSource, chosen: Selection, validation: float, test: float) -> Splits:
    """The splits that leave about these shares of the clusters of *chosen* for validation and test."""
    if not (0 <= validation < 1 and 0 <= test < 1 and validation + test < 1):
        raise ExportError("the shares of validation and test have to leave something to train on")
    return choose_days(store.first_days(chosen), validation, test)


def read_until(folder: Path) -> datetime | None:
    """Up to when the dataset in *folder* has everything, for an export of what came after it."""
    try:
        return manifest.load(folder).until
    except (OSError, msgspec.MsgspecError) as error:
        raise ExportError(f"{folder} is no dataset of dosvoces: {error}") from error


def export(store: RecordSource, final: Path, request: Request, advance: Advance | None = None) -> Manifest:
    """Writes what *request* describes into the folder *final*, which appears when it is whole.

    All of it belongs to one moment. The same store and request give the same bytes. An export that was
    interrupted goes on with the first outlet that was not finished when the same is asked for again and
    nothing was stored since. Raises :exc:`~dosvoces.core.errors.ExportError`.
    """
    if not request.formats:
        raise ExportError("name at least one format")
    if request.anonymised and "hashes" in request.formats:
        raise ExportError("digests of masked texts match no crawl; leave out either of them")
    with store.one_moment():
        last = store.last_change()
        chosen = msgspec.structs.replace(request.selection, until=request.selection.until or last)
        request = msgspec.structs.replace(request, selection=chosen)
        with working(final, {**msgspec.to_builtins(request), "last_change": last}) as workspace:
            counts = _write_records(store, request, workspace, advance or (lambda _done, _total: None))
            return _describe(store, request, workspace, counts)

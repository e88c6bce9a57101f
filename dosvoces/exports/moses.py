"""Moses: ``moses/es-en.SPLIT.es`` and ``.en`` with one sentence per line, ``.ids`` with segments' ids."""

from collections.abc import Iterator
from pathlib import Path

from dosvoces.core.errors import ExportError
from dosvoces.core.files import explain
from dosvoces.core.record import Segment, SegmentSide
from dosvoces.core.safe_text import make_line
from dosvoces.exports.rows import Exported, find_pairs
from dosvoces.exports.workspace import Workspace


class DatasetFormat:
    """Three files for each pair of languages, line by line the same segments."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def add(self, exported: Exported) -> None:
        """Write the pairs of one record; see :func:`~dosvoces.exports.rows.find_pairs`."""
        for (left, right), segment in find_pairs(exported.record):
            stem = f"moses/{left}-{right}.{exported.split}"
            texts = ((left, segment.source.text), (right, segment.target.text), ("ids", segment.id))
            for ending, text in texts:
                self._workspace.file(f"{stem}.{ending}").write(make_line(text).encode() + b"\n")

    def end_outlet(self) -> None:
        """Nothing is held back."""

    def finish(self) -> None:
        """Nothing is left to write."""


def read_pairs(ids: Path) -> Iterator[Segment]:
    """The segments of the three files that *ids* is one of; places and origins are not in them."""
    stem = ids.with_suffix("")
    left, _, right = stem.name.split(".")[0].partition("-")
    try:
        with (
            ids.open(encoding="utf-8", newline="\n") as names,
            stem.with_name(f"{stem.name}.{left}").open(encoding="utf-8", newline="\n") as sources,
            stem.with_name(f"{stem.name}.{right}").open(encoding="utf-8", newline="\n") as targets,
        ):
            for name, source, target in zip(names, sources, targets, strict=True):
                yield Segment(
                    id=name.rstrip("\n"),
                    source=SegmentSide(language=left, text=source.rstrip("\n"), spans=()),
                    target=SegmentSide(language=right, text=target.rstrip("\n"), spans=()),
                    origin="machine",
                )
    except OSError as error:
        raise explain(error, ids) from error
    except ValueError as error:
        raise ExportError(f"{ids}: the three files do not have the same number of lines: {error}") from error

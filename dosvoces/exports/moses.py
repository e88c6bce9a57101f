"""Moses pairs: ``moses/es-en.SPLIT.es`` and ``.en`` with one sentence per line, and ``.ids`` with the segments' ids."""

from dosvoces.exports.rows import Exported
from dosvoces.exports.safety import make_line
from dosvoces.exports.workspace import Workspace


class DatasetFormat:
    """Three files for each pair of languages, line by line the same segments."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def add(self, exported: Exported) -> None:
        """Write one record."""
        for segment in exported.record.segments:
            source, target = make_line(segment.source.text), make_line(segment.target.text)
            if not (source and target):
                continue
            left, right = (side.language.split("-")[0] for side in (segment.source, segment.target))
            stem = f"moses/{left}-{right}.{exported.split}"
            for ending, line in ((left, source), (right, target), ("ids", make_line(segment.id))):
                self._workspace.file(f"{stem}.{ending}").write(line.encode() + b"\n")

    def end_outlet(self) -> None:
        """Nothing is held back."""

    def finish(self) -> None:
        """Nothing is left to write."""

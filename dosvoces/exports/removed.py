"""``removed.jsonl``: the articles that were taken down, for whoever has them from an earlier dataset."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from dosvoces.core.errors import ExportError
from dosvoces.store import RemovedStory

NAME = "removed.jsonl"


def encode(stories: Iterable[RemovedStory]) -> bytes:
    """The content of the file, a line for each article."""
    return b"".join(msgspec.json.encode(each) + b"\n" for each in stories)


def read_removed(content: bytes | None, where: str) -> list[RemovedStory]:
    """The articles that *content*, of the file *where*, names; raises ExportError when it is none."""
    if content is None:
        raise ExportError(f"{where}: there is no such file")
    found = []
    for number, line in enumerate(content.splitlines(), 1):
        try:
            found.append(msgspec.json.decode(line, type=RemovedStory))
        except msgspec.MsgspecError as error:
            raise ExportError(f"{where}:{number}: no removed article: {error}") from error
    return found


def read_dataset(folder: Path) -> list[RemovedStory]:
    """The articles that the dataset *folder* says were taken down."""
    path = folder / NAME
    return read_removed(path.read_bytes(), str(path)) if path.exists() else []

"""Arrays that take long to make, kept in a file: processes map it into memory, which they so share."""

import logging
import mmap
import os
import time
from collections.abc import Callable, Mapping
from math import prod
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_path

from dosvoces.core.errors import ExportError
from dosvoces.core.files import writing

_log = logging.getLogger(__name__)

#: Bytes of a file's head, and what its arrays begin at multiples of.
_HEAD, _STEP = 4096, 64
#: Changes with what the arrays mean; other files are not read.
_FORMAT = 2
#: Seconds after which a file that another version made is taken for forgotten.
_FORGOTTEN = 30 * 24 * 3600


class _Part(msgspec.Struct, frozen=True):
    """An array in the file: its kind of numbers, its shape, and where it begins behind the head."""

    name: str
    numbers: str
    shape: tuple[int, ...]
    begin: int


class _Head(msgspec.Struct, frozen=True):
    """All arrays of the file, and the bytes behind its head."""

    parts: list[_Part]
    size: int


def map_or_make(kind: str, digest: str, make: Callable[[], Mapping[str, NDArray[Any]]]) -> Mapping[str, Any]:
    """The arrays that *make* makes of what has this *digest*, read-only; made once for all processes.

    They are kept in ``NUMBA_CACHE_DIR``, else in the user's cache; where neither can be written to, each
    process makes them anew.
    """
    folder = _find_folder()
    file = folder / f"{kind}-{_FORMAT}-{digest}.bin"
    if (kept := _map(file)) is not None:
        return kept
    made = make()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _keep(file, made)
        _forget(kind, file)
    except (OSError, ExportError) as error:
        _log.debug("what was made of phrases is not kept: %s", error)
    if (kept := _map(file)) is not None:
        return kept
    for array in made.values():
        # Compiled functions are of one kind of array.
        array.flags.writeable = False
    return made


def _find_folder() -> Path:
    return Path(os.environ.get("NUMBA_CACHE_DIR") or user_cache_path("dosvoces"))


def _keep(file: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    parts, size = [], 0
    for name, array in arrays.items():
        parts.append(_Part(name, array.dtype.str, array.shape, size))
        size += -(-array.nbytes // _STEP) * _STEP
    with writing(file) as opened:
        opened.write(msgspec.json.encode(_Head(parts, size)).ljust(_HEAD))
        for array in arrays.values():
            opened.write(array.tobytes().ljust(-(-array.nbytes // _STEP) * _STEP, b"\0"))


def _map(file: Path) -> dict[str, NDArray[Any]] | None:
    """The arrays in *file*, or None where it is missing or not whole."""
    try:
        with file.open("rb") as opened:
            mapped = mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ)
        head = msgspec.json.decode(mapped[:_HEAD], type=_Head)
        if len(mapped) != _HEAD + head.size:
            return None
        return {
            part.name: np.frombuffer(mapped, part.numbers, prod(part.shape), _HEAD + part.begin).reshape(
                part.shape
            )
            for part in head.parts
        }
    except (OSError, ValueError, TypeError):
        return None


def _forget(kind: str, file: Path) -> None:
    """Removes what other versions kept of this *kind* and seem not to need."""
    for other in file.parent.glob(f"{kind}-*.bin"):
        if other != file and other.stat().st_mtime < time.time() - _FORGOTTEN:
            other.unlink(missing_ok=True)

"""``manifest.json``: every file of a dataset with its checksum, what was asked for and what was counted."""

import hashlib
from collections import Counter
from datetime import datetime
from pathlib import Path

import msgspec

from dosvoces.core.record import find_role
from dosvoces.exports.rows import Exported
from dosvoces.exports.splits import Splits
from dosvoces.store import Selection
from dosvoces.store.corrections import name_engine

NAME = "manifest.json"

#: Licences that are counted by name: every page may name one of its own.
_MOST_LICENSES = 100


class File(msgspec.Struct, frozen=True):
    """A file of the dataset."""

    path: str
    bytes: int
    sha256: str


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked for."""

    formats: tuple[str, ...]
    selection: Selection
    splits: Splits | None = None
    anonymised: bool = False
    #: Whom to ask for a takedown; empty when nobody is named.
    contact: str = ""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """The dataset's description of itself, for programs."""

    dosvoces: str
    schema_version: str
    request: Request
    #: When the newest part of it was stored; the next export goes on from there: ``--since``.
    until: datetime | None
    #: ``records``, ``segments``, ``records in train``, ``origin machine``, ``engine NAME``, ``license URL``
    #: ...
    counts: dict[str, int]
    #: Articles left out, by reason: reservations of rights, ``untranslated``, ``damaged``.
    left_out: dict[str, int]
    #: Articles taken down, since the earlier dataset or ever: ``removed.jsonl`` lists them.
    removed: int = 0
    files: tuple[File, ...] = ()


def _name_license(named: str | None, counts: Counter[str]) -> str:
    name = f"license {named or 'not stated'}"
    if name in counts or sum(known.startswith("license ") for known in counts) < _MOST_LICENSES:
        return name
    return "license of another name"


def count(exported: Exported, counts: Counter[str]) -> None:
    """Adds a record to *counts*."""
    article = exported.record.article
    counts["records"] += 1
    counts[f"records in {exported.split}"] += 1
    counts[f"records {article.in_language.split('-')[0]}-{exported.record.target_language}"] += 1
    counts[_name_license(article.rights.license, counts)] += 1
    counts["segments"] += len(exported.record.segments)
    counts[f"segments in {exported.split}"] += len(exported.record.segments)
    counts["fragments"] += len(article.fragments)
    counts[f"fragments in {exported.split}"] += len(article.fragments)
    roles = article.roles
    counts["words"] += len(article.text.split())
    for segment in exported.record.segments:
        counts[f"origin {segment.origin}"] += 1
        counts[f"role {find_role(segment, roles) or 'unknown'}"] += 1
        if segment.engine:
            counts[f"engine {name_engine(segment.engine)}"] += 1
        for flag in segment.flags:
            counts[f"flag {flag}"] += 1


def describe(path: Path, folder: Path) -> File:
    """The file at *path* in *folder*."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return File(path.relative_to(folder).as_posix(), path.stat().st_size, digest)


def write(manifest: Manifest, folder: Path) -> None:
    """Puts the manifest into *folder*."""
    text = msgspec.json.format(msgspec.json.encode(manifest), indent=2)
    (folder / NAME).write_bytes(text + b"\n")


def load(folder: Path) -> Manifest:
    """The manifest of the dataset in *folder*; raises :exc:`msgspec.ValidationError` and :exc:`OSError`."""
    return msgspec.json.decode((folder / NAME).read_bytes(), type=Manifest)

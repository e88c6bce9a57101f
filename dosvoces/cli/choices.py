"""Parsing and checking of the options that select records and say where they go."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from dosvoces.core.errors import SettingError
from dosvoces.core.outlets import find
from dosvoces.core.record import BODY_ROLES, Flag, Origin, Role
from dosvoces.exports.splits import NEVER, SHARES, Splits

if TYPE_CHECKING:
    from dosvoces.store import Selection, Store

#: Endings of a single file, and what is written into it.
FILES = (".jsonl", ".jsonl.zst")

#: Endings that say a file is expected where a folder would come; with the format that has such files.
_ENDINGS = {
    ".csv": "csv", ".tsv": "csv", ".xls": "csv", ".xlsx": "csv", ".parquet": "parquet", ".arrow": "parquet",
    ".feather": "parquet", ".tmx": "tmx", ".xml": "tmx", ".txt": "moses", ".es": "moses", ".en": "moses",
    ".json": "", ".jsonl": "", ".jsonlines": "", ".ndjson": "", ".zst": "", ".gz": "", ".bz2": "", ".xz": "",
    ".zip": "", ".tar": "", ".tgz": "", ".7z": "", ".sqlite": "", ".sqlite3": "", ".db": "", ".md": "",
    ".html": "", ".pdf": "",
}  # fmt: skip

#: Languages that records are made from.
_LANGUAGES = ("es", "en")


def check_known(name: str, values: list[str], known: tuple[str, ...]) -> None:
    """Raises :exc:`~dosvoces.core.errors.SettingError` when one of *values* is no *name* that there is."""
    wrong = [value for value in values if value not in known]
    if wrong:
        raise SettingError(f"there is no {name} {wrong[0]!r}; use {', '.join(known)}")


def read_day(option: str, text: str) -> str | None:
    """The day that *text* means, ``2026-11-22``; None when it is empty."""
    if not text:
        return None
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise SettingError(f"{option} {text}: that is no day like 2026-11-22") from error


def read_days(first: tuple[str, str], second: tuple[str, str]) -> tuple[str | None, str | None]:
    """The days of two options, each given as its name and its text, of which the second is not earlier."""
    start, end = read_day(*first), read_day(*second)
    if start and end and start > end:
        raise SettingError(f"{first[0]} {start} is after {second[0]} {end}")
    return start, end


def read_splits(
    days: tuple[str | None, str | None], shares: tuple[float | None, float | None], *, split: bool
) -> Splits | tuple[float, float] | None:
    """What divides the records into train, validation and test: days, the shares of the last two, or nothing.

    Raises :exc:`~dosvoces.core.errors.SettingError` when a share is given and nothing is divided by it.
    """
    for option, share in zip(("--validation", "--test"), shares, strict=True):
        _check_share(option, share, split=split, days=any(days))
    if first := days[0] or days[1]:
        return Splits(validation_from=first, test_from=days[1] or NEVER)
    validation, test = (
        usual if share is None else share for share, usual in zip(shares, SHARES, strict=True)
    )
    return (validation, test) if split else None


def _check_share(option: str, share: float | None, *, split: bool, days: bool) -> None:
    if share is not None and days:
        raise SettingError(f"{option} {share} is a share, and days are named too: give shares or days")
    if share is not None and not split:
        raise SettingError(f"{option} {share} divides nothing without --split")


def check_language(option: str, value: str, known: Collection[str]) -> None:
    """Raises :exc:`~dosvoces.core.errors.SettingError` where the store has languages, but not *value*."""
    if value and known and value not in known:
        raise SettingError(f"{option} {value}: the store has none in it; use {', '.join(sorted(known))}")


def check_collection(store: Store, key: str) -> None:
    """Raises :exc:`~dosvoces.core.errors.SettingError` when *key* is given and no collection has it."""
    from dosvoces.store.collections import Collections

    if key and Collections(store).find(key) is None:
        raise SettingError(f"there is no collection {key!r}; its key is the end of its link")


def check_search(option: str, words: str) -> None:
    """Raises :exc:`~dosvoces.core.errors.SettingError` when *words* are given and no search finds by them."""
    from dosvoces.core.errors import QueryError
    from dosvoces.store.queries import parse

    if words:
        try:
            parse(words)
        except QueryError as error:
            raise SettingError(f"{option}: {error}") from error


def read_since(text: str) -> datetime | None:
    """The moment that *text* means: a time, or the one up to which an earlier dataset goes."""
    if not text:
        return None
    if Path(text).is_dir():
        from dosvoces.exports.dataset import read_until

        return read_until(Path(text))
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise SettingError(
            f"--since {text}: that is no time like 2026-11-22 or 2026-11-22T10:00, and no dataset"
        ) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def read_selection(
    *,
    languages: list[str] | None,
    published: tuple[str, str],
    since: str,
    origins: list[str] | None,
    roles: list[str] | None,
    min_score: float | None,
    without_flags: list[str] | None,
    once: bool,
    untranslated: bool,
    include_reserved: bool,
) -> Selection:
    """What the options of an export describe, but for its outlets."""
    from dosvoces.store import Selection

    flags = list(get_args(Flag)) if without_flags == ["all"] else without_flags or []
    named = [name for each in roles or [] for name in (sorted(BODY_ROLES) if each == "body" else [each])]
    check_known("origin", origins or [], get_args(Origin))
    check_known("role", named, get_args(Role))
    check_known("flag", flags, get_args(Flag))
    first, last = read_days(("--from", published[0]), ("--to", published[1]))
    return Selection(
        languages=read_languages(languages or [], translated_only=not untranslated),
        published_from=first,
        published_to=last,
        since=read_since(since),
        translated_only=not untranslated,
        once=once,
        include_reserved=include_reserved,
        origins=tuple(origins or ()),  # type: ignore[arg-type]
        roles=tuple(named),  # type: ignore[arg-type]
        min_score=min_score,
        without_flags=tuple(flags),  # type: ignore[arg-type]
    )


def read_languages(values: list[str], *, translated_only: bool) -> tuple[str, ...]:
    """The tags that *values* mean, as the store writes them: ``es``, ``en-US``."""
    return tuple(_read_language(value, translated_only) for value in values)


def _read_language(value: str, translated_only: bool) -> str:
    base, *rest = value.replace("_", "-").split("-")
    base = base.lower()
    if translated_only and base not in _LANGUAGES:
        raise SettingError(f"--language {value}: records are made from es and en; use one of them")
    if not re.fullmatch("[a-z]{2,3}", base) or not all(
        re.fullmatch("[A-Za-z0-9]{2,8}", part) for part in rest
    ):
        raise SettingError(f"--language {value}: that is no language tag like es or es-MX")
    return "-".join((base, *(part.upper() if len(part) == 2 else part for part in rest)))


def read_outlets(values: list[str], store: Store) -> tuple[str, ...]:
    """The keys in *values*, of all of which *store* has articles."""
    from dosvoces.store import Selection

    known = store.outlets(Selection(translated_only=False, include_reserved=True)) if values else []
    for value in values:
        if value not in known:
            near = difflib.get_close_matches(re.sub("[ _]", "-", value.lower()), known, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise SettingError(f"--outlet {value}: the store {store.url} has no articles of it{hint}")
    return tuple(values)


def read_outlet(value: str, store: Store) -> str | None:
    """The key that *value* means, None when it is empty.

    Raises :exc:`~dosvoces.core.errors.OutletError` when *store* has no articles of it and there is no such
    outlet either.
    """
    from dosvoces.store import Selection

    if not value or value in store.outlets(Selection(translated_only=False, include_reserved=True)):
        return value or None
    return find(value).key


def check_folder(to: str) -> None:
    """Raises :exc:`~dosvoces.core.errors.SettingError` when *to* looks like a file that cannot be written."""
    ending = Path(to).suffix.lower()
    if not to:
        raise SettingError("name a file or a folder to write")
    if ending in _ENDINGS:
        format_ = f" and say --format {_ENDINGS[ending]}" if _ENDINGS[ending] else ""
        raise SettingError(
            f"{to}: a single file ends in {' or '.join(FILES)}; for a dataset name a folder without {ending}"
            f"{format_}"
        )
    if re.fullmatch(r"\.[a-z]{1,5}", ending) and not to.endswith("/") and not Path(to).exists():
        raise SettingError(
            f"{to}: there is no format for files ending in {ending}; "
            f"use {' or '.join(FILES)}, or say {to}/ when you mean a folder"
        )


def read_shard(text: str) -> tuple[int, int] | None:
    """The share that *text* means, as in ``3/16``; None for all."""
    if not text:
        return None
    number, _, of = text.partition("/")
    if not (number.isdecimal() and of.isdecimal() and int(number) < int(of) <= 10_000):
        raise SettingError(f"--shard is {text}, which is no share; give one like 0/16")
    return int(number), int(of)

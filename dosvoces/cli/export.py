"""``dosvoces export``: bilingual records out of the store."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, get_args

import typer
from rich.console import Group
from rich.text import Text

from dosvoces.cli import console
from dosvoces.errors import ExportError
from dosvoces.record import BODY_ROLES, Flag, Origin, Role
from dosvoces.store import Selection, Store

#: Endings of a single file, and what is written into it.
_FILES = (".jsonl", ".jsonl.zst")


def _parse_since(text: str) -> datetime | None:
    """The moment that *text* means: a time, or the one up to which an earlier dataset goes."""
    if not text:
        return None
    if Path(text).is_dir():
        from dosvoces.exports.dataset import read_until

        return read_until(Path(text))
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ExportError(f"{text} is no time like 2026-11-22 or 2026-11-22T10:00, and no dataset") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _check(name: str, values: list[str], known: tuple[str, ...]) -> None:
    wrong = [value for value in values if value not in known]
    if wrong:
        raise ExportError(f"there is no {name} {wrong[0]!r}; use {', '.join(known)}")


def export(
    to: Annotated[
        str,
        typer.Argument(
            metavar="FILE|FOLDER", help="A .jsonl or .jsonl.zst file, - for standard output, or a folder."
        ),
    ] = "-",
    store: Annotated[
        str, typer.Option(help="File or address of the store; the default one when omitted.")
    ] = "",
    format_: Annotated[
        list[str] | None,
        typer.Option(
            "--format", help="Formats of a folder: jsonl, parquet, csv, tmx, moses, hashes; repeatable."
        ),
    ] = None,
    outlet: Annotated[list[str] | None, typer.Option(help="Only this outlet; repeatable.")] = None,
    language: Annotated[
        list[str] | None, typer.Option(help="Only articles in this language; repeatable.")
    ] = None,
    published_from: Annotated[str, typer.Option("--from", help="First day of publication, 2026-11-22.")] = "",
    published_to: Annotated[str, typer.Option("--to", help="Last day of publication.")] = "",
    since: Annotated[
        str,
        typer.Option(help="Only what was stored or translated since this time (UTC), or since this dataset."),
    ] = "",
    origin: Annotated[
        list[str] | None, typer.Option(help="Only segments of this origin, e.g. human; repeatable.")
    ] = None,
    role: Annotated[
        list[str] | None,
        typer.Option(
            help="Only segments of blocks in this role, e.g. headline; body for the text alone; repeatable."
        ),
    ] = None,
    min_score: Annotated[float | None, typer.Option(help="Only segments of at least this score.")] = None,
    without_flag: Annotated[
        list[str] | None,
        typer.Option(help="No segments with this flag, e.g. number-mismatch, or all; repeatable."),
    ] = None,
    once: Annotated[bool, typer.Option(help="Of near-duplicates only the one published first.")] = False,
    untranslated: Annotated[bool, typer.Option(help="Also articles without a translation.")] = False,
    include_reserved: Annotated[
        bool, typer.Option(help="Also articles whose outlet reserves its rights; you answer for it.")
    ] = False,
    anonymise: Annotated[
        bool, typer.Option(help="Mask names of authors, e-mail addresses, phone numbers and handles.")
    ] = False,
    split: Annotated[bool, typer.Option(help="Train, validation and test, by cluster and date.")] = False,
    validation: Annotated[float, typer.Option(help="Share of validation.")] = 0.05,
    test: Annotated[float, typer.Option(help="Share of test.")] = 0.05,
    validation_from: Annotated[
        str, typer.Option(help="Day on which validation begins, instead of a share.")
    ] = "",
    test_from: Annotated[str, typer.Option(help="Day on which test begins.")] = "",
) -> None:
    """Write bilingual records as JSON Lines, or as a dataset in several formats.

    Articles whose outlets reserve their rights (tdm-reservation, noai, noarchive) are left out, and counted.
    """
    flags = list(get_args(Flag)) if without_flag == ["all"] else without_flag or []
    roles = [name for each in role or [] for name in (sorted(BODY_ROLES) if each == "body" else [each])]
    _check("origin", origin or [], get_args(Origin))
    _check("role", roles, get_args(Role))
    _check("flag", flags, get_args(Flag))
    chosen = Selection(
        outlets=tuple(outlet or ()),
        languages=tuple(language or ()),
        published_from=published_from or None,
        published_to=published_to or None,
        since=_parse_since(since),
        translated_only=not untranslated,
        once=once,
        include_reserved=include_reserved,
        origins=tuple(origin or ()),  # type: ignore[arg-type]
        roles=tuple(roles),  # type: ignore[arg-type]
        min_score=min_score,
        without_flags=tuple(flags),  # type: ignore[arg-type]
    )
    with Store(store) as opened:
        if to == "-" or to.endswith(_FILES):
            if format_ or split:
                raise ExportError("formats and splits need a folder; name one instead of a file")
            _export_file(opened, chosen, to, anonymise)
            return
        days = (validation_from, test_from) if validation_from or test_from else None
        _export_folder(
            opened, chosen, Path(to), format_ or ["jsonl"], anonymise, split, days, (validation, test)
        )


def _tell_left_out(store: Store, chosen: Selection) -> dict[str, int]:
    left_out = {} if chosen.include_reserved else store.reserved(chosen)
    if left_out:
        said = ", ".join(f"{number} for {reason}" for reason, number in left_out.items())
        console.note(
            f"left out because their outlets reserve their rights: {said} (--include-reserved takes them in)"
        )
    return left_out


def _export_file(store: Store, chosen: Selection, to: str, anonymise: bool) -> None:
    from dosvoces.exports import jsonl
    from dosvoces.exports.files import compressed, writing_or_stdout
    from dosvoces.exports.privacy import anonymise as mask

    number = 0
    with writing_or_stdout(to) as raw, compressed(raw, to) as file, console.progress("exporting") as advance:
        for number, entry in enumerate(store.entries(chosen), 1):
            file.write(jsonl.encode_line(mask(entry.record) if anonymise else entry.record))
            advance(number, None)
    left_out = _tell_left_out(store, chosen)
    if to != "-":
        result = {"records": number, "to": to, "left_out": left_out}
        console.show(result, lambda: Text(f"{number} records written to {to}"))


def _export_folder(
    store: Store,
    chosen: Selection,
    to: Path,
    names: list[str],
    anonymise: bool,
    split: bool,
    days: tuple[str, str] | None,
    shares: tuple[float, float],
) -> None:
    from dosvoces.exports import dataset, formats
    from dosvoces.exports.manifest import Request
    from dosvoces.exports.splits import Splits

    _check("format", names, formats.NAMES)
    splits = dataset.find_splits(store, chosen, *shares) if split and not days else None
    if days:
        splits = Splits(validation_from=days[0] or days[1], test_from=days[1] or "9999-12-31")
    distinct = tuple(name for name in formats.NAMES if name in names)
    request = Request(formats=distinct, selection=chosen, splits=splits, anonymised=anonymise)
    with console.progress("outlets") as advance:
        made = dataset.export(store, to, request, advance)
    _tell_left_out(store, chosen)
    records, segments = made.counts.get("records", 0), made.counts.get("segments", 0)
    said = f"{records} records with {segments} segments written to {to} as {', '.join(distinct)}"
    console.show(
        {"to": str(to), "counts": made.counts, "left_out": made.left_out, "files": len(made.files)},
        lambda: Group(Text(said), Text(f"the next export goes on from there with: --since {to}")),
    )

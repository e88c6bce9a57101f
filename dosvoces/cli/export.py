"""``dosvoces export``: bilingual records out of the store."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer
from rich.console import Group
from rich.text import Text

from dosvoces.cli import choices, console, exit_codes
from dosvoces.cli.options import (
    AnonymiseOption,
    FormatsOption,
    FromOption,
    IncludeReservedOption,
    LanguagesOption,
    MinScoreOption,
    OnceOption,
    OriginsOption,
    OutletsOption,
    RolesOption,
    SplitOption,
    StoreOption,
    TestFromOption,
    TestOption,
    ToOption,
    UntranslatedOption,
    ValidationFromOption,
    ValidationOption,
    WithoutFlagsOption,
)
from dosvoces.core import settings
from dosvoces.core.errors import ExportError, SettingError
from dosvoces.exports.splits import NEVER, Splits

if TYPE_CHECKING:
    from dosvoces.store import Selection, Store


def export(
    to: Annotated[
        str,
        typer.Argument(
            metavar="FILE|FOLDER", help="A .jsonl or .jsonl.zst file, - for standard output, or a folder."
        ),
    ] = "-",
    store: StoreOption = "",
    format_: FormatsOption = None,
    outlet: OutletsOption = None,
    language: LanguagesOption = None,
    published_from: FromOption = "",
    published_to: ToOption = "",
    since: Annotated[
        str,
        typer.Option(help="Only what was stored or translated since this time (UTC), or since this dataset."),
    ] = "",
    origin: OriginsOption = None,
    role: RolesOption = None,
    min_score: MinScoreOption = None,
    without_flag: WithoutFlagsOption = None,
    once: OnceOption = False,
    untranslated: UntranslatedOption = False,
    include_reserved: IncludeReservedOption = False,
    anonymise: AnonymiseOption = False,
    collection: Annotated[
        str,
        typer.Option(metavar="KEY", help="Only the picks of this collection: the end of its link."),
    ] = "",
    split: SplitOption = False,
    validation: ValidationOption = None,
    test: TestOption = None,
    validation_from: ValidationFromOption = "",
    test_from: TestFromOption = "",
) -> None:
    """Write bilingual records as JSON Lines, or as a dataset in several formats.

    Articles whose outlets reserve their rights (tdm-reservation, noai, noarchive) are left out, and counted.
    """
    days = choices.read_days(("--validation-from", validation_from), ("--test-from", test_from))
    chosen = choices.read_selection(
        languages=language,
        published=(published_from, published_to),
        since=since,
        origins=origin,
        roles=role,
        min_score=min_score,
        without_flags=without_flag,
        once=once,
        # What somebody picked is meant, translated or not.
        untranslated=untranslated or bool(collection),
        include_reserved=include_reserved,
    )
    single = to == "-" or to.endswith(choices.FILES)
    if single and (format_ or split or any(days) or (validation, test) != (None, None)):
        raise SettingError("formats and splits need a folder; name one instead of a file")
    names = format_ or ["jsonl"]
    if not single:
        from dosvoces.exports import formats

        choices.check_folder(to)
        choices.check_known("format", names, formats.NAMES)
    division = choices.read_splits(days, (validation, test), split=split)
    from dosvoces.store import Store

    with Store(store, create=False) as opened:
        outlets = choices.read_outlets(outlet or [], opened)
        chosen = msgspec.structs.replace(chosen, outlets=outlets, collection=collection or None)
        choices.check_collection(opened, collection)
        _check_any(opened, chosen)
        if single:
            _export_file(opened, chosen, to, anonymise)
            return
        if isinstance(division, tuple):
            from dosvoces.exports.dataset import find_splits

            division = find_splits(opened, chosen, *division)
        _export_folder(opened, chosen, Path(to), names, anonymise, division)


def _check_any(store: "Store", chosen: "Selection") -> None:
    """Raises :exc:`ExportError` when nothing is chosen: a slip in a filter must not empty a dataset.

    That nothing is new since some time is no slip.
    """
    with store.one_moment():
        if chosen.since or next(iter(store.entries(chosen)), None):
            return
    _tell_left_out(store, chosen)
    raise ExportError("no record of the store fits what was asked for; nothing was written")


def _tell_left_out(store: "Store", chosen: "Selection") -> dict[str, int]:
    left_out = store.left_out(chosen)
    others = ("untranslated", "near-duplicate")
    reserved = [f"{number} for {reason}" for reason, number in left_out.items() if reason not in others]
    if reserved:
        console.note(
            f"left out because their outlets reserve their rights: {', '.join(reserved)} "
            "(--include-reserved takes them in)"
        )
    if number := left_out.get("untranslated"):
        console.note(
            f"left out because their newest version is not translated: {number} "
            "(dosvoces translate does it; --untranslated takes them in)"
        )
    if number := left_out.get("near-duplicate"):
        console.note(f"left out because another of their near-duplicates, or edition, is there: {number}")
    return left_out


def _export_file(store: "Store", chosen: "Selection", to: str, anonymise: bool) -> None:
    from dosvoces.core.files import compressed, writing_or_stdout
    from dosvoces.exports import jsonl
    from dosvoces.exports.privacy import anonymise as mask

    number = 0
    with writing_or_stdout(to) as raw, compressed(raw, to) as file, console.progress("exporting") as advance:
        for number, entry in enumerate(store.entries(chosen), 1):
            file.write(jsonl.encode_line(mask(entry.record) if anonymise else entry.record))
            advance(number, None)
    damaged = store.damaged()
    left_out = _tell_left_out(store, chosen) | ({"damaged": len(damaged)} if damaged else {})
    if chosen.since and (gone := store.removed(chosen.since)):
        console.note(
            f"taken down since then: {len(gone)} articles; the removed.jsonl of a dataset lists them"
        )
    if to != "-":
        result = {"records": number, "to": to, "left_out": left_out}
        console.show(result, lambda: Text(f"{number} records written to {to}"))


def _tell_missing(splits: Splits, counts: dict[str, int]) -> None:
    """Says which splits that begin on some day have no records."""
    wanted = ["validation"] if splits.validation_from < splits.test_from else []
    wanted += ["test"] if splits.test_from != NEVER else []
    missing = [split for split in ("train", *wanted) if not counts.get(f"records in {split}")]
    if missing:
        begin = f"validation begins on {splits.validation_from}, test on {splits.test_from}"
        console.note(f"no record is in {' or '.join(missing)}: {begin}")


def _export_folder(
    store: "Store",
    chosen: "Selection",
    to: Path,
    names: list[str],
    anonymise: bool,
    splits: Splits | None,
) -> None:
    from dosvoces.exports import dataset, formats
    from dosvoces.exports.manifest import Request

    distinct = tuple(name for name in formats.NAMES if name in names)
    request = Request(formats=distinct, selection=chosen, splits=splits, anonymised=anonymise)
    request = msgspec.structs.replace(request, contact=settings.get("DOSVOCES_CONTACT"))
    try:
        place, here = to.resolve(), Path.cwd()
    except FileNotFoundError as error:
        raise SettingError("the folder you are in is gone; enter one that is there") from error
    with console.progress("outlets") as advance:
        made = dataset.export(store, to, request, advance)
    _tell_left_out(store, chosen)
    if splits:
        _tell_missing(splits, made.counts)
    if here.is_relative_to(place):
        console.note(f"the folder you are in was replaced: enter it again with cd {here}")
    records, segments = made.counts.get("records", 0), made.counts.get("segments", 0)
    said = f"{records} records with {segments} segments written to {to} as {', '.join(distinct)}"
    console.show(
        {"to": str(to), "counts": made.counts, "left_out": made.left_out, "files": len(made.files)},
        lambda: Group(Text(said), Text(f"the next export goes on from there with: --since {to}")),
    )
    if number := made.left_out.get("damaged"):
        # Some of it may have been met by an export that was interrupted, from which this one went on.
        console.warn(f"left out because what the store keeps of it cannot be read: {number}")
        raise typer.Exit(exit_codes.FOUND)

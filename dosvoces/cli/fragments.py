"""``dosvoces fragments``: the fragments in another language, as a table."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer
from rich.text import Text

from dosvoces.cli import choices, console
from dosvoces.cli.corpus import CollectionOption, FoundByOption
from dosvoces.cli.options import StoreOption
from dosvoces.core.errors import SettingError
from dosvoces.core.record import FragmentKind, Role

if TYPE_CHECKING:
    from dosvoces.exports.rows import FragmentRow

FORMATS = ("csv", "parquet", "jsonl", "conll")


def fragments(
    to: Annotated[str, typer.Argument(metavar="FILE", help="A file, or - for standard output.")] = "-",
    store: StoreOption = "",
    format_: Annotated[
        str, typer.Option("--format", metavar="FORMAT", help="csv, parquet, jsonl, or conll: tagged tokens.")
    ] = "csv",
    kind: Annotated[str, typer.Option(help="Only this kind, e.g. furniture or anglicism.")] = "",
    language: Annotated[str, typer.Option(help="Only fragments in this language, e.g. es.")] = "",
    within: Annotated[str, typer.Option("--in", help="Only in stories in this language, e.g. en.")] = "",
    outlet: Annotated[str, typer.Option(help="Only of this outlet.")] = "",
    country: Annotated[str, typer.Option(help="Only of outlets of this country, e.g. MX.")] = "",
    collection: CollectionOption = "",
    found_by: FoundByOption = "",
    published_from: Annotated[str, typer.Option("--from", help="First day of publication, 2026-11-22.")] = "",
    published_to: Annotated[str, typer.Option("--to", help="Last day of publication.")] = "",
    role: Annotated[str, typer.Option(help="Only in blocks of this role, e.g. headline.")] = "",
    confidence: Annotated[
        float, typer.Option(min=0, max=1, help="Least confidence, rounded up to a tenth.")
    ] = 0,
    text: Annotated[str, typer.Option(help="Only those in which these words stand.")] = "",
    include_reserved: Annotated[
        bool, typer.Option(help="Also of stories whose outlet reserves its rights; you answer for it.")
    ] = False,
) -> None:
    """Write the fragments in another language, newest first, each with the sentence around it.

    Those of stories whose outlet reserves its rights are left out.
    """
    from dosvoces.exports.fragments import make_row
    from dosvoces.store import Store
    from dosvoces.store.browsing import Browser
    from dosvoces.store.fragments import FragmentFilter
    from dosvoces.store.queries import check_words

    choices.check_known("format", [format_], FORMATS)
    choices.check_known("kind", [kind] if kind else [], get_args(FragmentKind))
    choices.check_known("role", [role] if role else [], get_args(Role))
    first, last = choices.read_days(("--from", published_from), ("--to", published_to))
    if format_ == "parquet" and to == "-":
        raise SettingError("a Parquet file cannot go to standard output; name a file")
    if text:
        check_words(text)
    with Store(store, create=False) as opened:
        choices.read_outlets([outlet] if outlet else [], opened)
        choices.check_collection(opened, collection)
        choices.check_search("--found-by", found_by)
        browser = Browser(opened)
        while browser.catch_up():
            pass
        directions = browser.fragment_facets(FragmentFilter()).counts["direction"]
        choices.check_language("--language", language, {each.partition("-")[2] for each in directions})
        choices.check_language("--in", within, browser.numbers("language"))
        chosen = FragmentFilter(
            kind=kind,
            language=language,
            matrix=within,
            role=role,
            outlet=outlet,
            among=_find_outlets(opened.outlets(), country) if country else None,
            collection=collection,
            found_by=found_by,
            since=first or "",
            until=last or "",
            sure=-int(-round(confidence * 10, 6) // 1),
            text=text,
        )
        rows = map(make_row, browser.all_fragments(chosen, include_reserved=include_reserved))
        number = _write(rows, format_, to)
    if to != "-":
        result = {"fragments": number, "to": to}
        console.show(result, lambda: Text(f"{number} fragments written to {to}"))


def _find_outlets(outlets: list[str], country: str) -> tuple[str, ...]:
    from dosvoces.exports.fragments import find_country

    found = tuple(outlet for outlet in outlets if find_country(outlet) == country.upper())
    if not found:
        raise SettingError(f"the store has no outlet of {country}; dosvoces outlets list shows countries")
    return found


def _write(rows: Iterator["FragmentRow"], format_: str, to: str) -> int:
    """Writes *rows*; gives how many there were."""
    from dosvoces.core.files import compressed, writing_or_stdout
    from dosvoces.exports import csv, fragments
    from dosvoces.exports.rows import FragmentRow

    number = 0

    def count() -> Iterator["FragmentRow"]:
        nonlocal number
        for row in rows:
            number += 1
            yield row

    if format_ == "parquet":
        from dosvoces.exports.parquet import write_table

        write_table(count(), "fragments", Path(to))
        return number
    writers: dict[str, Callable[[Iterator[FragmentRow]], Iterator[bytes]]] = {
        "csv": partial(csv.write_table, FragmentRow),
        "jsonl": fragments.write_jsonl,
        "conll": fragments.write_conll,
    }
    with writing_or_stdout(to) as raw, compressed(raw, to) as file:
        for line in writers[format_](count()):
            file.write(line)
    return number

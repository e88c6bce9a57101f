"""``dosvoces rebuild``: texts again for a dataset that has digests alone."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from dosvoces.cli import console


def rebuild(
    dataset: Annotated[
        Path, typer.Argument(metavar="DATASET", help="Folder or file of a dataset made with --format hashes.")
    ],
    to: Annotated[
        str, typer.Argument(metavar="FILE", help="A .jsonl or .jsonl.zst file; - is standard output.")
    ] = "-",
    store: Annotated[
        str, typer.Option(help="The store with your own crawl; the default one when omitted.")
    ] = "",
) -> None:
    """Make the texts of a hash-only dataset again from your own crawl, and say what no longer matches."""
    from dosvoces.core.files import compressed, writing_or_stdout
    from dosvoces.exports import jsonl
    from dosvoces.exports.rebuild import rebuild as make
    from dosvoces.store import Store

    counts: Counter[str] = Counter()
    with (
        Store(store) as opened,
        writing_or_stdout(to) as raw,
        compressed(raw, to) as file,
        console.progress("rebuilding") as advance,
    ):
        for record in make(dataset, opened, counts):
            file.write(jsonl.encode_line(record))
            advance(counts["records"], None)
    if to == "-":
        console.note("\n".join(f"{name}: {number}" for name, number in counts.items()))
        return

    def render() -> Table:
        table = Table(show_header=False)
        for name, number in counts.items():
            table.add_row(name, str(number))
        return table

    console.show(dict(counts), render)

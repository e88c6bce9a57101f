"""``dosvoces export``: bilingual records out of the store."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.text import Text

from dosvoces.cli import console


def export(
    to: Annotated[str, typer.Argument(metavar="FILE", help="Where the records go; - is standard output.")] = "-",
    store: Annotated[str, typer.Option(help="File or address of the store; the default one when omitted.")] = "",
    outlet: Annotated[str, typer.Option(help="Only this outlet.")] = "",
    language: Annotated[str, typer.Option(help="Only articles in this language.")] = "",
    since: Annotated[
        datetime | None, typer.Option(help="Only what was stored or translated since then, UTC.")
    ] = None,
    untranslated: Annotated[bool, typer.Option(help="Also articles without a translation.")] = False,
) -> None:
    """Write bilingual records as JSON Lines, each valid by the published JSON Schema."""
    from dosvoces.exports import jsonl
    from dosvoces.exports.files import writing_or_stdout
    from dosvoces.store import Store

    with Store(store) as opened, writing_or_stdout(to) as file:
        records = opened.records(
            outlet=outlet or None,
            language=language or None,
            since=since.replace(tzinfo=UTC) if since and not since.tzinfo else since,
            translated_only=not untranslated,
        )
        with console.progress("exporting") as advance:
            number = 0
            for number, record in enumerate(records, 1):
                file.write(jsonl.encode_line(record))
                advance(number, None)
    if to != "-":
        console.show({"records": number, "to": to}, lambda: Text(f"{number} records written to {to}"))

"""``dosvoces align``: pair the editions that outlets publish themselves, and align them."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.text import Text

from dosvoces.cli import console


def align(
    outlet: Annotated[str, typer.Option(help="Only this outlet.")] = "",
    since: Annotated[datetime | None, typer.Option(help="Only articles stored since then, UTC.")] = None,
    store: Annotated[str, typer.Option(help="Address of the store, when it is not the setting's.")] = "",
) -> None:
    """Find the stories that an outlet published in both languages and align their sentences."""
    from dosvoces.store import Store
    from translations.counterparts import link_store

    moment = since.replace(tzinfo=UTC) if since and not since.tzinfo else since
    with Store(store) as opened, console.progress("pairing editions") as advance:
        linked = link_store(
            opened,
            outlet=outlet or None,
            since=moment,
            progress=lambda counts: advance(counts.pairs + counts.refused, None),
        )
    console.show(
        linked,
        lambda: Text(
            f"{linked.pairs} pairs, {linked.refused} refused, {linked.segments} aligned segments; "
            f"{linked.aligned} compared anew"
        ),
    )

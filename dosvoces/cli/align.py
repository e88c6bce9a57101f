"""``dosvoces align``: pair the editions that outlets publish themselves, and align them."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.text import Text

from dosvoces.cli import choices, console
from dosvoces.cli.options import OutletOption, StoreOption


def align(
    outlet: OutletOption = "",
    since: Annotated[datetime | None, typer.Option(help="Only articles stored since then, UTC.")] = None,
    store: StoreOption = "",
) -> None:
    """Find the stories that an outlet published in both languages and align their sentences."""
    from dosvoces.store import Store
    from translations.counterparts import link_store

    moment = since.replace(tzinfo=UTC) if since and not since.tzinfo else since
    with Store(store, create=False) as opened, console.progress("pairing editions") as advance:
        linked = link_store(
            opened,
            outlet=choices.read_outlet(outlet, opened),
            since=moment,
            progress=lambda counts: advance(counts.pairs + counts.refused, None),
        )
    console.show(
        linked,
        lambda: Text(
            f"{console.number_of(linked.pairs, 'pair')}, {linked.refused} refused, "
            f"{linked.segments} aligned segments; {linked.aligned} compared anew"
        ),
    )

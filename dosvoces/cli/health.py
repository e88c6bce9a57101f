"""``dosvoces health``: how the outlets are that are followed."""

import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from dosvoces.cli import console, exit_codes
from dosvoces.cli.options import OutletArguments, StoreOption
from dosvoces.core.outlets import find

if TYPE_CHECKING:
    from dosvoces.health.review import OutletHealth
    from dosvoces.store.health import Alert


def health(
    outlets: OutletArguments = None,
    tell: Annotated[
        bool, typer.Option("--tell", help="Send alerts that are new, or over, by webhook and e-mail.")
    ] = False,
    prometheus: Annotated[
        bool, typer.Option("--prometheus", help="Print metrics in Prometheus' text format.")
    ] = False,
    store: StoreOption = "",
) -> None:
    """Compare each outlet's last crawls with its own past.

    It ends with status 1 when something is wrong, or when somebody could not be told of an alert.
    """
    from dosvoces.health.alerts import check_ways
    from dosvoces.health.alerts import tell as tell_alerts
    from dosvoces.health.review import load_other_alerts, render_prometheus, review
    from dosvoces.store import Store
    from dosvoces.store.health import find_newest_runs, load_alerts

    if tell:
        check_ways()
    with Store(store, create=False) as opened:
        known = find_newest_runs(opened)
        keys = [name if name in known else find(name).key for name in outlets or ()]
        reviewed = review(opened, datetime.now(UTC), keys)
        others = [] if keys else load_other_alerts(opened)
        untold = False
        if tell:
            tell_alerts(opened)
            untold = bool(load_alerts(opened, untold=True))
    if prometheus:
        sys.stdout.write(render_prometheus([each for each in reviewed if each.followed], others))
    elif console.mode.json:
        for each in [*reviewed, *others]:
            console.show(each, lambda: "")
    else:
        console.show(reviewed, lambda: render_health(reviewed, others))
    never = [key for key in keys if key not in known]
    for key in never:
        console.warn(f"{key}: was never crawled into this store")
    if never or untold or others or any(each.alerts for each in reviewed):
        raise typer.Exit(exit_codes.FOUND)


def render_health(outlets: "Sequence[OutletHealth]", others: "Sequence[Alert]" = ()) -> RenderableType:
    """A table of the outlets, and below it what is wrong with them, and the *others* of the alerts."""
    from dosvoces.health.alerts import describe

    table = Table(box=None, header_style="dim")
    names = ("outlet", "last crawl", "crawls/day", "new/day", "failed", "authors", "time", "words", "")
    for name in names:
        table.add_column(name, justify="left" if name in ("outlet", "") else "right")
    for each in outlets:
        shares = [
            f"{each.fields[field]:.0%}" if field in each.fields else "" for field in ("authors", "time")
        ]
        words = f"{each.words:.0f}" if each.words is not None else ""
        state = f"[red]{console.number_of(len(each.alerts), 'alert')}[/]" if each.alerts else "[green]well[/]"
        if not each.followed:
            state = "[dim]not followed[/]"
        when = each.last.finished.strftime("%Y-%m-%d %H:%M")
        table.add_row(
            each.outlet, when, str(each.crawls), str(each.new), str(each.failed), *shares, words, state
        )
    alerts = [*(alert for each in outlets for alert in each.alerts), *others]
    lines = [Text(describe(alert)) for alert in alerts]
    return Group(table, Text(), *lines) if lines else table

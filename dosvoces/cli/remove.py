"""``dosvoces remove``: a takedown, and ``dosvoces removed``: the log of them."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table
from rich.text import Text

from dosvoces.cli import console, exit_codes
from dosvoces.cli.options import StoreOption
from dosvoces.core import settings
from dosvoces.core.errors import SettingError
from dosvoces.core.outlets import known_keys

if TYPE_CHECKING:
    from collections.abc import Callable

    from dosvoces.operations.removal import RemovalReport
    from dosvoces.store import Removal


def remove(
    names: Annotated[
        list[str],
        typer.Argument(metavar="STORY|OUTLET...", help="Ids or addresses of stories, or keys of outlets."),
    ],
    reason: Annotated[str, typer.Option(help="Why; it is kept in the log.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count what would go.")] = False,
    archive: Annotated[
        list[str] | None,
        typer.Option(
            metavar="DIR",
            help="Archive to take pages out of; that of the settings when omitted; repeatable.",
        ),
    ] = None,
    store: StoreOption = "",
) -> None:
    """Take stories, or whole outlets, down for good: out of the store, the archive and every later dataset.

    A story goes with every version, translation, correction and archived page, and with its word-for-word
    copies in the outlet. It does not come back with a crawl, a replay or a rebuild. The other edition of it
    stays. An outlet's file stays too, but nothing crawls it until `dosvoces removed --lift OUTLET`.
    """
    from dosvoces.operations import removal
    from dosvoces.store import Store

    if not (dry_run or reason.strip()):
        raise SettingError("say why it is removed, for the log: --reason")
    archives = archive or list(filter(None, [settings.get("DOSVOCES_ARCHIVE")]))
    with Store(store, create=False) as opened:
        planned = removal.plan(opened, list(dict.fromkeys(names)), known_keys())
        if dry_run:
            reports = removal.count(planned, archives)
        else:
            if not yes:
                _confirm(lambda: removal.count(planned, archives))
            with console.progress("removing") as advance:
                reports = removal.carry_out(opened, planned, reason.strip(), archives, advance)
    console.show(reports, lambda: _render(reports, "would go" if dry_run else "removed"))
    if not archives:
        console.note("no archive is named (--archive, DOSVOCES_ARCHIVE): archived pages stay where they are")
    left = [f"{name}: {why}" for each in reports for name, why in each.left.items()]
    if left and not dry_run:
        console.warn("\n".join(("these archived files still have it; run this again for them:", *left)))
        raise typer.Exit(exit_codes.FOUND)


def _confirm(count: "Callable[[], list[RemovalReport]]") -> None:
    if console.mode.json or not sys.stdin.isatty():
        raise SettingError("nobody can be asked here; look with --dry-run what would go, then say --yes")
    reports = count()
    console.show(reports, lambda: _render(reports, "would go"))
    if not typer.confirm("Remove this for good?", err=True):
        console.warn("nothing was removed")
        raise typer.Exit(exit_codes.FOUND)


def _render(reports: "list[RemovalReport]", title: str) -> Table:
    table = Table(box=None, header_style="dim")
    table.add_column("what")
    table.add_column(title)
    for each in reports:
        counts = ", ".join(f"{name}: {number}" for name, number in each.counts.items() if number)
        table.add_row(Text(f"{each.kind} {each.name}"), counts or "nothing that was not removed before")
    return table


def removed(
    lift: Annotated[
        str,
        typer.Option(metavar="STORY|OUTLET", help="Allow this again; a crawl may bring it."),
    ] = "",
    store: StoreOption = "",
) -> None:
    """Show the log of what was removed: when, what, why."""
    from dosvoces.store import Store

    with Store(store, create=False) as opened:
        if lift:
            number = opened.lift_removal(lift)
            if number is None:
                raise SettingError(
                    f"{lift} was not removed from {opened.url} by itself, or is allowed again already; "
                    "dosvoces removed shows what was"
                )
            console.show({"lifted": lift, "stories": number}, lambda: f"{lift} may come back")
            return
        log = opened.removals()
    if console.mode.json:
        for entry in log:
            console.show(entry, Text)
    else:
        console.show(log, lambda: _render_log(log))


def _render_log(log: "list[Removal]") -> Table:
    table = Table(box=None, header_style="dim")
    for title in ("when", "what", "stories", "why", ""):
        table.add_column(title)
    for entry in log:
        lifted = f"allowed again {entry.lifted_at:%Y-%m-%d}" if entry.lifted_at else ""
        what, number = f"{entry.kind} {entry.name}", str(entry.counts.get("stories", 0))
        table.add_row(f"{entry.removed_at:%Y-%m-%d %H:%M}", Text(what), number, Text(entry.reason), lifted)
    return table

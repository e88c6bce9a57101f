"""``dosvoces crawl``: fetch what outlets announce and store the articles."""

import logging
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from dosvoces.cli import console, exit_codes
from dosvoces.cli.assignments import read_assignments
from dosvoces.cli.options import EveryOption, OutletArguments, SettingsOption, StoreOption
from dosvoces.cli.outlet_choice import choose_outlets, lacks_any

if TYPE_CHECKING:
    from dosvoces.operations.crawl import CrawlReport


class LogFormat(StrEnum):
    """How logs are written."""

    text = "text"
    json = "json"


def crawl(
    outlets: OutletArguments = None,
    every: EveryOption = False,
    store: StoreOption = "",
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Leave stories from before this day alone.")
    ] = None,
    max_pages: Annotated[
        int | None,
        typer.Option(
            min=0, help="New pages of each outlet at most, 0 for all; DOSVOCES_MAX_PAGES when omitted."
        ),
    ] = None,
    archive: Annotated[
        str,
        typer.Option(
            metavar="DIR",
            help="Folder, or s3:// address, for WARC files of everything that is fetched; "
            "DOSVOCES_ARCHIVE when omitted.",
        ),
    ] = "",
    settings: SettingsOption = None,
    logs: Annotated[
        LogFormat | None, typer.Option(help="How logs are written; JSON lines with --json when omitted.")
    ] = None,
) -> None:
    """Crawl outlets: find their stories, fetch the pages politely and store the articles."""
    from dosvoces.core.logs import log_to_stderr
    from dosvoces.operations.crawl import crawl as crawl_outlets

    wanted = [outlet for _, outlet in choose_outlets(outlets or [], every=every).values()]
    lacks = lacks_any(every=every)
    archived = {"DOSVOCES_ARCHIVE": archive} if archive else {}
    quiet: dict[str, Any] = {} if console.mode.debug else {"LOG_LEVEL": "ERROR", "STATS_DUMP": False}
    if logs == LogFormat.json or (logs is None and console.mode.json):
        quiet["LOG_INSTALL_ROOT_HANDLER"] = False
        level = logging.ERROR if console.mode.quiet else logging.INFO
        log_to_stderr(as_json=True, level=logging.DEBUG if console.mode.debug else level)
    with console.progress(f"crawling {console.number_of(len(wanted), 'outlet')}") as advance:
        reports = crawl_outlets(
            wanted,
            store=store,
            since=since.astimezone() if since else None,
            max_pages=max_pages,
            settings={**quiet, **archived, **read_assignments(settings or [])},
            progress=advance,
            ended=(lambda report: console.show(report, lambda: "")) if console.mode.json else None,
        )
    if not console.mode.json:
        console.show(reports, lambda: render_reports(reports))
    if any(report.ended == "shutdown" for report in reports):
        raise typer.Exit(exit_codes.INTERRUPTED)
    if lacks or not all(report.ok for report in reports) or was_refused(reports, every=every):
        raise typer.Exit(exit_codes.FOUND)


def was_refused(reports: "Sequence[CrawlReport]", *, every: bool) -> bool:
    """Whether an outlet that was named, and not taken with *every* one, was left alone.

    It had been taken down, or another process is crawling it.
    """
    return not every and any(report.ended in ("removed", "locked") for report in reports)


#: The text is the one that is stored.
_SAME = ("articles/unchanged", "articles/refreshed", "unchanged/pages")


def render_reports(reports: "Sequence[CrawlReport]") -> Table:
    """A table of what became of each outlet."""
    table = Table(box=None, header_style="dim", padding=(0, 1), pad_edge=False)
    table.add_column("outlet", min_width=max((len(report.outlet) for report in reports), default=0))
    for title in ("new", "changed", "same", "other", "skipped", "failed", "seconds"):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("", overflow="fold")
    for report in reports:
        failures = [(n, name[7:]) for name, n in report.counts.items() if name.startswith("failed/")]
        notes = [report.ended] if report.ended != "finished" else []
        notes += [report.message] if report.message else []
        notes += [] if report.was_reached else ["no source could be read"]
        notes += [] if report.was_served else ["no page could be had"]
        notes += [f"{number} {name}" for number, name in sorted(failures, reverse=True)[:3]]
        if any(name.endswith("private_address") for _, name in failures):
            notes.append("private_network = true in its file allows addresses of your own network")
        table.add_row(
            report.outlet,
            str(report.counts.get("articles/new", 0)),
            str(report.counts.get("articles/changed", 0)),
            str(sum(report.counts.get(name, 0) for name in _SAME)),
            str(report.total("not_article")),
            str(report.total("skipped")),
            str(report.total("failed")),
            f"{report.seconds:.0f}",
            ", ".join(notes),
        )
    return table

"""``dosvoces run``: crawl and translate side by side."""

from typing import TYPE_CHECKING

import typer
from rich.console import Group, RenderableType
from rich.text import Text

from dosvoces.cli import console, exit_codes
from dosvoces.cli.assignments import read_assignments
from dosvoces.cli.crawl import render_reports, was_refused
from dosvoces.cli.options import EngineOption, EveryOption, OutletArguments, SettingsOption, StoreOption
from dosvoces.cli.outlet_choice import choose_outlets, lacks_any
from dosvoces.cli.translate import render_counts
from dosvoces.core.contact import require_contact
from dosvoces.core.errors import EngineError

if TYPE_CHECKING:
    from dosvoces.operations.running import RunReport
    from translations.batches import Progress


def run(
    outlets: OutletArguments = None,
    every: EveryOption = False,
    engine: EngineOption = "",
    store: StoreOption = "",
    settings: SettingsOption = None,
) -> None:
    """Crawl outlets and translate what is stored at the same time, then align their own editions."""
    from dosvoces.operations.running import run_outlets
    from translations.engines.selection import require

    chosen, is_whole = choose_outlets(outlets or [], every=every), not lacks_any(every=every)
    read_assignments(settings or [])
    require(engine or None)
    require_contact(outlet for _, outlet in chosen.values())
    with console.progress("crawling and translating") as advance:

        def report(progress: "Progress") -> None:
            advance(progress.articles, progress.total)

        done = run_outlets(
            [name for name, _ in chosen.values()],
            store=store,
            engine=engine or None,
            settings=settings or (),
            json_logs=console.mode.json,
            progress=report,
        )
    console.show(done, lambda: _render(done))
    if done.failure:
        console.warn(f"the rest is not translated: {done.failure}")
        raise typer.Exit(EngineError.exit_code)
    if (
        not is_whole
        or done.translated.failed
        or not all(each.ok for each in done.crawled)
        or was_refused(done.crawled, every=every)
    ):
        raise typer.Exit(exit_codes.FOUND)


def _render(report: "RunReport") -> RenderableType:
    pairs = Text(
        f"{report.linked.pairs} stories paired with the outlet's own edition, {report.linked.refused} refused"
    )
    return Group(render_reports(report.crawled), Text(), render_counts(report.translated), Text(), pairs)

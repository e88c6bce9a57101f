"""``dosvoces outlets``: which outlets there are, what is known of them, and whether they can be followed."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from dosvoces.cli import console, exit_codes
from dosvoces.cli.outlet_choice import complain_of
from dosvoces.core.errors import OutletError
from dosvoces.core.language_tags import base_language
from dosvoces.core.outlets import Outlet, find, load, locate, read_catalogue

if TYPE_CHECKING:
    from dosvoces.operations.outlet_new import NewOutlet
    from spiders.source_check import OutletReport

outlets = typer.Typer(
    help="List the outlets that can be followed, show one, check them, or make the file of a new one.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@outlets.command("list")
def list_outlets(
    country: Annotated[
        str, typer.Option(help="Only outlets of this country, as in MX; INT for those of none.")
    ] = "",
    language: Annotated[
        str, typer.Option(help="Only outlets with an edition in this language, as in es or en.")
    ] = "",
    bilingual: Annotated[
        bool, typer.Option("--bilingual", help="Only outlets in Spanish and in English.")
    ] = False,
) -> None:
    """List the bundled outlets and your own."""
    found, mistakes = read_catalogue()
    wanted = [
        outlet
        for outlet in found.values()
        if (not country or outlet.country == country.upper())
        and (not language or base_language(language) in outlet.languages)
        and (not bilingual or {"es", "en"} <= set(outlet.languages))
    ]
    if console.mode.json:
        for outlet in wanted:
            console.show(outlet, Text)
    else:
        console.show(wanted, lambda: _render_list(wanted))
        console.note(console.number_of(len(wanted), "outlet"))
    complain_of(mistakes)


@outlets.command("show")
def show_outlet(
    key: Annotated[str, typer.Argument(metavar="KEY|FILE", help="Key of an outlet, or its file.")],
) -> None:
    """Show what is known of one outlet."""
    outlet = find(key)
    console.show(outlet, lambda: _render_outlet(outlet, str(locate(key))))


@outlets.command("check")
def check_outlets(
    keys: Annotated[
        list[str] | None, typer.Argument(metavar="[KEY|FILE]...", help="Outlets to check; all when omitted.")
    ] = None,
    write: Annotated[
        bool, typer.Option("--write", help="Write what was seen into the outlets' files.")
    ] = False,
) -> None:
    """Ask outlets whether they can be followed: robots.txt, every source, a story of each language.

    The exit code is 0 when all passed and 1 when one did not, or could not be reached.
    """
    from dosvoces.operations.outlet_check import check, write_report

    mistakes: list[OutletError] = []
    if not keys:
        found, mistakes = read_catalogue()
        keys = list(found)
    files = {find(key).key: locate(key) for key in keys}
    chosen = [load(Path(str(file))) for file in files.values()]
    with console.progress("checking outlets", len(chosen)) as advance:
        reports = check(chosen, progress=advance)
    if console.mode.json:
        for report in reports:
            console.show(report, Text)
    else:
        console.show(reports, lambda: _render_reports(reports))
    complain_of(mistakes)
    reached = [report for report in reports if report.reached]
    if not reached and not any(report.is_private for report in reports):
        console.err.print("nothing could be reached: is there a network? No file was changed", soft_wrap=True)
    if write and reached:
        for report in reached:
            write_report(Path(str(files[report.outlet])), report)
        console.note(f"wrote what was seen into {len(reached)} of {len(chosen)} files")
    if mistakes or len(reports) < len(chosen) or not all(report.ok for report in reports):
        raise typer.Exit(exit_codes.FOUND)


@outlets.command("new")
def new_outlet(
    url: Annotated[str, typer.Argument(metavar="URL", help="The front page of a news site.")],
    key: Annotated[str, typer.Option(help="Key of the outlet; made of its name when omitted.")] = "",
) -> None:
    """Look at a site and write its outlet's file: feeds, sitemaps, editions, language, country and zone.

    Each value stands there with where it was seen. The file goes into the folder of your own outlets and is
    checked as `dosvoces outlets check` does it; none is ever overwritten. The exit code is 1 when the check
    failed.
    """
    from dosvoces.operations.outlet_new import make_outlet

    made = make_outlet(url, key)
    console.show(made, lambda: _render_new(made))
    if not made.report.ok:
        raise typer.Exit(exit_codes.FOUND)


def _render_new(made: "NewOutlet") -> RenderableType:
    facts = Table(box=None, pad_edge=False, header_style="dim")
    for title in ("what", "found", "where"):
        facts.add_column(title, overflow="fold")
    for name, seen in made.draft.found.items():
        facts.add_row(name, Text(seen.value), Text(seen.where, "dim"))
    for source in made.draft.sources:
        facts.add_row(source.kind.replace("_", " "), Text(source.url), Text(source.where, "dim"))
    said = f"written to {made.file}; look at what it says, then: dosvoces crawl {made.draft.key}"
    return Group(facts, Text(), _render_reports([made.report]), Text(), Text(said))


def _make_table(keys: list[str], first: str, *columns: str) -> Table:
    """A table whose first column shows *keys* in full, so that they can be copied."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column(first, no_wrap=True, min_width=max(map(len, keys), default=0))
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _render_list(found: list[Outlet]) -> RenderableType:
    table = _make_table(
        [outlet.key for outlet in found], "key", "name", "country", "languages", "sources", "seen"
    )
    for outlet in found:
        years = [source.seen for source in outlet.sources if source.seen]
        table.add_row(
            outlet.key,
            Text(outlet.name),
            outlet.country,
            " ".join(dict.fromkeys((outlet.language, *(edition.language for edition in outlet.editions)))),
            _count_kinds(outlet),
            str(max(years)) if years else "",
        )
    return table


def _count_kinds(outlet: Outlet) -> str:
    kinds = [source.kind.replace("_", " ") for source in outlet.sources]
    counts = {kind: kinds.count(kind) for kind in kinds}
    return ", ".join(f"{count} {kind}{'s' if count > 1 else ''}" for kind, count in counts.items())


def _render_outlet(outlet: Outlet, file: str) -> RenderableType:
    facts = Table.grid(padding=(0, 2))
    rows = {
        "name": outlet.name,
        "key": outlet.key,
        "file": file,
        "country": outlet.country,
        "zone": outlet.zone,
        "language": outlet.language,
        "domains": " ".join(outlet.domains),
        "editions": "\n".join(f"{edition.language} {edition.base}" for edition in outlet.editions),
        "allow": "\n".join(outlet.allow),
        "deny": "\n".join(outlet.deny),
        "rendering": (outlet.rendering.wait_for or "until the page rests") if outlet.rendering else "",
        "delay": f"{outlet.delay:g} s" if outlet.delay is not None else "",
        "notes": outlet.notes,
    }
    if outlet.check:
        passed = "passed" if outlet.check.ok else "failed"
        rows["check"] = f"{passed} on {outlet.check.at}" + (
            f": {outlet.check.message}" if outlet.check.message else ""
        )
    for name, value in rows.items():
        if value:
            facts.add_row(Text(name, "dim"), Text(value))
    for source in outlet.sources:
        seen = f"seen working {source.seen}" if source.seen else "not seen working"
        broken = f"last checked: {source.problem}" if source.problem else ""
        about = "; ".join(filter(None, (source.language, seen, broken, source.provenance, source.note)))
        facts.add_row(Text(source.kind.replace("_", " "), "dim"), Group(Text(source.url), Text(about, "dim")))
    return facts


def _render_reports(reports: "list[OutletReport]") -> RenderableType:
    table = _make_table(
        [report.outlet for report in reports], "outlet", "result", "sources", "newest", "stories read"
    )
    lines = []
    for report in reports:
        working = sum(not source.problem for source in report.sources)
        read = [story for story in report.stories if not story.problem]
        table.add_row(
            report.outlet,
            Text("passed", "green")
            if report.ok
            else Text("failed" if report.reached else "not reached", "red"),
            f"{working} of {len(report.sources)}",
            report.newest.date().isoformat() if report.newest else "",
            Text("\n".join(f"{story.language}, {story.words} words: {story.headline}" for story in read)),
        )
        if report.reached or report.is_private:
            color = "yellow" if report.ok else "red"
            lines += [Text(f"{report.outlet}: {problem}", color) for problem in report.problems]
        lines += [Text(f"{report.outlet}: {remark}", "yellow") for remark in report.remarks]
    return Group(table, *lines)

"""``dosvoces demo``: the whole way on a small news site on this machine."""

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from dosvoces.cli import console
from dosvoces.cli.options import EngineOption
from dosvoces.core.errors import EngineError
from dosvoces.core.quality_classes import QualityClass, find_quality
from dosvoces.core.record import BilingualRecord, Segment

if TYPE_CHECKING:
    from dosvoces.store import Store

#: Segments of each story and stories shown at the end.
_SHOWN_SEGMENTS = 3
_SHOWN_STORIES = 3


class DemoReport(msgspec.Struct, frozen=True, kw_only=True):
    """What the demo did."""

    outlets: int
    articles: int
    sentences: int
    pairs: int
    records: int
    #: Which engines translated, and how far each can be relied upon.
    engines: dict[str, QualityClass]
    #: The command that gets a better engine; empty when there is none to get.
    improvement: str
    folder: str
    seconds: float


def demo(
    folder: Annotated[Path, typer.Option(help="Where the store and the records go.")] = Path("dosvoces-demo"),
    engine: EngineOption = "",
) -> None:
    """Crawl three invented outlets on this machine, translate and export their stories, and show a few."""
    from dosvoces.newsstand import Newsstand
    from dosvoces.operations.running import run_outlets
    from dosvoces.store import Store

    began = time.monotonic()
    address = _make_room(folder)
    with Newsstand() as newsstand:
        console.note(
            f"a site with {len(newsstand.outlets)} outlets is up on this machine; crawling and translating"
        )
        with console.progress("crawling and translating") as advance:
            done = run_outlets(
                [str(path) for path in newsstand.outlets.values()],
                store=address,
                engine=engine or None,
                progress=lambda progress: advance(progress.articles, progress.total),
            )
    if done.failure:
        raise EngineError(done.failure)
    with Store(address) as store:
        records = _export(store, folder / "records.jsonl")
        engines = _find_engines(store)
        samples = _choose_samples(store)
    report = DemoReport(
        outlets=len(done.crawled),
        articles=sum(each.total("articles") for each in done.crawled),
        sentences=done.translated.sentences,
        pairs=done.linked.pairs,
        records=records,
        engines=engines,
        improvement=_find_improvement(engines),
        folder=str(folder),
        seconds=round(time.monotonic() - began, 1),
    )
    console.show(report, lambda: _render(report, samples))


def _make_room(folder: Path) -> str:
    """The address of an empty store in *folder*; ports change, so an old demo is of no use."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("store.sqlite", "store.sqlite-wal", "store.sqlite-shm"):
        (folder / name).unlink(missing_ok=True)
    return f"sqlite:///{(folder / 'store.sqlite').resolve()}"


def _export(store: "Store", path: Path) -> int:
    from dosvoces.core.files import writing_or_stdout
    from dosvoces.exports import jsonl

    written = 0
    with writing_or_stdout(str(path)) as file:
        for record in store.records():
            file.write(jsonl.encode_line(record))
            written += 1
    return written


def _find_engines(store: "Store") -> dict[str, QualityClass]:
    found = {
        segment.engine: quality
        for record in store.records()
        for segment in record.segments
        if (quality := find_quality(segment)) and quality != "human"
    }
    return dict(sorted(found.items()))


def _find_improvement(engines: dict[str, QualityClass]) -> str:
    from translations.engines.advice import find_choices, find_improvement

    return find_improvement(find_choices()) if "gist" in engines.values() else ""


def _choose_samples(store: "Store") -> list[BilingualRecord]:
    """One record of each outlet, those with fragments in the other language first."""
    best: dict[str, BilingualRecord] = {}
    for record in store.records():
        known = best.get(record.article.outlet)
        if known is None or len(record.article.fragments) > len(known.article.fragments):
            best[record.article.outlet] = record
    return list(best.values())[:_SHOWN_STORIES]


def _render(report: DemoReport, samples: list[BilingualRecord]) -> RenderableType:
    parts: list[RenderableType] = []
    for record in samples:
        parts += [Text(), *_render_record(record)]
    parts += [
        Text(),
        Text(
            f"{report.articles} stories of {report.outlets} outlets, {report.sentences} sentences, "
            f"{report.pairs} stories aligned with their outlet's own edition, {report.records} records, "
            f"{report.seconds:.0f} s"
        ),
        Text(_describe_engines(report)),
        Text(f"the records are in {report.folder}/records.jsonl, the store is {report.folder}/store.sqlite"),
        Text(f"both voices side by side in a browser: dosvoces read --store {report.folder}/store.sqlite"),
    ]
    return Group(*parts)


def _describe_engines(report: DemoReport) -> str:
    named = ", ".join(f"{engine} ({quality})" for engine, quality in report.engines.items())
    better = f"; better translations with: {report.improvement}" if report.improvement else ""
    return f"translated by {named or 'no engine'}{better}"


def _render_record(record: BilingualRecord) -> list[RenderableType]:
    article = record.article
    table = Table(box=None, show_header=False, padding=(0, 1), expand=console.out.is_terminal)
    table.add_column(ratio=5)
    table.add_column(ratio=5)
    table.add_column(min_width=10, style="dim")
    body = [segment for segment in record.segments if _is_body(record, segment)]
    human = [segment for segment in body if segment.origin == "human"]
    for segment in (human or body)[:_SHOWN_SEGMENTS]:
        table.add_row(Text(segment.source.text), Text(segment.target.text), Text(segment.origin))
    lines = [
        Text(
            f"  {fragment.kind} in {fragment.language}: "
            f"{article.blocks[fragment.block].text[fragment.start : fragment.end]}",
            "yellow",
        )
        for fragment in article.fragments[:_SHOWN_SEGMENTS]
    ]
    return [Text(f"{article.outlet} · {article.in_language} · {article.headline}", "bold"), table, *lines]


def _is_body(record: BilingualRecord, segment: Segment) -> bool:
    return record.article.blocks[segment.source.spans[0].block].role == "paragraph"

"""The demo's closing lines: which engines translated, how well, and what would do better."""

from pathlib import Path

import msgspec
import pytest
from rich.console import Console

from benchmarks.synthetic import make_stories
from dosvoces.cli import demo
from dosvoces.store import Store


def find_last_lines(path: Path, engine: str) -> str:
    """What the demo ends with whose stories *engine* translated."""
    with Store(str(path)) as store:
        for article, translation in make_stories(2):
            segments = tuple(
                msgspec.structs.replace(each, engine=engine, origin="machine")
                for each in translation.segments
            )
            store.save_article(article)
            store.save_translations([msgspec.structs.replace(translation, segments=segments, engine=engine)])
        engines = demo._find_engines(store)
    report = demo.DemoReport(
        outlets=3,
        articles=2,
        sentences=9,
        pairs=1,
        records=2,
        engines=engines,
        improvement=demo._find_improvement(engines),
        folder="here",
        seconds=1.0,
    )
    console = Console(width=200)
    with console.capture() as capture:
        console.print(demo._render(report, []))
    return capture.get()


@pytest.mark.parametrize(
    ("engine", "wanted", "has_improvement"),
    [
        (
            "embedded 0.2",
            "translated by embedded 0.2 (gist); better translations with: dosvoces packages install ",
            True,
        ),
        ("argos 1.9", "translated by argos 1.9 (readable)\n", False),
        ("a-model 1", "translated by a-model 1 (unmeasured)\n", False),
    ],
)
def test_the_demo_says_which_engine_translated_and_what_would_do_better(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: str, wanted: str, has_improvement: bool
) -> None:
    monkeypatch.setenv("DOSVOCES_HOME", str(tmp_path / "home"))
    said = (
        "\n".join(line.rstrip() for line in find_last_lines(tmp_path / "s.sqlite", engine).splitlines())
        + "\n"
    )
    assert wanted in said and ("es-en" in said) == has_improvement
    assert "2 stories of 3 outlets, 9 sentences" in said and "here/records.jsonl" in said

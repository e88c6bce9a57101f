"""What is reported of a crawl's process that leaves no report."""

import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dosvoces.operations.crawl_process import CrawlProcess


@pytest.fixture
def heeds_interrupts() -> Iterator[None]:
    """Processes begun meanwhile heed SIGINT; begun in the background by a script, the tests ignore it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heeds_interrupts")
@pytest.mark.parametrize(
    ("script", "is_told", "ended"),
    [
        ("trap - INT; exec sleep 60", True, "shutdown"),
        ("trap 'exit 130' INT; while :; do sleep 0.02; done", True, "shutdown"),
        ("trap 'exit 1' INT; while :; do sleep 0.02; done", True, "died"),
        ("exit 130", False, "died"),
        ("kill -INT $$", False, "died"),
    ],
)
def test_a_process_told_to_end_before_it_began_was_no_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, is_told: bool, ended: str
) -> None:
    program, ready = tmp_path / "program", tmp_path / "ready"
    first, _, rest = script.partition(";")
    program.write_text(f"#!/bin/sh\n{first}\ntouch {ready}\n{rest}\n")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    process = CrawlProcess({"diario": "diario"})
    if is_told:
        while not ready.exists():
            time.sleep(0.005)
        process.end(60)
    process.wait(time.monotonic() + 300)
    (report,) = process.read_reports()
    assert (report.outlet, report.ended) == ("diario", ended)
    assert process.done

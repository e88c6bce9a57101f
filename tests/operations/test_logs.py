"""Logs for machines: every line of standard error is a JSON object, those of the crawl processes included."""

import json
import signal
import time
from pathlib import Path
from typing import Any

from forked import Command, run_dosvoces

from dosvoces.newsstand import Newsstand

QUICK = ("AUTOTHROTTLE_ENABLED=0", "DOWNLOAD_DELAY=0", "DOSVOCES_CRAWL_DELAY=0", "DOSVOCES_WORKERS=1")


def options(newsstand: Newsstand, store: Path) -> list[str]:
    """The newsstand's outlets, and one that cannot be reached."""
    gone = store.with_name("gone.toml")
    text = newsstand.outlets["la-ribera"].read_text().replace("127.0.0.1", "127.9.9.9")
    gone.write_text(text)
    outlets = [str(file) for file in (*newsstand.outlets.values(), gone)]
    quick = [part for each in (*QUICK, "RETRY_TIMES=0") for part in ("--set", each)]
    return [*outlets, "--store", str(store), *quick]


def read_lines(text: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in text.splitlines()]
    assert all({"time", "level", "logger", "message"} <= line.keys() for line in lines)
    return lines


def check(lines: list[dict[str, Any]]) -> None:
    lost = [line for line in lines if line.get("outlet") == "gone" and line["level"] == "warning"]
    assert lost and all(line["url"].startswith("http://127.9.9.9:") for line in lost)
    assert {line["reason"] for line in lost} == {"refused"}
    assert all(
        line["level"] != "info" or line["logger"].startswith(("dosvoces", "spiders")) for line in lines
    )
    ended = {line["outlet"] for line in lines if line["logger"] == "dosvoces.crawl"}
    assert {"la-ribera", "gone"} <= ended


def test_a_crawl_by_hand_logs_in_json(shared_newsstand: Newsstand, tmp_path: Path) -> None:
    words = options(shared_newsstand, tmp_path / "store.sqlite")
    ran = run_dosvoces("--json", "crawl", *words, home=tmp_path)
    reports = [json.loads(line) for line in ran.stdout.splitlines()]
    assert {report["outlet"] for report in reports} == {*shared_newsstand.outlets, "gone"}
    check(read_lines(ran.stderr))


def test_a_schedule_and_its_crawls_log_in_json(shared_newsstand: Newsstand, tmp_path: Path) -> None:
    words = options(shared_newsstand, tmp_path / "store.sqlite")
    with Command("--json", "schedule", *words, home=tmp_path) as schedule:
        while "next at" not in schedule.said:
            assert schedule.poll() is None
            time.sleep(0.1)
        schedule.send_signal(signal.SIGTERM)
        done = schedule.finish()
    assert done.returncode == 0
    check(read_lines(done.stderr))

"""A takedown at the command line: counted, confirmed, logged, and honoured by what is made later."""

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from forked import run_dosvoces

import dosvoces
from benchmarks.synthetic import make_stories
from dosvoces.core.record import BilingualRecord
from dosvoces.store import Store

Command = Callable[..., Any]


@pytest.fixture
def ids(tmp_path: Path) -> list[str]:
    """The ids of some stories in the default store."""
    with Store(str(tmp_path / "store.sqlite")) as store:
        for article, translation in make_stories(6):
            store.save_article(article)
            store.save_translations([translation])
        return [article.id for article in store.articles()]


def read_ids(dataset: Path) -> set[str]:
    return {record.article.id for record in dosvoces.read(dataset) if isinstance(record, BilingualRecord)}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("remove {} --yes", "say why"),
        ("remove {} --reason x", "--dry-run"),
        ("remove {} nobody-1 --reason x --yes", "'nobody-1'"),
        ("remove https://nowhere.example/ --reason x --yes", "'https://nowhere.example/'"),
        ("removed --lift {}", "was not removed from"),
    ],
)
def test_nothing_is_removed_by_mistake(command: Command, ids: list[str], words: str, said: str) -> None:
    done = command(*words.format(ids[0]).split())
    assert done.returncode == 2 and said in done.stderr
    assert command("remove", ids[0], "--dry-run").stdout.count("stories: 1") == 1
    assert command("removed", "--json").stdout == ""


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_it_asks_first_and_takes_no_for_an_answer(
    command: Command, ids: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for answer, code, left in (("n\n", 1, 6), ("y\n", 0, 5)):
        monkeypatch.setattr(sys, "stdin", _Terminal(answer))
        done = command("remove", ids[0], "--reason", "asked for")
        assert done.returncode == code and "Remove this for good?" in done.stderr
        assert ("nothing was removed" in done.stderr) is (code == 1)
        assert len(command("export", "-", "--include-reserved").stdout.splitlines()) == left


def test_what_is_removed_is_counted_logged_and_left_out_from_then_on(
    command: Command, ids: list[str], tmp_path: Path
) -> None:
    assert command("export", "first", "--format", "parquet", "--include-reserved").returncode == 0
    done = command("remove", *ids[:2], "--reason", "asked for by its author", "--yes", "--json")
    counts = [each["counts"]["stories"] for each in json.loads(done.stdout)]
    assert done.returncode == 0 and counts == [1, 1]
    log = [json.loads(line) for line in command("removed", "--json").stdout.splitlines()]
    assert [(entry["name"], entry["reason"]) for entry in log] == [
        (name, "asked for by its author") for name in (ids[1], ids[0])
    ]
    # An increment names them, a whole dataset and one made of an earlier dataset have them no more.
    command("export", "next", "--since", "first", "--include-reserved", DOSVOCES_CONTACT="me@example.org")
    lines = (tmp_path / "next" / "removed.jsonl").read_text().splitlines()
    assert [json.loads(line)["id"] for line in lines] == sorted(ids[:2])
    assert "writes to me@example.org" in (tmp_path / "next" / "README.md").read_text()
    listed = ("--removed", "next/removed.jsonl")
    for to, words in {
        "whole": ("export", "whole"),
        "bulk": ("bulk", "export", "first", "bulk"),
        "listed": ("bulk", "export", "first", "listed", *listed),
    }.items():
        assert command(*words, "--format", "jsonl", "--include-reserved").returncode == 0
        assert read_ids(tmp_path / to) == set(ids[2:])
    assert json.loads((tmp_path / "bulk" / "manifest.json").read_text())["left_out"]["removed"] == 2
    assert json.loads((tmp_path / "bulk" / "manifest.json").read_text())["removed"] == 2


def test_a_removed_outlet_is_not_crawled_until_it_is_allowed_again(command: Command, tmp_path: Path) -> None:
    Store(str(tmp_path / "store.sqlite")).close()
    assert command("remove", "el-pais", "--reason", "they asked", "--yes").returncode == 0
    # A crawl leaves Twisted's reactor behind, so it has a process of its own.
    done = run_dosvoces("crawl", "el-pais", home=tmp_path, DOSVOCES_CONTACT="me@example.org")
    assert done.returncode == 1 and "removed --lift el-pais" in done.stdout
    assert command("removed", "--lift", "el-pais").returncode == 0
    with Store(str(tmp_path / "store.sqlite")) as store:
        assert store.removed_outlet("el-pais") is None

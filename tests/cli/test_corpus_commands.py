"""``dosvoces concordance``, ``trends`` and ``mixing`` give the tables of the reader's pages."""

import csv
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import dosvoces
from dosvoces.core.errors import QueryError
from dosvoces.store import Store
from dosvoces.store.collections import Collections, Place

sys.path.append(str(Path(__file__).parents[1] / "reader"))
from reader_stories import fill

Command = Callable[..., Any]


@pytest.fixture
def ask(command: Command, tmp_path: Path) -> Command:
    """Runs a command on a store with every kind of story."""
    with Store(str(tmp_path / "s.sqlite")) as store:
        fill(store)
    return lambda *words: command(*words, "--store", "s.sqlite")


def read(done: Any) -> list[dict[str, str]]:
    assert done.returncode == 0, done.stderr
    return list(csv.DictReader(io.StringIO(done.stdout.removeprefix("\ufeff"))))


def test_trends_of_two_words(ask: Command) -> None:
    rows = read(ask("trends", "grúa", "roble", "--per", "week", "--by", "outlet"))
    counts = {(row["period"], row["group"]): (row["found"], row["found_second"]) for row in rows}
    assert counts["2026-11-16", "el-faro"] == ("2", "0")
    assert counts["2026-11-16", "the-lighthouse"] == ("0", "1")


def test_a_concordance_with_its_other_voice(ask: Command) -> None:
    (row,) = read(ask("concordance", '[word="síguenos" & lang="es"]', "--language", "en"))
    assert (row["node"], row["other"]) == ("Síguenos", "«Síguenos en», decía el cartel de la puerta.")


def test_a_collection_is_a_subcorpus(ask: Command, tmp_path: Path) -> None:
    with dosvoces.open_store(str(tmp_path / "s.sqlite")) as opened:
        every = list(opened.concordance("la"))
        collections = Collections(opened.store)
        key = collections.create("", "Puertos").key
        first = every[0].article_id
        collections.add(key, [Place(first, every[0].version)])
        lines = [line for line in every if line.article_id == first]
        assert list(opened.concordance("la", collection=key)) == lines
        with pytest.raises(QueryError, match="no collection 'nobody'; its key"):
            opened.concordance("la", collection="nobody")
    assert 0 < len(lines) < len(every)
    assert len(read(ask("concordance", "la", "--collection", key))) == len(lines)
    assert [int(row["lines"]) for row in read(ask("frequency", "la", "--collection", key))] == [len(lines)]
    assert read(ask("fragments", "--collection", key)) == []
    failed = ask("words", "--collection", "nobody")
    assert failed.returncode == 2 and "no collection 'nobody'; its key" in failed.stderr


def test_what_a_search_finds_is_a_subcorpus(ask: Command, tmp_path: Path) -> None:
    lines = read(ask("concordance", "the", "--side", "en", "--most", "0"))
    some = read(ask("concordance", "the", "--side", "en", "--found-by", "roble -Vigo"))
    with dosvoces.open_store(str(tmp_path / "s.sqlite")) as opened:
        found = {hit.article_id for hit in opened.search("roble -Vigo")}
        assert len(list(opened.concordance("the", side="en", found_by="roble -Vigo"))) == len(some)
        sample = list(opened.concordance("la", sample=2, seed=7))
        with pytest.raises(QueryError, match="at least one word"):
            opened.words(found_by="[")
        with pytest.raises(QueryError, match="no collection 'nobody'"):
            opened.fragments(collection="nobody")
    assert some and some == [line for line in lines if line["article_id"] in found] != lines
    assert [line.left for line in sample] == [
        line["left"] for line in read(ask("concordance", "la", "--sample", "2", "--seed", "7"))
    ]
    noted = ask("trends", '"(grúa|roble)"')
    assert all(row["found"] == "0" for row in read(noted))
    assert "a search passes over ( | ), which a concordance understands" in noted.stderr


def test_what_is_found_is_counted_near_beside_and_at_random(ask: Command) -> None:
    counted = {row["key"]: row for row in read(ask("frequency", "la", "--by", "outlet"))}
    assert (counted["el-faro"]["lines"], counted["the-lighthouse"]["lines"]) == ("4", "0")
    assert float(counted["el-faro"]["per_million"]) == 4_000_000 / int(counted["el-faro"]["words"])
    assert read(ask("renderings", "grúa", "--language", "es"))[0]["word"] == "crane"
    assert read(ask("collocates", "la"))
    lines = read(ask("concordance", "la", "--most", "0"))
    assert len(lines) == 4
    some = read(ask("concordance", "la", "--sample", "2", "--seed", "7"))
    assert len(some) == 2 and some == read(ask("concordance", "la", "--sample", "2", "--seed", "7"))
    assert all(line in lines for line in some)
    (line,) = read(ask("concordance", "grúa", "--language", "es", "--beside", "ship"))
    assert line["other"] == "The crane came by ship from Vigo."
    assert read(ask("concordance", "la", "--section", "Education")) == []
    cut = ask("concordance", "la", "--most", "1")
    assert len(read(cut)) == 1 and "--most 0 writes all" in cut.stderr


def test_words_of_an_outlet_beside_the_others(ask: Command) -> None:
    rows = read(ask("words", "--outlet", "the-lighthouse", "--side", "es"))
    assert (rows[0]["word"], rows[0]["count"], rows[0]["stories"]) == ("el", "2", "1")
    keys = read(ask("words", "--outlet", "the-lighthouse", "--side", "es", "--keywords"))
    assert all(float(row["log_ratio"]) > 0 for row in keys)
    scores = [float(row["log_likelihood"]) for row in keys]
    assert scores == sorted(scores, reverse=True)
    assert [row["word"] for row in read(ask("words", "--side", "es", "--least", "4"))]
    headlines = read(ask("words", "--field", "headline", "--outlet", "the-lighthouse"))
    assert {row["word"] for row in headlines} == {"a", "school", "plants", "two", "hundred", "oaks"}


def test_python_narrows_as_the_commands_do(ask: Command, tmp_path: Path) -> None:
    with dosvoces.open_store(str(tmp_path / "s.sqlite")) as opened:
        fragments = [row.id for row in opened.fragments(country="SV")]
        words = {row.word: row.count for row in opened.words(fields=["headline", "caption"], language="en")}
        with pytest.raises(QueryError, match="no outlet of country 'XX'"):
            opened.fragments(country="XX")
        with pytest.raises(QueryError, match="no field 'menu'; use headline, body"):
            opened.words(fields=["menu"])
    assert fragments and fragments == [row["id"] for row in read(ask("fragments", "--country", "SV"))]
    asked = ask("words", "--field", "headline", "--field", "caption", "--language", "en")
    assert words == {row["word"]: int(row["count"]) for row in read(asked)}


def test_mixing_as_lines_of_json(ask: Command, tmp_path: Path) -> None:
    assert ask("mixing", "--by", "outlet", "--format", "jsonl", "--output", "m.jsonl").returncode == 0
    rows = [json.loads(line) for line in (tmp_path / "m.jsonl").read_text().splitlines()]
    assert {row["key"] for row in rows} == {"el-faro", "the-lighthouse"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("trends", "-"), "nothing to search for"),
        (("trends", " "), "nothing to search for"),
        (("trends", "grúa", "ñ" * 201), "at most 200 characters, not 201"),
        (("concordance", "ñ" * 10_000), "at most 200 characters, not 10000"),
        (("trends", "grúa", "--to", "trends.csv"), "--to trends.csv: that is no day"),
        (("trends", "grúa", "--per", "year"), "--per year: use week, month"),
        (("concordance", "[a"), "the query cannot be understood: character"),
        (("concordance", '"["'), "the query cannot be understood: character 2: ] is missing"),
        (("concordance", " "), "the query cannot be understood: nothing to look up"),
        (("concordance", "grúa", "--language", "xx"), "--language xx: the store has none in it; use en, es"),
        (("fragments", "--language", "xx"), "--language xx: the store has none in it; use"),
        (("fragments", "--in", "xx"), "--in xx: the store has none in it; use en, es"),
        (("fragments", "--outlet", "nobody"), "no articles of it"),
        (("mixing", "--country", "XX"), "no outlet of XX"),
        (("mixing", "--outlet", "nobody"), "no articles of it"),
        (("mixing", "--format", "xml"), "xml"),
        (("words", "--keywords"), "--keywords compares stories with all others: choose some"),
        (("words", "--field", "menu"), "--field menu: use headline, body, caption"),
        (("frequency", "la", "--by", "day"), "--by day: use outlet, country, month, section, field, form"),
        (("concordance", "la", "--beside", "-"), "there is no word in '-' that could stand beside it"),
        (("concordance", "la", "--seed", "7"), "--seed 7 means nothing without --sample"),
        (
            ("mixing", "--found-by", "["),
            "--found-by: nothing to search for in '[': give at least one word; a search",
        ),
        (("concordance", "la", "--sort", "up"), "--sort up: use left, right, node, other"),
    ],
)
def test_what_cannot_be_meant_is_said(ask: Command, words: tuple[str, ...], said: str) -> None:
    done = ask(*words)
    assert done.returncode == 2
    assert said in done.stderr

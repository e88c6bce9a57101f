"""A store of an earlier version is brought up to date on opening, and loses nothing."""

import re
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from forked import forked
from psycopg.conninfo import conninfo_to_dict

from benchmarks.postgres import Server, find_program
from dosvoces.core.errors import StoreError
from dosvoces.store import Store, tables
from dosvoces.store.engines import connect, parse_address
from dosvoces.store.upgrade import HEAD, MIGRATIONS, VERSION_TABLE, upgrade

#: A store of the first version with something in every table: stories, an edit, a duplicate, a counterpart.
FIRST = Path(__file__).parent / "first_version.sql"

#: Says how to back up and restore.
OPERATION = Path(__file__).parents[2] / "docs" / "running-for-months.md"

Rows = dict[str, list[dict[str, Any]]]


def read_tables(engine: sa.Engine) -> Rows:
    metadata = sa.MetaData()
    metadata.reflect(engine)
    with engine.connect() as connection:
        return {
            name: [
                dict(row._mapping)
                for row in connection.execute(sa.select(table).order_by(*table.primary_key.columns))
            ]
            for name, table in metadata.tables.items()
            if name in tables.metadata.tables
        }


def fill_first_version(url: str, folder: Path) -> None:
    """Makes *url* the frozen store: the file itself on SQLite, its rows in the first tables on PostgreSQL."""
    copy = url if "://" not in url else str(folder / "copy.sqlite")
    connection = sqlite3.connect(copy)
    connection.executescript(FIRST.read_text())
    connection.close()
    if copy == url:
        return
    source, target = sa.create_engine(f"sqlite:///{copy}"), connect(parse_address(url), 30)
    upgrade(target, "0001")
    metadata = sa.MetaData()
    metadata.reflect(target)
    with target.begin() as writing:
        for name, rows in sorted(read_tables(source).items()):  # articles come first
            booleans = [
                column.name for column in metadata.tables[name].columns if str(column.type) == "BOOLEAN"
            ]
            rows = [row | {key: bool(row[key]) for key in booleans} for row in rows]
            writing.execute(metadata.tables[name].insert(), rows)
            if (key := metadata.tables[name].autoincrement_column) is not None:
                writing.execute(
                    sa.select(
                        sa.func.setval(sa.func.pg_get_serial_sequence(name, key.name), sa.func.max(key))
                    )
                )
    source.dispose()
    target.dispose()


def test_a_filled_store_of_the_first_version_loses_nothing(empty: str, tmp_path: Path) -> None:
    fill_first_version(empty, tmp_path)
    engine = connect(parse_address(empty), 30)
    before = read_tables(engine)
    assert all(before.values()), "the frozen store has something in every table"
    upgrade(engine)
    after = read_tables(engine)
    for name, rows in before.items():
        assert [{key: row[key] for key in rows[0]} for row in after[name]] == rows
    engine.dispose()


def test_a_store_of_the_first_version_is_read_and_written(empty: str, tmp_path: Path) -> None:
    fill_first_version(empty, tmp_path)
    with Store(empty) as store:
        counts = store.counts()
        assert (counts["articles"], counts["versions"], counts["duplicates"]) == (8, 10, 1)
        records = list(store.records())
        assert len(records) == 6
        assert sum(record.counterpart is not None for record in records) == 1
        assert store.recall("synthetic 1", "es", "en", ["Hola."])["Hola."].text == "Hello."
        assert [run.kind for run in store.runs()] == ["translate", "crawl"]
        assert store.save_article(records[0].article).outcome == "unchanged"
        (resource,) = store.resources()
        assert store.article(resource.article_id or "") is not None


def test_the_newest_revision_is_the_one_that_is_expected() -> None:
    assert ScriptDirectory(str(MIGRATIONS)).get_heads() == [HEAD]


def test_the_migrations_make_the_tables_that_the_code_uses(empty: str) -> None:
    engine = connect(parse_address(empty), 30)
    upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "version_table": VERSION_TABLE,
                "include_name": lambda name, *_: not str(name).startswith("search_index"),
            },
        )
        assert compare_metadata(context, tables.metadata) == []
    engine.dispose()


def test_a_store_of_a_newer_dosvoces_is_refused(empty: str) -> None:
    Store(empty).close()
    engine = connect(parse_address(empty), 30)
    with engine.begin() as connection:
        connection.execute(sa.text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StoreError, match="newer dosvoces"):
        Store(empty)


@pytest.mark.parametrize(
    ("change", "says"),
    [("UPDATE {} SET version_num = '0015x'", "another dosvoces"), ("DELETE FROM {}", "restore it again")],
)
def test_a_version_that_nobody_knows_is_refused(empty: str, change: str, says: str) -> None:
    Store(empty).close()
    engine = connect(parse_address(empty), 30)
    with engine.begin() as connection:
        connection.execute(sa.text(change.format(VERSION_TABLE)))
    engine.dispose()
    with pytest.raises(StoreError, match=says):
        Store(empty)


def read_command(what: str, number: int) -> str:
    """The documented command to *what*, of the database in that column."""
    (row,) = [line for line in OPERATION.read_text().splitlines() if line.startswith(f"| {what}")]
    return re.findall(r"`([^`]+)`", row.split("|")[number])[-1]


def test_a_file_is_backed_up_as_documented_while_others_write(tmp_path: Path) -> None:
    path, copy = tmp_path / "store.sqlite", tmp_path / "copy.part"
    fill_first_version(str(path), tmp_path)
    Store(str(path)).close()
    (backup,) = re.findall(r'sqlite3 store.sqlite "([^"]+)"', read_command("back up", 2))
    with Store(str(path)) as store:
        # Each look at the copy under way stores something, which `.backup` would begin anew for.
        reading = sqlite3.connect(path)
        reading.set_progress_handler(lambda: store.start_run("crawl") < 0, 200)
        reading.execute(backup.replace("copy.part", str(copy)))
        reading.close()
        with Store(str(copy)) as again:
            assert len(again.runs(limit=100)) < len(store.runs(limit=100))
            assert list(again.records()) == list(store.records())
            query = next(again.articles()).headline.split()[0]
            assert [*again.search(query)] == [*store.search(query)] != []


@pytest.mark.slow
def test_a_backup_from_before_an_upgrade_is_restored_as_documented(postgres: Server, tmp_path: Path) -> None:
    url, copy = postgres.create(), tmp_path / "copy.dump"
    place = conninfo_to_dict(url)
    fill_first_version(url, tmp_path)

    def run(what: str) -> int:
        command = re.split(" [<>] ", read_command(what, 3))[0].split(" dosvoces-database-1 ")[1]
        words = command.replace("-U dosvoces", f"-U {place['user']}").split()
        words = [str(place["dbname"]) if word == "dosvoces" else word for word in words]
        words[0] = find_program(words[0]) or ""
        with copy.open("wb" if what == "back up" else "rb") as stream:
            streams = {"stdout" if what == "back up" else "stdin": stream}
            return subprocess.run([*words, "-h", str(place["host"])], **streams).returncode  # type: ignore[call-overload,no-any-return]

    assert run("back up") == 0
    with Store(url) as store:
        assert run("restore") != 0, "somebody is connected"
        store.start_run("crawl")
    assert run("restore") == 0
    with Store(url) as store:
        assert len(store.runs()) == 2 and len(list(store.records())) == 6


def test_processes_that_open_a_new_store_at_once_do_not_clash(empty: str) -> None:
    openers = [forked(Store, empty) for _ in range(4)]
    for opener in openers:
        opener.start()
    for opener in openers:
        opener.join()
    assert [opener.exitcode for opener in openers] == [0, 0, 0, 0]


def test_an_interrupted_upgrade_leaves_the_store_as_it_was(
    empty: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = connect(parse_address(empty), 30)

    def fail(connection: sa.Connection, revision: str) -> None:
        connection.execute(tables.articles.select())
        raise OSError("the power is gone")

    real = upgrade.__globals__["_migrate"]

    def migrate_and_fail(connection: sa.Connection, revision: str) -> None:
        real(connection, revision)
        fail(connection, revision)

    monkeypatch.setitem(upgrade.__globals__, "_migrate", migrate_and_fail)
    with pytest.raises(OSError, match="power"):
        upgrade(engine)
    assert sa.inspect(engine).get_table_names() == []
    monkeypatch.undo()
    upgrade(engine)
    assert set(tables.metadata.tables) <= set(sa.inspect(engine).get_table_names())
    engine.dispose()

"""What a store survives: other programs' files, two processes at once, a full disk, being killed."""

import random
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest
from forked import forked
from psycopg.conninfo import conninfo_to_dict

from benchmarks.postgres import Server
from benchmarks.synthetic import make_stories
from dosvoces.core.errors import StoreAway, StoreError
from dosvoces.store import Store, Translation, tables
from dosvoces.store.jobs import connection_info


def write(url: str, count: int, seed: int, told: Path) -> None:
    """Stores article after article and names each in *told* once it is stored."""
    with Store(url) as store, told.open("w") as lines:
        for article, translation in make_stories(count, seed):
            outcome = store.save_article(article).outcome
            store.save_translations([translation])
            print(article.id, outcome, file=lines, flush=True)


def test_killed_at_any_moment_nothing_stored_is_lost_or_doubled(url: str, tmp_path: Path) -> None:
    moments = random.Random(7)
    told: set[str] = set()
    for number in range(4):
        lines = tmp_path / f"{number}.told"
        writer = forked(write, url, 5000, 1, lines)
        writer.start()
        while not lines.exists() or not lines.stat().st_size:
            assert writer.is_alive()
            time.sleep(0.01)
        time.sleep(moments.uniform(0, 0.4))
        writer.kill()
        writer.join()
        told |= {line.split()[0] for line in lines.read_text().splitlines() if len(line.split()) == 2}
        with Store(url) as store:
            kept = [article.id for article in store.articles(versions="all")]
            records = [record.article.id for record in store.records()]
            assert told <= set(records) <= set(kept)
            assert len(kept) == len(set(kept))
    if not url.startswith("postgresql"):
        with sqlite3.connect(url) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.close()


def test_two_processes_write_at_once(url: str, tmp_path: Path) -> None:
    told = [tmp_path / f"{number}.told" for number in range(3)]
    writers = [forked(write, url, 30, seed, lines) for seed, lines in zip((1, 2, 1), told, strict=True)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    outcomes = [line.split()[1] for lines in told for line in lines.read_text().splitlines()]
    assert outcomes.count("new") == 60
    assert outcomes.count("unchanged") == 30
    with Store(url) as store:
        assert len(list(store.records())) == 60


def test_a_store_that_another_process_holds_is_said_to_be_locked(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with Store(str(path), timeout=0.1) as store:
        holder = sqlite3.connect(path, isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="another process is writing"):
            store.start_run("crawl")
        assert store.runs() == []
        holder.execute("ROLLBACK")
        holder.close()
        store.start_run("crawl")


def test_a_full_disk_loses_nothing_that_was_stored(tmp_path: Path) -> None:
    path = str(tmp_path / "store.sqlite")
    stories = list(make_stories(300))
    with Store(path) as store:
        for article, _ in stories[:20]:
            store.save_article(article)
        pages = sqlite3.connect(path).execute("PRAGMA page_count").fetchone()[0]
        with store._engine.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 20}")
        with pytest.raises(StoreError, match="disk is full"):
            for article, translation in stories[20:]:
                store.save_article(article)
                store.save_translations([translation])
    with Store(path) as store:
        kept = {article.id for article in store.articles()}
        assert kept >= {article.id for article, _ in stories[:20]}
        assert store.save_article(stories[299][0]).outcome == "new"


def test_a_damaged_store_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with Store(str(path)) as store:
        for article, _ in make_stories(100):
            store.save_article(article)
    content = bytearray(path.read_bytes())
    content[8192:] = b"\x55" * (len(content) - 8192)
    path.write_bytes(content)
    with pytest.raises(StoreError, match="damaged"), Store(str(path)) as store:
        list(store.articles())


def test_a_damaged_record_is_named(url: str) -> None:
    ((article, translation),) = make_stories(1)
    with Store(url) as store:
        store.save_article(article)
        store.save_translations([translation])
        with store._writing("damaging") as connection:
            connection.execute(tables.articles.update().values(payload=b"\x00\xff"))
        for read in (store.articles, store.records):
            with pytest.raises(StoreError, match=rf"damaged.*{article.id}"):
                list(read())


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Not a database at all. " * 100)
    with pytest.raises(StoreError, match="not a store"):
        Store(str(path))
    assert path.read_text().startswith("Not a database")


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE recipes (id INTEGER)")
    connection.commit()
    with pytest.raises(StoreError, match=r"another program.*recipes"):
        Store(str(path))
    assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("recipes",)]
    connection.close()


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/nowhere/at/all.sqlite", "folder does not exist, or this user may not"),
        ("mysql://x/y", "use SQLite or PostgreSQL"),
        ("sqlite://", "names no file"),
        ("nonsense://", "no address|no database"),
        ("postgresql://127.0.0.1:1/x", "does not answer"),
    ],
)
def test_an_address_that_leads_nowhere(address: str, said: str) -> None:
    with pytest.raises(StoreError, match=said):
        Store(address)


def test_a_home_that_cannot_be_made_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("DOSVOCES_HOME", str(tmp_path / "file" / "home"))
    with pytest.raises(StoreError, match="DOSVOCES_HOME"):
        Store("")


def test_a_password_is_never_shown(tmp_path: Path) -> None:
    for password, said in (("secret", "does not answer"), ("the@secret", "%40")):
        with pytest.raises(StoreError, match=said) as caught:
            Store(f"postgresql://someone:{password}@127.0.0.1:1/x")
        assert "secret" not in str(caught.value)


def test_a_server_that_is_cut_off_is_given_up_after_a_minute(postgres: Server) -> None:
    address = postgres.create()
    wanted = ("keepalives_idle", "tcp_user_timeout", "connect_timeout")
    own = "&tcp_user_timeout=9000&options=-csearch_path%3Dpublic"
    for more, values in (("", ["30", "60000", "7"]), (own, ["30", "9000", "7"])):
        with Store(address + more, timeout=7) as store, store._engine.connect() as connection:
            assert connection.exec_driver_sql("SHOW lock_timeout").scalar() == "7s"
            assert (connection.exec_driver_sql("SHOW search_path").scalar() == "public") == bool(more)
            driver: Any = connection.connection.driver_connection
            told = driver.info.get_parameters()
            assert [told[name] for name in wanted] == values
            # The server shows it of other connections than those by a socket alone.
            assert "tcp_keepalives_idle=30" in told["options"]
            told = conninfo_to_dict(connection_info(store))
            assert [told[name] for name in wanted[:2]] == values[:2]


def test_a_server_that_refuses_is_not_waited_for(postgres: Server) -> None:
    address = postgres.create()
    for wrong in (address.replace("?", "no?"), address.replace("tester", "nobody")):
        with pytest.raises(StoreError, match="refuses the user, or has no such database") as caught:
            Store(wrong)
        assert not isinstance(caught.value, StoreAway)


def test_saving_translations_twice_changes_nothing(url: str) -> None:
    with Store(url) as store:
        translations: list[Translation] = []
        for article, translation in make_stories(30):
            store.save_article(article)
            translations.append(translation)
        store.save_translations(translations)
        once = list(store.records())
        store.save_translations(translations)
        assert list(store.records()) == once

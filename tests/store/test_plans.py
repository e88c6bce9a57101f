"""What a crawl does for one story takes no longer in a larger store, on SQLite and on PostgreSQL."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from test_moves import NEW, OLD, at
from test_store import NOON

from dosvoces.store import Resource, Store, fetch_log


@contextmanager
def asked(store: Store) -> Iterator[list[tuple[str, str]]]:
    """The statements that *store* runs meanwhile, each with its plan where it has one."""
    statements: list[tuple[str, str]] = []

    def note(connection: sa.Connection, _: Any, text: str, values: Any, __: Any, many: bool) -> None:
        if text.split()[0] not in ("SELECT", "UPDATE", "DELETE", "INSERT", "WITH"):
            return
        with closing(connection.connection.cursor()) as cursor:  # the driver's: this is not noted
            if connection.dialect.name == "postgresql":
                # So small a table is read whole when that can be helped, too.
                cursor.execute("SET LOCAL enable_seqscan = off")
                cursor.execute(f"EXPLAIN {text}", values[0] if many else values)
            else:
                cursor.execute(f"EXPLAIN QUERY PLAN {text}", values[0] if many else values)
            plan = "\n".join(str(row[0] if len(row) == 1 else row[3]) for row in cursor.fetchall())
        statements.append((text, plan))

    sa.event.listen(store._engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        sa.event.remove(store._engine, "before_cursor_execute", note)


def reads_a_whole_table(plan: str) -> bool:
    return "Seq Scan" in plan or any(
        line.startswith("SCAN ") and line != "SCAN CONSTANT ROW" for line in plan.splitlines()
    )


WORK: dict[str, Callable[[Store], object]] = {
    "a new story": lambda store: store.save_article(NEW),
    "the same again": lambda store: store.save_article(OLD),
    "an edit": lambda store: store.save_article(at(OLD.url, "Hola, otra vez.")),
    "a copy": lambda store: store.save_article(at("https://diario.example/copia", "Hola.")),
    "a move": lambda store: store.move(NEW.id, OLD.id),
    "addresses": lambda store: store.find_resources([OLD.url, NEW.url]),
    "addresses with other queries": lambda store: store.find_siblings([f"{OLD.url}?a=1"]),
    "stories like one": lambda store: store.find_like(at(NEW.url, " ".join(map(str, range(50))))),
    "what is due": lambda store: store.due("diario", NOON),
    "an address": lambda store: store.save_resource(Resource(url=NEW.url, outlet="diario")),
    "the addresses of a story": lambda store: store.addresses([OLD.id]),
    "whether it was removed": lambda store: store.is_removed(OLD.id),
}


@pytest.mark.parametrize("what", WORK)
def test_nothing_done_for_a_story_reads_a_whole_table(store: Store, what: str) -> None:
    store.save_article(OLD)
    store.save_resource(Resource(url=OLD.url, outlet="diario", next_check_at=NOON - timedelta(hours=1)))
    with asked(store) as statements:
        WORK[what](store)
    assert statements
    assert [text for text, plan in statements if reads_a_whole_table(plan)] == []


def test_a_new_story_is_looked_for_in_one_query(store: Store) -> None:
    with asked(store) as statements:
        store.save_article(NEW)
    queries = [text for text, _ in statements if text.startswith("SELECT") and "lock" not in text]
    # When something was stored last; this story; the same elsewhere; whether it may be; its copy; its like.
    assert len([query for query in queries if "search_documents" not in query]) <= 6


def test_addresses_with_other_queries_are_looked_for_among_few(tmp_path: Path) -> None:
    """Of a path there may be a hundred thousand that gave no story."""
    url, steps = "https://diario.example/index.php?id={:05}", []
    with Store(str(tmp_path / "store.sqlite")) as store:
        first = 0
        for last in (500, 5000):
            store.save_resources([Resource(url=url.format(n), outlet="diario") for n in range(first, last)])
            first, count = last, itertools.count()
            with store._reading("counting steps") as connection:
                driver: Any = connection.connection.dbapi_connection
                driver.set_progress_handler(lambda count=count: next(count) and 0, 10)
                assert fetch_log.find_siblings(connection, url.format(last // 2) + "&x=1") == []
                driver.set_progress_handler(None, 0)
            steps.append(next(count))
    assert steps[1] < 1.5 * steps[0]

"""Insert-or-replace statements for both databases."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite


@cache
def _make_statement(table: sa.Table, dialect: str) -> Any:
    # Made once: building it takes longer than running it.
    statement = (postgresql if dialect == "postgresql" else sqlite).insert(table)
    keys = [column.name for column in table.primary_key.columns]
    rest = {
        column.name: statement.excluded[column.name] for column in table.columns if column.name not in keys
    }
    return statement.on_conflict_do_update(index_elements=keys, set_=rest)


def insert_or_replace(connection: sa.Connection, table: sa.Table, rows: Sequence[dict[str, Any]]) -> None:
    """Puts *rows* into *table*; those whose primary key is there already take the place of the old ones."""
    if not rows:
        return
    keys = [column.name for column in table.primary_key.columns]
    # In order: two that replace the same rows in different orders wait for each other for ever.
    ordered = sorted(rows, key=lambda row: [row[key] for key in keys])
    connection.execute(_make_statement(table, connection.dialect.name), ordered)


def add_up(connection: sa.Connection, table: sa.Table, rows: Sequence[dict[str, Any]]) -> None:
    """Adds the ``number`` of each of *rows* to that of the row of *table* with the same primary key."""
    statement = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(table)
    keys = [column.name for column in table.primary_key.columns]
    added = table.c.number + statement.excluded.number
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_={"number": added}), rows)

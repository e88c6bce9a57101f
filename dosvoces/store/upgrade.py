"""Creating a store's tables and bringing those of an older version up to date."""

from pathlib import Path

import sqlalchemy as sa

from dosvoces.core.errors import StoreError
from dosvoces.store import tables
from dosvoces.store.engines import APPLICATION_ID

#: The newest revision under ``migrations/versions``; spares Alembic's start-up where nothing is to be done.
HEAD = "0021"

#: Where Alembic keeps the revision; its usual name would clash with that of others in the same database.
VERSION_TABLE = "dosvoces_schema"

MIGRATIONS = Path(__file__).parent / "migrations"

#: Any number, the same in every process: whoever holds PostgreSQL's lock of this number upgrades.
_LOCK = APPLICATION_ID


def _revision(connection: sa.Connection) -> str | None:
    """The revision of the store, None for an empty database; raises StoreError for somebody else's."""
    names = set(sa.inspect(connection).get_table_names())
    if VERSION_TABLE in names:
        revision = connection.execute(sa.text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()
        if revision is None and names & set(tables.metadata.tables):
            raise StoreError(
                f"{connection.engine.url.render_as_string()} has tables and no version, as a restore "
                "leaves them that broke off; restore it again"
            )
        return None if revision is None else str(revision)
    # A PostgreSQL database may be shared as long as no names clash; a SQLite file is one program's.
    foreign = names if connection.dialect.name == "sqlite" else names & set(tables.metadata.tables)
    if foreign:
        raise StoreError(
            f"{connection.engine.url.render_as_string()} holds tables of another program "
            f"({', '.join(sorted(foreign)[:3])}); name another database for the store"
        )
    return None


def _check_known(connection: sa.Connection, revision: str | None) -> None:
    if revision is None:
        return
    known = len(revision) == len(HEAD) and revision.isdecimal()
    if not known or revision > HEAD:
        whose = "a newer" if known else "another"
        raise StoreError(
            f"{connection.engine.url.render_as_string()} was written by {whose} dosvoces (schema {revision}, "
            f"this one knows {HEAD}); {'upgrade dosvoces' if known else 'open it with that one'}"
        )


def _migrate(connection: sa.Connection, revision: str) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def find_revision(engine: sa.Engine) -> str | None:
    """The revision of the store's tables; None where there are none."""
    with engine.connect() as connection:
        return _revision(connection)


def upgrade(engine: sa.Engine, revision: str = HEAD) -> None:
    """Brings the tables to *revision*, in one transaction; of several processes one does it."""
    with engine.connect() as connection:
        found = _revision(connection)
        _check_known(connection, found)
        if found is not None and found >= revision:
            return
    with engine.execution_options(writes=True).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
        found = _revision(connection)
        if found is None or found < revision:
            _migrate(connection, revision)
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")

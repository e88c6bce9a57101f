"""Connections to the store's database: SQLite in a file by default, PostgreSQL by address."""

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url

from dosvoces.core import settings
from dosvoces.core.errors import StoreError
from dosvoces.core.files import make_private_folder

#: ``dosv`` as SQLite's application_id: tells our files from other programs' and is shown by ``file``.
APPLICATION_ID = 0x646F7376

#: Those that change nothing of the file.
_READING = (
    "PRAGMA foreign_keys = ON",
    # 64 MB: the indexes of some 100,000 articles.
    "PRAGMA cache_size = -65536",
)

_PRAGMAS = (
    # Readers never wait for the writer, nor it for them.
    "PRAGMA journal_mode = WAL",
    # A killed process loses nothing that was committed; a power cut may lose the last transactions, never
    # more.
    "PRAGMA synchronous = NORMAL",
    *_READING,
    # Keeps the log file from staying as large as the largest transaction ever was.
    "PRAGMA journal_size_limit = 67108864",
)

#: 2 GiB, SQLite's own limit. A search looks in so many places of a large file that copying each of them into
#: this process would take a tenth of its time.
_MAPPED = "PRAGMA mmap_size = 2147418112"


#: Seconds after which a server that is cut off without a word, by a power cut or a firewall, is given up; the
#: system's own are two hours.
KEEPALIVE = {
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}

#: The same for the server: locks of a machine whose power was cut would be held for two hours.
_SERVER_KEEPALIVE = "-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3"


def parse_address(address: str) -> URL:
    """What *address* means: the URL of a database, the path of a SQLite file, or empty for the default."""
    address = address or settings.get("DOSVOCES_STORE")
    if not address:
        home = Path(settings.get("DOSVOCES_HOME"))
        try:
            # Its own: what is crawled concerns nobody else on the machine.
            make_private_folder(home)
        except OSError as error:
            raise StoreError(
                f"{home} cannot be made: {error.strerror or error}; set DOSVOCES_HOME to a folder of yours"
            ) from error
        return URL.create("sqlite", database=str(home / "store.sqlite"))
    if "://" not in address:
        return URL.create("sqlite", database=address)
    try:
        url = make_url(address.replace("postgres://", "postgresql://", 1))
    except (sa.exc.ArgumentError, ValueError) as error:
        raise StoreError(
            f"{address} is no address of a store; give a file or postgresql://user@host/name"
        ) from error
    backend = url.get_backend_name()
    if backend not in ("sqlite", "postgresql"):
        raise StoreError(f"{backend} is no database that a store can be in; use SQLite or PostgreSQL")
    if backend == "postgresql":
        if "@" in (url.host or ""):
            raise StoreError("the address of the store has two @: write the one of the password as %40")
        return url.set(drivername="postgresql+psycopg")
    if url.database in (None, "", ":memory:"):
        raise StoreError(f"{address} names no file; a store that several processes share needs one")
    return url.set(drivername="sqlite")


def _switch_to_wal(cursor: Any, pragmas: Sequence[str], timeout: float) -> None:
    """Runs *pragmas*; two processes that create a store at once get in each other's way for a moment."""
    end = time.monotonic() + timeout
    while True:
        try:
            for pragma in pragmas:
                cursor.execute(pragma)
            return
        except Exception as error:  # sqlite3.OperationalError, whatever the driver
            if "locked" not in str(error) or time.monotonic() > end:
                raise
            time.sleep(0.05)


def _make_file(path: Path) -> None:
    """Makes the empty file of a new store, which nobody else may read; those beside it follow its mode."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError:
        # It is there, or opening it will say what is wrong.
        return


def _is_read_only(path: Path) -> bool:
    """Whether the store at *path* is on a file system or in a folder where nothing can be written."""
    return path.exists() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))


def _open_read_only(url: URL, path: Path) -> URL:
    # Without a log there is nothing that anybody could still be writing.
    immutable = {} if Path(f"{path}-wal").exists() else {"immutable": "1"}
    query = {"mode": "ro", "uri": "true", **immutable}
    return url.set(database=f"file:{quote(str(path.absolute()))}", query=query)


def is_named(address: str) -> bool:
    """Whether somebody says which store is meant; the default one otherwise."""
    return bool(address or settings.get("DOSVOCES_STORE"))


def exists(url: URL) -> bool:
    """Whether a file with anything in it is where *url* says; of a server nobody knows before it is asked."""
    if url.get_backend_name() != "sqlite":
        return True
    try:
        return Path(url.database or "").stat().st_size > 0
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        # Opening it says what is wrong.
        return True


def _sqlite(url: URL, timeout: float, mapped: bool) -> sa.Engine:
    path = Path(url.database or "")
    read_only = _is_read_only(path)
    if read_only:
        url = _open_read_only(url, path)
    pragmas = (*(_READING if read_only else _PRAGMAS), *((_MAPPED,) if mapped else ()))
    if not read_only:
        _make_file(path)
    engine = sa.create_engine(url, connect_args={"timeout": timeout}, pool_size=8, max_overflow=64)

    @sa.event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        # The driver must not begin transactions on its own: `begin` below does.
        connection.isolation_level = None
        cursor = connection.cursor()
        try:
            _switch_to_wal(cursor, pragmas, timeout)
        finally:
            cursor.close()

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        # A transaction that is going to write says so at once: one that reads first and then
        # wants to write fails without waiting when somebody else has written in between.
        immediate = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine


def _postgresql(url: URL, timeout: float) -> sa.Engine:
    try:
        wanted = {
            "connect_timeout": max(2, round(timeout)),
            **KEEPALIVE,
        }
        given = {name: value for name, value in wanted.items() if name not in url.query}
        options = f"{_SERVER_KEEPALIVE} -c lock_timeout={int(timeout * 1000)} {url.query.get('options', '')}"
        return sa.create_engine(
            url,
            # What the address says itself goes before.
            connect_args={**given, "options": options.strip()},
            pool_size=8,
            max_overflow=64,
            pool_pre_ping=True,
        )
    except ImportError as error:
        raise StoreError("a store in PostgreSQL needs its driver: install dosvoces[postgres]") from error


def connect(url: URL, timeout: float, *, mapped: bool = False) -> sa.Engine:
    """An engine for *url* that waits at most *timeout* seconds for another writer; connects lazily.

    *mapped* reads a SQLite file as if it were memory, which is faster and looks as if much were in use.
    """
    return _sqlite(url, timeout, mapped) if url.get_backend_name() == "sqlite" else _postgresql(url, timeout)


def lock_writer(connection: sa.Connection) -> None:
    """Lets nobody else store articles until the transaction ends.

    SQLite has one writer anyway. On PostgreSQL two that store near-duplicates at once would not see each
    other's, and two that move the same articles to another cluster would wait for each other for ever.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(APPLICATION_ID + 1)))

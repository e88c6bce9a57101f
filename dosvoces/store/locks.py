"""Locks on outlets: only one process on any machine crawls an outlet."""

import fcntl
import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress

import sqlalchemy as sa

from dosvoces.core.errors import StoreError
from dosvoces.store import Store
from dosvoces.store.failures import explained


@contextmanager
def lock_name(store: Store, name: str) -> Iterator[bool]:
    """Hold the lock of *name*, an outlet's key, among all that share *store*; gives False when it is held.

    It ends with the block and with the process, however that ends: nothing has to be cleaned up after a kill.
    """
    engine = store._engine
    if store.path is None:
        with _lock_in_database(engine, name) as free:
            yield free
        return
    if engine.url.query.get("mode") == "ro":
        raise StoreError(f"{store.url}: locking {name} failed: it may only be read; name another one")
    database = store.path.resolve()
    folder = database.with_name(f"{database.name}-locks")
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        file = os.open(folder / f"{name}.lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StoreError(f"{folder}: {name} cannot be locked: {error.strerror}") from error
    try:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True
    finally:
        os.close(file)


@contextmanager
def lock_names(store: Store, names: Sequence[str]) -> Iterator[bool]:
    """Hold the locks of all *names*, or of none; see :func:`lock_name`."""
    with ExitStack() as held:
        free = True
        for name in sorted(names):
            if not (free := held.enter_context(lock_name(store, name))):
                held.close()
                break
        yield free


@contextmanager
def _lock_in_database(engine: sa.Engine, name: str) -> Iterator[bool]:
    number = int.from_bytes(hashlib.sha256(f"dosvoces {name}".encode()).digest()[:8], signed=True)
    with explained(engine.url.render_as_string(), f"locking {name}"):
        connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        free = bool(connection.execute(sa.select(sa.func.pg_try_advisory_lock(number))).scalar())
    try:
        yield free
    finally:
        # A database that was gone meanwhile has let go of the lock itself.
        with suppress(sa.exc.SQLAlchemyError):
            if free:
                connection.execute(sa.select(sa.func.pg_advisory_unlock(number)))
            connection.close()

"""The database under a store: opened, brought up to date, read at one moment, written in turn."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

import sqlalchemy as sa

from dosvoces.core.errors import StoreError
from dosvoces.store import selection
from dosvoces.store.completion import complete
from dosvoces.store.damage import Damage
from dosvoces.store.engines import connect, exists, is_named, lock_writer, parse_address
from dosvoces.store.failures import explained
from dosvoces.store.upgrade import VERSION_TABLE, find_revision, upgrade

#: Longer than any transaction of ours takes; whoever waits longer waits for something that hangs.
_PATIENCE = 30.0


def _now() -> datetime:
    return datetime.now(UTC)


def _missing(url: str) -> StoreError:
    return StoreError(f"there is no store at {url}; crawl into it first, or name the one that you mean")


class Database:
    """Connections to one database, for every thread its own; see :class:`~dosvoces.store.Store`."""

    def __init__(
        self,
        url: str = "",
        *,
        timeout: float = _PATIENCE,
        clock: Callable[[], datetime] = _now,
        mapped: bool = False,
        create: bool = True,
    ) -> None:
        parsed = parse_address(url)
        # The default store may be empty: nobody mistyped it.
        create = create or not is_named(url)
        #: The address, without a password.
        self.url = parsed.render_as_string(hide_password=True)
        #: The file that it is, None for a database on a server.
        self.path = Path(parsed.database or "") if parsed.get_backend_name() == "sqlite" else None
        self._clock = clock
        #: The connection of the moment that a thread reads at, if it reads at one.
        self._moment = threading.local()
        if not create and not exists(parsed):
            raise _missing(self.url)
        with explained(self.url, "opening the store"):
            self._damage = Damage(self.url)
            self._engine = connect(parsed, timeout, mapped=mapped).execution_options(damage=self._damage)
            self._writer = self._engine.execution_options(writes=True)
            try:
                if not create and find_revision(self._engine) is None:
                    raise _missing(self.url)
                upgrade(self._engine)
                complete(self._writer)
            except BaseException:
                self._engine.dispose()
                raise

    def check_writable(self) -> None:
        """Raises StoreError when nothing can be stored now: it may only be read, or its disk is full."""
        with self._writing("trying to store something") as connection:
            connection.execute(sa.text(f"UPDATE {VERSION_TABLE} SET version_num = version_num"))

    def damaged(self) -> dict[str, str]:
        """What could not be read since this thread last asked for many records, and was left out: why."""
        return dict(self._damage.found)

    def close(self) -> None:
        """Gives every connection back."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _stamp(self, connection: sa.Connection) -> datetime:
        """The time of what is stored now: later than all before, whatever the clocks of those who store say.

        Whoever asks for what came after some moment would miss what a slow clock puts before it.
        """
        now, last = self._clock(), selection.find_last_change(connection)
        return now if last is None or now > last else last + timedelta(microseconds=1)

    @contextmanager
    def _writing(self, doing: str, *, alone: bool = False) -> Iterator[sa.Connection]:
        with explained(self.url, doing), self._writer.begin() as connection:
            if alone:
                lock_writer(connection)
            yield connection

    @contextmanager
    def _reading(self, doing: str) -> Iterator[sa.Connection]:
        """One view of the store, however long it is read and whatever is written meanwhile."""
        held: sa.Connection | None = getattr(self._moment, "connection", None)
        if held is not None:
            with explained(self.url, doing):
                yield held
            return
        with explained(self.url, doing), self._engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    @contextmanager
    def one_moment(self) -> Iterator[None]:
        """All that this thread reads in the block belongs to one moment, whatever is written meanwhile."""
        with self._reading("reading") as connection:
            self._moment.connection = connection
            try:
                yield
            finally:
                self._moment.connection = None

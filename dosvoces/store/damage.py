"""What of a store cannot be read: left out as if it were not there, named and counted; it stops nothing."""

import logging
import threading
from typing import Any, TypeVar

import msgspec
import sqlalchemy as sa

from dosvoces.core.record import Article
from dosvoces.store.payloads import DamagedPayload, unpack

T = TypeVar("T")

_log = logging.getLogger(__name__)

#: What this process left out, by store and name, and why: the command line ends with it.
noticed: dict[tuple[str, str], str] = {}


class Damage(threading.local):
    """What was left out of the store at *address* since this thread last asked for many records."""

    def __init__(self, address: str) -> None:
        self.address = address
        #: Why, by name.
        self.found: dict[str, str] = {}

    def note(self, name: str, why: str) -> None:
        """Keeps in mind that *name* was left out, and says so the first time."""
        self.found[name] = why
        if (self.address, name) not in noticed:
            noticed[self.address, name] = why
            _log.warning("%s: %s; it is left out", self.address, why)

    def complain(self) -> None:
        """Raises :exc:`DamagedPayload` with all that was left out, if anything was."""
        if self.found:
            raise DamagedPayload("; ".join(self.found.values()))


def leave(connection: sa.Connection, name: str, error: Exception) -> None:
    """Notes that *name* is left out of what *connection* reads because of *error*.

    Raises that on a connection that is no store's, where nobody would tell.
    """
    damage = connection.get_execution_options().get("damage")
    if not isinstance(damage, Damage):
        raise error
    damage.note(name, str(error))


def read(connection: sa.Connection, payload: bytes, kind: type[T], name: str) -> T | None:
    """The value of type *kind* in *payload*, of *name*; None where that is damaged, which is noted."""
    try:
        return unpack(payload, kind, name)
    except DamagedPayload as error:
        leave(connection, name, error)
        return None


def read_article(connection: sa.Connection, row: Any) -> Article | None:
    """The article in *row* of the table; None where it is damaged, which is noted."""
    return read(connection, row.payload, Article, name_article(row.id, row.version))


def name_article(article_id: str, version: int) -> str:
    """What is said of a version of an article."""
    return f"{article_id}, version {version}"


def name_translation(row: Any) -> str:
    """What is said of the translation, or other edition, in *row* of its table."""
    return f"{row.article_id}, version {row.version}, in {row.target_language}"


def read_json(connection: sa.Connection, text: Any, kind: type[T], name: str) -> T | None:
    """The same of *text*, which is not compressed."""
    try:
        return msgspec.json.decode(text, type=kind)
    except msgspec.MsgspecError as error:
        leave(connection, name, DamagedPayload(f"what is kept of {name} cannot be read: {error}"))
        return None

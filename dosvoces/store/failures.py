"""Database errors translated into messages that a person can act upon."""

from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
import sqlalchemy as sa
import zstandard

from dosvoces.core.errors import StoreAway, StoreError
from dosvoces.store.payloads import DamagedPayload

#: The server answered, though its driver says that the connection failed: waiting helps nothing.
_REFUSED = "the database server refuses the user, or has no such database; correct the address"

#: What a database's own message has in it, and what it means to a user.
_MEANINGS = (
    (("database is locked", "table is locked"), "another process is writing to it; wait for it or stop it"),
    # Not even the few pages beside the file that its readers and writers share can be made.
    (("disk is full", "no space left", "disk full", "sqlite_ioerr_shmsize"),
     "the disk is full; free some space and run again: nothing stored is lost"),
    (("not a database", "file is encrypted"), "the file is not a store; name another file"),
    (("malformed", "disk i/o error", "what is kept of"),
     "the file is damaged or its disk fails; go back to a copy of it"),
    (("readonly", "read-only", "permission denied"),
     "it may only be read; change its owner or name another one"),
    (("unable to open database",),
     "its folder does not exist, or this user may not read and write the file and its folder, or the disk "
     "has no room for another file"),
    (("too many connections", "too many clients", "remaining connection slots"),
     "the database server takes no more connections for now; allow it more, or start less at once"),
    (("password authentication", "no password supplied", "pg_hba.conf", 'role "', 'database "'), _REFUSED),
    (("connection refused", "could not translate host", "failed to resolve", "connection failed",
      "connection is bad", "timeout expired"),
     "the database server does not answer; start it or correct the address"),
    (("foreign key",), "the article that it belongs to is not stored; store the article first"),
    (("surrogates not allowed", "nul (0x00)", "null byte"), "the text is not valid Unicode"),
)  # fmt: skip


#: What the databases say when nothing is wrong but that they are gone for now, or locked.
_AWAY = (
    "database is locked",
    "table is locked",
    "connection refused",
    "connection failed",
    "timeout expired",
    "is starting up",
    "is shutting down",
    "in recovery mode",
    "terminating connection",
    "server closed the connection",
    "connection is bad",
    "connection is lost",
    "connection is closed",
    "consuming input failed",
    "could not translate host",
    "failed to resolve",
    "connection reset",
    "connection timed out",
    "no route to host",
    "network is unreachable",
)

#: The same in the codes of PostgreSQL: connections, too few of them, what an operator or another transaction
#: ended, a lock that was not to be had, and a server that may only be read while another takes over.
_AWAY_CODES = ("08", "40", "53200", "53300", "55P03", "57", "25006")


def explain(error: Exception, address: str, doing: str) -> StoreError:
    """The error to raise for *error* that came up while *doing* something with the store at *address*."""
    cause = getattr(error, "orig", None) or error
    said = " ".join(str(cause).split()) or type(cause).__name__
    signal = f"{said} {getattr(cause, 'sqlite_errorname', '')}".lower()
    meaning = next((text for signs, text in _MEANINGS if any(sign in signal for sign in signs)), None)
    gone = meaning != _REFUSED and (
        getattr(error, "connection_invalidated", False)
        or (getattr(cause, "sqlstate", None) or "").startswith(_AWAY_CODES)
        or any(sign in signal for sign in _AWAY)
    )
    return (StoreAway if gone else StoreError)(
        f"{address}: {doing} failed: {meaning} ({said})" if meaning else f"{address}: {doing} failed: {said}"
    )


@contextmanager
def explained(address: str, doing: str) -> Iterator[None]:
    """Turns what databases and codecs raise into :exc:`~dosvoces.core.errors.StoreError`."""
    try:
        yield
    except (
        sa.exc.SQLAlchemyError,
        msgspec.MsgspecError,
        zstandard.ZstdError,
        DamagedPayload,
        UnicodeEncodeError,
        OSError,
    ) as error:
        raise explain(error, address, doing) from error

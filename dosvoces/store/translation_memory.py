"""The translation memory: what an engine once made of a sentence is not computed again."""

import hashlib
from collections.abc import Iterable, Sequence

import msgspec
import sqlalchemy as sa

from dosvoces.store import damage
from dosvoces.store.tables import memory
from dosvoces.store.upsert import insert_or_replace
from dosvoces.store.values import MemoryEntry

#: SQLite takes 32,766 variables in one statement, PostgreSQL 65,535; the plan is quickest for a few hundred.
_AT_ONCE = 500


_OF_ENGINE = (
    memory.c.engine == sa.bindparam("engine"),
    memory.c.source_language == sa.bindparam("source"),
    memory.c.target_language == sa.bindparam("target"),
)
_ANY = sa.select(sa.literal(1)).select_from(memory).where(*_OF_ENGINE).limit(1)
#: Without a type the digests go to the driver as they are; wrapping each costs a fifth of a lookup.
_RECALL = sa.select(memory.c.digest, memory.c.payload).where(
    *_OF_ENGINE,
    sa.type_coerce(memory.c.digest, sa.types.NullType()).in_(sa.bindparam("digests", expanding=True)),
)

_decoder = msgspec.json.Decoder(MemoryEntry)


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()


def recall(
    connection: sa.Connection, engine: str, source: str, target: str, texts: Sequence[str]
) -> dict[str, MemoryEntry]:
    """What *engine* made of those of *texts* that it has seen."""
    key = {"engine": engine, "source": source, "target": target}
    # Mostly nobody has corrected anything, and then there is nothing to look for.
    if connection.execute(_ANY, key).first() is None:
        return {}
    by_digest = {_digest(text): text for text in texts}
    # In order, so that neighbouring lookups meet neighbouring pages.
    digests = sorted(by_digest)
    found: dict[str, MemoryEntry] = {}
    for start in range(0, len(digests), _AT_ONCE):
        rows = connection.execute(_RECALL, {**key, "digests": digests[start : start + _AT_ONCE]})
        for digest, payload in rows.all():
            try:
                found[by_digest[bytes(digest)]] = _decoder.decode(payload)
            except msgspec.MsgspecError as error:
                damage.leave(connection, f"what {engine} made of sentence {bytes(digest).hex()}", error)
    return found


def forget_one(connection: sa.Connection, engine: str, source: str, target: str, text: str) -> None:
    """Forgets what *engine* made of *text*."""
    key = {"engine": engine, "source": source, "target": target}
    connection.execute(memory.delete().where(*_OF_ENGINE, memory.c.digest == _digest(text)), key)


def remember(
    connection: sa.Connection, engine: str, source: str, target: str, pairs: Iterable[tuple[str, MemoryEntry]]
) -> None:
    """Keeps what *engine* made of each text; the last of several for one text holds."""
    rows = {
        _digest(text): {
            "engine": engine,
            "source_language": source,
            "target_language": target,
            "digest": _digest(text),
            "payload": msgspec.json.encode(entry),
        }
        for text, entry in pairs
    }
    insert_or_replace(connection, memory, list(rows.values()))


def forget(connection: sa.Connection, texts: Iterable[str]) -> None:
    """Forgets what anybody made of each of *texts*, in any language."""
    digests = sorted(_digest(text) for text in texts)
    for start in range(0, len(digests), _AT_ONCE):
        these = memory.c.digest.in_(digests[start : start + _AT_ONCE])
        connection.execute(memory.delete().where(these))

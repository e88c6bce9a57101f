"""Collections: stories and sentences that somebody picked for a purpose, with tags and notes."""

import re
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa

from dosvoces.core.safe_text import drop_unsafe, make_line
from dosvoces.store.store import Store
from dosvoces.store.tables import articles, collections, picks

#: Most picks of one collection, and characters of its texts; what is longer is cut.
MOST_PICKS = 2000
LONGEST_NAME = 120
LONGEST_NOTE = 5000
LONGEST_TAG = 60
MOST_TAGS = 20

#: A sentence of a translation, of an outlet's own edition, or a block; nothing for a whole story.
_ANCHOR = re.compile(r"(?:[sob]\d{1,6})?", re.ASCII)


class Collection(msgspec.Struct, frozen=True, kw_only=True):
    """A collection without what it holds."""

    #: What a link to it has; nobody guesses it.
    key: str
    #: Who made it; empty where nobody logs in.
    owner: str
    name: str
    note: str
    #: Whether others who have the link may read it.
    shared: bool
    created_at: datetime
    changed_at: datetime
    #: How many picks it has.
    picks: int = 0


class Place(msgspec.Struct, frozen=True):
    """A version of a story, or a sentence of it, :func:`~dosvoces.store.picks.name_segments`."""

    article_id: str
    version: int
    anchor: str = ""


class Pick(msgspec.Struct, frozen=True, kw_only=True):
    """A story or sentence in a collection."""

    id: int
    place: Place
    tags: tuple[str, ...]
    note: str
    picked_at: datetime


def clean_tags(text: str) -> tuple[str, ...]:
    """The tags in *text*, separated by commas or lines, each once."""
    words = (" ".join(make_line(word).split())[:LONGEST_TAG] for word in re.split(r"[,;\n]", text))
    return tuple(dict.fromkeys(word for word in words if word))[:MOST_TAGS]


def _clean_note(text: str) -> str:
    return drop_unsafe(text.replace("\r\n", "\n"))[:LONGEST_NOTE].strip()


def _join(tags: Sequence[str]) -> str:
    return "".join(f"\n{tag}" for tag in tags) + "\n" if tags else ""


def _read_pick(row: Any) -> Pick:
    return Pick(
        id=row.id,
        place=Place(row.article_id, row.version, row.anchor),
        tags=tuple(row.tags.split("\n")[1:-1]),
        note=row.note,
        picked_at=row.picked_at,
    )


class Collections:
    """The collections of a store. Everything raises :exc:`~dosvoces.core.errors.StoreError`."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def create(self, owner: str, name: str) -> Collection:
        """A new collection of *owner*, empty, which nobody else sees."""
        with self._store._writing("making a collection") as connection:
            now = self._store._clock()
            made = Collection(
                key=secrets.token_urlsafe(12),
                owner=owner,
                name=make_line(name)[:LONGEST_NAME],
                note="",
                shared=False,
                created_at=now,
                changed_at=now,
            )
            values = msgspec.structs.asdict(made)
            del values["picks"]
            connection.execute(collections.insert().values(values))
        return made

    def owned(self, owner: str) -> list[Collection]:
        """The collections of *owner* and those of nobody, changed last first."""
        with self._store._reading("listing collections") as connection:
            return _load(connection, _OWNED, {"owner": owner})

    def find(self, key: str) -> Collection | None:
        """The collection with that key; None when there is none."""
        with self._store._reading("reading a collection") as connection:
            found = _load(connection, _NAMED, {"key": key})
        return found[0] if found else None

    def change(self, key: str, *, name: str, note: str, shared: bool) -> None:
        """Names a collection, and says whether others may read it."""
        values = {"name": make_line(name)[:LONGEST_NAME], "note": _clean_note(note), "shared": shared}
        with self._store._writing("changing a collection") as connection:
            self._touch(connection, key, **values)

    def delete(self, key: str) -> None:
        """Deletes a collection; the stories stay."""
        with self._store._writing("deleting a collection") as connection:
            connection.execute(picks.delete().where(picks.c.collection == key))
            connection.execute(collections.delete().where(collections.c.key == key))

    def _touch(self, connection: sa.Connection, key: str, **values: Any) -> None:
        changed = collections.update().where(collections.c.key == key)
        connection.execute(changed.values(changed_at=self._store._clock(), **values))

    def add(self, key: str, places: Sequence[Place], tags: Sequence[str] = (), note: str = "") -> int:
        """Picks *places* for a collection; gives how many were not in it, at most :data:`MOST_PICKS` in all.

        What is picked already keeps its tags and gets these too. Places that are none are left out.
        """
        with self._store._writing("picking for a collection", alone=True) as connection:
            query = sa.select(picks).where(picks.c.collection == key)
            have = {pick.place: pick for pick in map(_read_pick, connection.execute(query))}
            new: list[Place] = []
            for place in dict.fromkeys(places):
                if old := have.get(place):
                    both = _join(tuple(dict.fromkeys((*old.tags, *tags)))[:MOST_TAGS])
                    changed = {"tags": both, "note": _clean_note(note) or old.note}
                    connection.execute(picks.update().where(picks.c.id == old.id).values(changed))
                elif len(have) + len(new) < MOST_PICKS and _exists(connection, place):
                    new.append(place)
            now = self._store._clock()
            rows = [
                {
                    **msgspec.structs.asdict(place),
                    "collection": key,
                    "tags": _join(tags),
                    "note": _clean_note(note),
                    "picked_at": now,
                }
                for place in new
            ]
            if rows:
                connection.execute(picks.insert(), rows)
            self._touch(connection, key)
        return len(new)

    def change_pick(self, key: str, number: int, *, tags: Sequence[str], note: str) -> None:
        """Gives pick *number* of a collection these tags and this note."""
        values = {"tags": _join(tags), "note": _clean_note(note)}
        with self._store._writing("changing a collection") as connection:
            connection.execute(_one(picks.update(), key, number).values(values))
            self._touch(connection, key)

    def remove_pick(self, key: str, number: int) -> None:
        """Takes pick *number* out of a collection."""
        with self._store._writing("changing a collection") as connection:
            connection.execute(_one(picks.delete(), key, number))
            self._touch(connection, key)

    def picks(self, key: str, *, tag: str = "", limit: int = MOST_PICKS, offset: int = 0) -> list[Pick]:
        """What a collection holds, in the order in which it was picked; with *tag* what has it."""
        query = sa.select(picks).where(picks.c.collection == key).order_by(picks.c.id)
        if tag:
            query = query.where(picks.c.tags.contains(f"\n{tag}\n", autoescape=True))
        with self._store._reading("reading a collection") as connection:
            return [_read_pick(row) for row in connection.execute(query.limit(limit).offset(offset))]

    def tags(self, key: str) -> dict[str, int]:
        """How often each tag of a collection was given, the commonest first."""
        counts = Counter(tag for pick in self.picks(key) for tag in pick.tags)
        return dict(sorted(counts.items(), key=lambda each: (-each[1], each[0])))

    def holding(self, owner: str, article_id: str, version: int) -> dict[str, list[Collection]]:
        """The collections of *owner* that have something of a version of a story, by anchor."""
        place = (picks.c.article_id == article_id) & (picks.c.version == version)
        query = (
            sa.select(collections, picks.c.anchor)
            .join(picks, picks.c.collection == collections.c.key)
            .where(place, collections.c.owner.in_({owner, ""}))
            .order_by(collections.c.name, collections.c.key)
        )
        found: dict[str, list[Collection]] = {}
        with self._store._reading("looking into collections") as connection:
            for row in connection.execute(query):
                found.setdefault(row.anchor, []).append(_read(row, 0))
        return found


_mine = (collections.c.owner == sa.bindparam("owner")) | (collections.c.owner == "")
_NAMED = sa.select(collections).where(collections.c.key == sa.bindparam("key"))
_OWNED = sa.select(collections).where(_mine).order_by(collections.c.changed_at.desc(), collections.c.key)


def _one(statement: Any, key: str, number: int) -> Any:
    return statement.where(picks.c.collection == key, picks.c.id == number)


def _exists(connection: sa.Connection, place: Place) -> bool:
    if not _ANCHOR.fullmatch(place.anchor) or not 0 < place.version < 2**31 or "\0" in place.article_id:
        return False
    own = (articles.c.id == place.article_id) & (articles.c.version == place.version)
    return connection.execute(sa.select(articles.c.seq).where(own)).first() is not None


def _read(row: Any, number: int) -> Collection:
    names = (name for name in Collection.__struct_fields__ if name != "picks")
    return Collection(**{name: row._mapping[name] for name in names}, picks=number)


def _load(connection: sa.Connection, query: sa.Select[Any], values: Mapping[str, str]) -> list[Collection]:
    rows = connection.execute(query, values).all()
    if not rows:
        return []
    counted = (
        sa.select(picks.c.collection, sa.func.count())
        .where(picks.c.collection.in_([row.key for row in rows]))
        .group_by(picks.c.collection)
    )
    numbers = {key: int(number) for key, number in connection.execute(counted)}
    return [_read(row, numbers.get(row.key, 0)) for row in rows]

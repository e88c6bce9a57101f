"""What people chose in the reader, remembered by name."""

import sqlalchemy as sa

from dosvoces.store.store import Store
from dosvoces.store.tables import preferences
from dosvoces.store.upsert import insert_or_replace


class Preferences:
    """The choices of each person; everybody's where nobody logs in."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def find(self, person: str, name: str) -> str:
        """What *person* chose for *name*; empty when they chose nothing."""
        own = (preferences.c.person == person) & (preferences.c.name == name)
        with self._store._reading("reading preferences") as connection:
            return connection.execute(sa.select(preferences.c.value).where(own)).scalar() or ""

    def keep(self, person: str, name: str, value: str) -> None:
        """Remembers what *person* chose."""
        row = {"person": person, "name": name, "value": value}
        with self._store._writing("keeping preferences") as connection:
            insert_or_replace(connection, preferences, [row])

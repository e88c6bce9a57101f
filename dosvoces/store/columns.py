"""What the columns of the articles tell, which are read without their records."""

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from dosvoces.core.addresses import clean_if_sound
from dosvoces.store.tables import articles

#: Ids in one statement.
_AT_ONCE = 200


def find_undated(connection: sa.Connection, ids: Sequence[str]) -> set[str]:
    """Those of the articles *ids* whose latest version has no date of publication."""
    query = sa.select(articles.c.id).where(articles.c.id.in_(ids), articles.c.latest, articles.c.day == "")
    return set(connection.execute(query).scalars())


def list_addresses(connection: sa.Connection, ids: Iterable[str]) -> set[str]:
    """The addresses, cleaned, of every version of the articles *ids*."""
    wanted, found = sorted(ids), set[str]()
    for begin in range(0, len(wanted), _AT_ONCE):
        query = sa.select(articles.c.url, articles.c.canonical_url)
        for row in connection.execute(query.where(articles.c.id.in_(wanted[begin : begin + _AT_ONCE]))):
            found.update(map(clean_if_sound, row))
    return found

"""Turns at hosts: where several machines share a store, one crawl at a time asks a host, at its pace.

The lock of a host is a database's, and ends with the process that holds it; when the host may be asked again
is kept, so that the pause between two requests is the same whichever machine makes them.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlsplit

import sqlalchemy as sa

from dosvoces.core.addresses import registered_domain
from dosvoces.core.outlets import Outlet
from dosvoces.store.locks import lock_names
from dosvoces.store.store import Store
from dosvoces.store.tables import host_turns


def hosts_of(outlet: Outlet) -> tuple[str, ...]:
    """The domains, as they are registered, on which *outlet* is asked; addresses by numbers as they are."""
    names = {*outlet.domains, *(urlsplit(source.url).hostname or "" for source in outlet.sources)} - {""}
    return tuple(sorted({registered_domain(name) or name for name in names}))


def group_by_host(outlets: Iterable[Outlet]) -> dict[str, str]:
    """A name for each host of *outlets*, the same for hosts that some outlet joins, directly or by others."""
    names: dict[str, str] = {}
    members: dict[str, list[str]] = {}
    for outlet in outlets:
        hosts = hosts_of(outlet)
        joined = {names[host] for host in hosts if host in names}
        name = min([*hosts, *joined])
        taken = [host for other in joined for host in members.pop(other)]
        members[name] = sorted({*taken, *hosts})
        names.update(dict.fromkeys(members[name], name))
    return names


def shares_hosts(store: Store) -> bool:
    """Whether other machines may crawl into *store* too."""
    return store._engine.dialect.name == "postgresql"


@contextmanager
def lock_outlet(store: Store, outlet: Outlet) -> Iterator[bool]:
    """Hold the locks of *outlet* and, among machines, of its hosts; gives False when any is held."""
    hosts = [f"host {host}" for host in hosts_of(outlet)] if shares_hosts(store) else []
    with lock_names(store, [outlet.key, *hosts]) as free:
        yield free


def begin_turn(store: Store, hosts: Sequence[str], seconds: float) -> float:
    """Notes that *hosts* are being asked, every *seconds* at least; gives the seconds to wait before.

    After a crawl that was killed that is a whole pause: when it asked last is not known. It is never more,
    also when the database's clock was set back.
    """
    now = sa.func.clock_timestamp()
    left = sa.extract("epoch", sa.type_coerce(host_turns.c.free_at, sa.DateTime) - now)
    wait = sa.func.least(left, host_turns.c.seconds)
    with store._writing("taking a turn") as connection:
        waits = connection.execute(sa.select(wait).where(host_turns.c.host.in_(hosts))).scalars().all()
        _keep(connection, hosts, seconds, None)
    return max([0.0, *map(float, waits)])


def note_pace(store: Store, hosts: Sequence[str], seconds: float) -> None:
    """Notes that *hosts*, which are being asked, want a longer pause."""
    longer = host_turns.update().where(host_turns.c.host.in_(hosts), host_turns.c.seconds < seconds)
    with store._writing("noting a pace") as connection:
        connection.execute(longer.values(seconds=seconds))


def end_turn(store: Store, hosts: Sequence[str], seconds: float) -> None:
    """Notes that *hosts* may be asked again in so many *seconds*."""
    with store._writing("ending a turn") as connection:
        _keep(connection, hosts, seconds, sa.func.clock_timestamp() + timedelta(seconds=seconds))


def _keep(
    connection: sa.Connection, hosts: Sequence[str], seconds: float, free_at: sa.ColumnElement[object] | None
) -> None:
    from sqlalchemy.dialects.postgresql import insert

    row = insert(host_turns).values(
        [{"host": host, "seconds": seconds, "free_at": free_at} for host in hosts]
    )
    # One that is being asked anew keeps the pause it was known to want until its robots.txt is read again.
    known = sa.func.greatest(host_turns.c.seconds, row.excluded.seconds) if free_at is None else seconds
    replaced = {"seconds": known, "free_at": free_at}
    connection.execute(row.on_conflict_do_update(index_elements=["host"], set_=replaced))
